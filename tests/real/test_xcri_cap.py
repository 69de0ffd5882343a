"""Two XCRI-CAP catalogues that universities published in 2011 and 2012."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tests.feeds.stating import Found, read


@pytest.fixture
def folder(shared_feeds: Path) -> Path:
    return shared_feeds / "xcri-cap"


def reading(path: Path) -> Found:
    return read("xcri-cap", path.read_bytes(), profile="")


def test_334_courses_and_791_presentations_come_out_of_one_line(folder: Path) -> None:
    path = folder / "adam_smith_charset_issue.xml"
    assert path.read_bytes().count(b"\n") == 0
    found = reading(path)
    assert (found.reading.read, found.reading.refused, found.reading.repeated) == (334, 0, 0)
    assert len(found.checked) == 334
    assert sum(len(one.record.offerings) for one in found.checked) == 791
    assert [problem for problem in found.problems if problem.severity == "record"] == []
    record = found.of("ASD")
    assert record.title == {"und": "Autistic Spectrum Disorder"}
    assert record.url == "http://www.adamsmith.ac.uk/student/courses/course/ASD"
    assert "stand alone unit" in record.description["en"]
    assert record.extra["provider"] == "Adam Smith College"
    assert record.extra["topic"] == "Supporting Individuals with Autistic Spectrum Disorders"
    assert "Autism" in {subject.label for subject in record.subjects}
    assert all(one.starts_on and one.ends_on and not one.starts_at for one in record.offerings)


def test_a_course_and_a_degree_of_the_open_university_are_kept_whole(folder: Path) -> None:
    found = reading(folder / "ou-example.xml")
    assert [one.record.id for one in found.checked] == ["http://data.open.ac.uk/course/a174", "B01"]
    course, degree = (one.record for one in found.checked)
    assert [one.id for one in course.offerings] == ["A1742011E", "A1742011J", "A1742012B"]
    assert (course.credits, course.credit_scheme) == (Decimal(10), "The Open University")
    assert course.extra["further credits"] == "10 SCQF level 7"
    assert course.offerings[0].starts_on == dt.date(2011, 5, 7)
    assert course.offerings[0].languages == ("en",)
    assert (course.subjects[0].code, course.subjects[1].label) == ("KC.3", "Literature and Creative Writing")
    assert (degree.code, degree.level) == ("B01", "undergraduate")
    assert degree.extra["other identifiers"] == "NLD: 3900010611"
    assert "history of medicine" in degree.description["und"]
