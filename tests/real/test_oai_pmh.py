"""The answers of a repository, as the sample data of a harvester's own tests holds them."""

from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.readers.asking import Asking
from tests.feeds.stating import Found

BASE = "https://repo.example/oai"


@pytest.fixture
def folder(shared_feeds: Path) -> Path:
    return shared_feeds / "oai-pmh"


def harvest(folder: Path, first: str) -> Found:
    """A token of these files is the name of the file with the next page."""

    def say(address: str) -> bytes:
        if address.endswith("verb=Identify"):
            return (folder / "Identify.xml").read_bytes()
        name = address.rpartition("resumptionToken=")[2] if "resumptionToken=" in address else first
        return (folder / name).read_bytes()

    return Asking("oai-pmh", BASE, say).read()


def test_four_pages_state_one_deleted_record_and_one_course(folder: Path) -> None:
    found = harvest(folder, "ListRecords.xml")
    ids = {one.record.id for one in found.checked}
    assert ids == {"oai:test.example.com:1585322"}
    assert found.deleted[0] == "oai:test.example.com:1585310"
    record = found.of("oai:test.example.com:1585322")
    assert record.title == {"und": "Sample Title"}
    assert record.url == "http://test.example.com/publication/1585322"
    assert record.languages == ("en",)
    assert [person.name for person in record.people] == ["John Doe"]
    assert record.extra["type"] == "info:eu-repo/semantics/article; doc-type:article; text"


def test_a_header_without_an_identifier_costs_itself(folder: Path) -> None:
    found = harvest(folder, "ListRecords4.xml")
    assert [one.record.id for one in found.checked] == ["oai:test.example.com:1585322"]
    assert (found.problem.field, found.problem.severity) == ("id", "record")


@pytest.mark.parametrize(
    ("file", "reason", "says"),
    [
        ("badResumptionToken.xml", "unreadable", "badResumptionToken"),
        ("badArgument.xml", "unreadable", "badArgument"),
        ("cannotDisseminateFormat.xml", "unreadable", "cannotDisseminateFormat"),
        ("noSetHierarchy.xml", "unreadable", "noSetHierarchy"),
        ("idDoesNotExist.xml", "unreadable", "idDoesNotExist"),
        ("undefinedError.xml", "unreadable", "undefinedError"),
        ("noRecordsMatch.xml", "empty", "no record"),
        ("ListRecordsBroken.xml", "unreadable", "no XML"),
    ],
)
def test_each_error_is_named(folder: Path, file: str, reason: str, says: str) -> None:
    with pytest.raises(NotReadable) as caught:
        harvest(folder, file)
    assert caught.value.reason == reason
    assert says in caught.value.message
