"""Answers of catalogues of MIT that stand on Open edX, as the tests of their aggregator hold them."""

import datetime as dt
from pathlib import Path

import pytest

from tests.feeds.readers.asking import Asking
from tests.feeds.stating import Found


@pytest.fixture
def folder(shared_feeds: Path) -> Path:
    return shared_feeds / "openedx"


def reading(path: Path) -> Found:
    address = "https://catalogue.example/api/v1/courses/"
    zone = '[options]\ntime_zone = "America/New_York"\n'
    return Asking("openedx", address, lambda _: path.read_bytes(), zone).read()


def test_the_catalogue_service_states_a_published_course_with_its_run(folder: Path) -> None:
    record = reading(folder / "test_mitx_course.json").record
    assert (record.id, record.title) == ("MITx+15.071x", {"und": "The Analytics Edge"})
    assert (record.duration, record.languages) == ("P13W", ("en-US",))
    assert [person.name for person in record.people][:2] == ["Dimitris Bertsimas", "Allison O'Hair"]
    assert record.extra["effort"] == "10 to 15 hours a week"
    assert record.extra["price"] == "150.00 USD verified; 0.00 USD audit"
    (offering,) = record.offerings
    assert (offering.id, offering.starts_on) == ("course-v1:MITx+15.071x+1T2019", dt.date(2019, 2, 20))
    assert (offering.starts_at, offering.time_zone) == (dt.time(10), "America/New_York")


def test_three_courses_of_mitx_online_have_four_runs(folder: Path) -> None:
    found = reading(folder / "mitxonline_courses.json")
    assert [one.record.id for one in found.checked] == ["MITxT+18.03.1x", "MITxT+18.03.2x", "MITxT+18.03.3x"]
    assert [len(one.record.offerings) for one in found.checked] == [2, 1, 1]
    record = found.of("MITxT+18.03.1x")
    assert record.duration == "14 weeks"
    assert record.offerings[0].label == "2T2024"
    assert record.offerings[0].enrol_until == dt.date(2024, 12, 14)


def test_two_courses_of_xpro_have_six_runs(folder: Path) -> None:
    found = reading(folder / "xpro_courses.json")
    assert [(one.record.id, len(one.record.offerings)) for one in found.checked] == [
        ("xPRO+LASERx4", 3),
        ("xPRO+LASERx3", 3),
    ]
    assert found.of("xPRO+LASERx4").offerings[0].starts_on == dt.date(2025, 2, 10)


def test_two_programmes_are_programmes(folder: Path) -> None:
    found = reading(folder / "mitxonline_programs.json")
    assert [(one.record.kind, one.record.title["und"]) for one in found.checked] == [
        ("programme", "18.03x Differential Equations"),
        ("programme", "8.02x Electricity and Magnetism"),
    ]
