"""What the blocks of a curriculum inventory say in our words, and which references are followed."""

import datetime as dt
from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.readers.medbiq_ci_words import referred
from courses.feeds.record import Outcome, Subject
from tests.feeds.stating import Found, read

SAMPLE = Path(__file__).resolve().parents[2] / "samples/medbiq-ci/inventory.xml"


def sample() -> Found:
    return read("medbiq-ci", SAMPLE.read_bytes(), profile="")


def test_a_block_is_kept_whole_with_what_its_events_say() -> None:
    record = sample().of("ana")
    assert (record.title, record.type, record.level) == ({"und": "Anatomy"}, "elective", "undergraduate")
    assert (record.part_of, record.languages, record.prerequisites) == ("phase1", ("en",), "Admission to MBBS.")
    assert record.outcomes == (Outcome("Describes the brachial plexus", ("AN10.3",)),)
    assert record.subjects == (Subject("mesh", "D001917", "Brachial Plexus"),)
    assert record.extra == {
        "instructional methods": "Dissection",
        "assessment": "Viva",
        "events": "Brachial plexus; Ward round",
        "programme": "MBBS",
        "provider": "Narmada Medical College",
    }
    (offering,) = record.offerings
    assert (offering.starts_on, offering.ends_on) == (dt.date(2026, 8, 1), dt.date(2027, 5, 31))


def test_a_block_with_a_duration_alone_has_no_offering() -> None:
    record = sample().of("phase1")
    assert (record.duration, record.offerings) == ("P13M", ())


def test_references_that_lead_nowhere_are_told_and_none_is_evaluated() -> None:
    told = [(problem.field, problem.severity, problem.reason) for problem in sample().problems]
    assert told == [
        ("extra.events", "note", "refers to what is not in the file"),
        ("outcomes", "note", "is no reference that can be followed"),
    ]


@pytest.mark.parametrize(
    ("reference", "names"),
    [
        ("/CurriculumInventory/Events/Event[@id='E1']", "E1"),
        (' /CurriculumReport/Events/Event[@id="23456"] ', "23456"),
        ("/CurriculumInventory/AcademicLevels/Level[@number='1']", "1"),
        ("/ci:CurriculumInventory/ci:Events/ci:Event[@id='E1']", "E1"),
        ("/a:b:CurriculumInventory/Events/Event[@id='E1']", None),
        ("/CurriculumInventory/Events/Event[@id='E1' or '1'='1']", None),
        ("//Event[@id='E1']", None),
        ("/CurriculumInventory/Events/Event[1]", None),
        ("document('http://169.254.169.254/')", None),
        ("/CurriculumInventory/Events/Event[@id='" + "a" * 300 + "']", None),
    ],
)
def test_a_reference_is_an_id_or_nothing(reference: str, names: str | None) -> None:
    assert referred(reference) == names


def test_another_kind_of_xml_is_named() -> None:
    with pytest.raises(NotReadable) as caught:
        read("medbiq-ci", "<catalog><course/></catalog>", profile="")
    assert caught.value.reason == "not_a_feed"


def test_a_block_that_refers_to_itself_is_part_of_none() -> None:
    reference = "/CurriculumInventory/Sequence/SequenceBlock[@id='b1']"
    inner = f"<Title>A</Title><SequenceBlockReference>{reference}</SequenceBlockReference>"
    block = f'<Sequence><SequenceBlock id="b1">{inner}</SequenceBlock></Sequence>'
    body = f"<CurriculumInventory>{block}</CurriculumInventory>"
    assert read("medbiq-ci", body, profile="").record.part_of == ""
