"""The two samples that the MedBiquitous Consortium publishes with its standard."""

import datetime as dt
from pathlib import Path

from courses.feeds.record import Outcome, Subject
from tests.feeds.stating import read


def test_the_sample_of_the_standard_states_four_blocks(shared_feeds: Path) -> None:
    found = read(
        "medbiq-ci", (shared_feeds / "medbiq-ci/medbiq_v1_sample_curriculuminventory.xml").read_bytes(), profile=""
    )
    assert [(one.record.id, one.record.title["und"]) for one in found.checked] == [
        ("c", "Year 1"),
        ("e", "Introduction to Medicine"),
        ("f", "Orientation"),
        ("d", "Year 2"),
    ]
    assert [problem for problem in found.problems if problem.field != "level"] == []
    year, course = found.of("c"), found.of("e")
    assert year.outcomes == (Outcome("Professionalism", ("zxcvb",)),)
    assert (course.part_of, course.duration) == ("c", "P1M")
    assert course.subjects[:2] == (
        Subject("stated", label="Year 1"),
        Subject("mesh", "D010817", "Physician-Patient Relations"),
    )
    (offering,) = found.of("d").offerings
    assert (offering.starts_on, offering.ends_on) == (dt.date(2010, 7, 1), dt.date(2011, 6, 30))
    assert found.of("d").prerequisites == "Requires successful completion of Year 1."


def test_the_sample_of_the_older_draft_states_one(shared_feeds: Path) -> None:
    record = read("medbiq-ci", (shared_feeds / "medbiq-ci/medbiq_v1_sample.xml").read_bytes(), profile="").record
    assert (record.id, record.title) == ("asdfg", {"und": "Orientation"})
    assert record.outcomes == (Outcome("Professionalism", ("zxcvb",)),)
    assert {subject.code for subject in record.subjects if subject.scheme == "mesh"} == {"D010817", "D012945"}
    assert record.extra["events"] == "Orientation Lecture; White Coat Ceremony"
    assert record.offerings[0].starts_on == dt.date(2011, 8, 15)
