"""What the CSV file of a Moodle's courses says in our words."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.readers.asking import Asking
from tests.feeds.stating import Found, read

SAMPLE = Path(__file__).resolve().parents[2] / "samples/moodle-csv/courses.csv"


def sample() -> Found:
    return read("moodle-csv", SAMPLE.read_bytes(), profile="")


def test_hidden_courses_stay_out_and_deleted_ones_are_told_as_gone() -> None:
    found = sample()
    assert [one.record.id for one in found.checked] == ["ANA1", "PHA2"]
    assert found.deleted == ["OLD1"]


def test_a_course_is_kept_whole() -> None:
    record = sample().of("ANA1")
    assert (record.title, record.code, record.languages) == ({"und": "Human anatomy"}, "ANA-101", ("en",))
    assert "an atlas" in record.description["und"]
    assert "PLUGINFILE" not in record.description["und"]
    assert record.disciplines == ("anatomy",)
    assert record.extra == {"category": "MBBS / Anatomy", "credits": "12", "room": "Hall 1"}
    (offering,) = record.offerings
    assert (offering.id, offering.starts_on, offering.ends_on) == ("ANA1", dt.date(2026, 8, 1), dt.date(2027, 5, 31))


def test_dates_in_seconds_are_read_and_0_is_none() -> None:
    (offering,) = sample().of("PHA2").offerings
    assert (offering.starts_on, offering.ends_on) == (dt.date(2026, 8, 1), None)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-08-01", dt.date(2026, 8, 1)),
        ("2026-08-01 09:30", dt.date(2026, 8, 1)),
        ("1 August 2026", dt.date(2026, 8, 1)),
        ("01-Aug-2026", dt.date(2026, 8, 1)),
    ],
)
def test_a_date_is_read_as_moodle_takes_it(written: str, date: dt.date) -> None:
    found = read("moodle-csv", f"shortname,fullname,startdate\nA,Anatomy,{written}\n", profile="")
    assert found.record.offerings[0].starts_on == date


def test_a_date_that_could_be_two_is_named() -> None:
    found = read("moodle-csv", "shortname,fullname,startdate\nA,Anatomy,03/04/2026\n", profile="")
    assert found.record.offerings[0].starts_on is None
    assert (found.problem.value, found.problem.severity) == ("03/04/2026", "field")


def test_semicolons_and_another_encoding_are_found() -> None:
    found = read("moodle-csv", "shortname;fullname\nA;Chirurgie générale\n".encode("cp1252"), profile="")
    assert found.record.title == {"und": "Chirurgie générale"}
    assert found.problem.severity == "note"


def test_another_list_is_named_as_such() -> None:
    with pytest.raises(NotReadable) as caught:
        read("moodle-csv", "username,email\nhd,hd@college.example\n", profile="")
    assert "no column shortname" in caught.value.message
    assert "username, email" in caught.value.message


BATCHES = "[options]\nbatches = '^(?P<course>.+?) (?P<batch>20\\d\\d.*)$'\n"
TREE = "shortname,fullname,category_path,startdate\n" + "".join(
    f"{line}\n"
    for line in (
        "A24,Anatomy 2024,MBBS / Anatomy,2024-08-01",
        "A25,Anatomy 2025,MBBS / Anatomy,2025-08-01",
        "S1,Suturing,Workshops,",
        "T1,Test,Staff,",
    )
)


def of_the_tree(options: str, text: str = TREE) -> Found:
    return Asking("moodle-csv", "https://moodle.narmada.example/courses.csv", lambda _: text, options).read()


@pytest.mark.parametrize("chosen", ["MBBS", "mbbs/anatomy", "Anatomy"])
def test_a_category_is_chosen_by_name_or_path_with_all_below_it(chosen: str) -> None:
    found = of_the_tree(f'[options]\ncategories = ["{chosen}"]\n')
    assert [one.record.id for one in found.checked] == ["A24", "A25"]


def test_categories_and_names_can_be_left_out() -> None:
    found = of_the_tree('[options]\nwithout_categories = ["Staff"]\nwithout_names = "2024$"\n')
    assert [one.record.id for one in found.checked] == ["A25", "S1"]


def test_copies_for_batches_are_offerings_of_one_course_told_by_the_newest() -> None:
    found = of_the_tree(BATCHES)
    assert [one.record.id for one in found.checked] == ["batches of anatomy", "S1", "T1"]
    record = found.of("batches of anatomy")
    assert (record.title, record.code) == ({"und": "Anatomy"}, "A25")
    assert [(one.id, one.label, one.starts_on) for one in record.offerings] == [
        ("A24", "2024", dt.date(2024, 8, 1)),
        ("A25", "2025", dt.date(2025, 8, 1)),
    ]


def test_a_choice_by_category_of_a_file_without_any_is_told() -> None:
    with pytest.raises(NotReadable, match="no column category_path"):
        of_the_tree('[options]\ncategories = ["MBBS"]\n', "shortname,fullname\nA,Anatomy\n")


def test_a_moment_is_the_day_that_it_is_in_the_consortiums_zone() -> None:
    midnight = dt.datetime(2026, 8, 1, tzinfo=ZoneInfo("Asia/Kolkata")).timestamp()
    found = read("moodle-csv", f"shortname,fullname,startdate\nA1,A,{midnight:.0f}\n", profile="")
    assert [one.starts_on for one in found.record.offerings] == [dt.date(2026, 8, 1)]
