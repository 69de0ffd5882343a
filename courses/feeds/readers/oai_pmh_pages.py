"""What does one answer of an OAI-PMH repository hold: records, a token, an error, what the repository is?"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from courses.feeds.exchange import Notice, NotReadable
from courses.feeds.readers.pages import MOST_LISTED, too_many
from courses.feeds.readers.xml_elements import XmlFile
from courses.feeds.readers.xml_words import text_of

OAI = "{http://www.openarchives.org/OAI/2.0/}"

_ROOT, _RECORD, _TOKEN, _ERROR = f"{OAI}OAI-PMH", f"{OAI}record", f"{OAI}resumptionToken", f"{OAI}error"
_IDENTIFY = f"{OAI}Identify"
_REMEDIES = {
    "cannotDisseminateFormat": "State a prefix under [options] that the repository lists for verb=ListMetadataFormats",
    "noSetHierarchy": "The repository has no sets. Take sets out of the profile's [options]",
    "badArgument": "Check the sets and the prefix under [options], and that the address is the base of the repository",
    "badVerb": "Check that the address is the base of an OAI-PMH 2.0 repository",
}


class Repository(NamedTuple):
    """What it says of itself."""

    keeps_deleted: bool = False
    tells_seconds: bool = False


class Page(NamedTuple):
    """What a reader must know of a page of a list before it asks for the next; `ids` are hashed."""

    records: int
    ids: set[int]
    token: str
    error: str
    message: str

    def refusal(self) -> NotReadable:
        remedy = _REMEDIES.get(self.error, "Ask those who run the repository")
        said = f"{self.error}: {self.message}" if self.message else self.error
        return NotReadable("unreadable", f"The repository answered with an error ({said}). {remedy}.")


def repository_in(path: str) -> Repository:
    """What an answer to Identify says; one that says nothing of itself promises nothing."""
    found = Repository()
    for element in _elements(path, _IDENTIFY, _ERROR):
        if element.tag == _IDENTIFY:
            found = Repository(
                text_of(element.find(f"{OAI}deletedRecord")).lower() == "persistent",
                "hh:mm:ss" in text_of(element.find(f"{OAI}granularity")).lower(),
            )
    return found


def page_in(path: str) -> Page:
    count, ids, token, error, message = 0, set(), "", "", ""
    for element in _elements(path, _RECORD, _TOKEN, _ERROR):
        if element.tag == _RECORD:
            count += 1
            ids.add(hash(text_of(element.find(f"{OAI}header/{OAI}identifier"))))
            mind_the_number(ids)
        elif element.tag == _TOKEN:
            token = text_of(element)
        else:
            error, message = element.get("code") or "an error without a code", text_of(element)
    return Page(count, ids, token, error, message)


def mind_the_number(ids: set[int]) -> None:
    """Raises NotReadable (too_large)."""
    if len(ids) > MOST_LISTED:
        raise too_many("records", "Name the sets with courses under [options] in the profile.")


def records_in(path: str, told: dict[Notice, None]) -> Iterator[Any]:
    """The records of a page; what had to be assumed of it is noted in `told`."""
    file = XmlFile(path)
    yield from _chosen(file, _RECORD)
    told.update(dict.fromkeys(file.told))


def _elements(path: str, *names: str) -> Iterator[Any]:
    yield from _chosen(XmlFile(path), *names)


def _chosen(file: XmlFile, *names: str) -> Iterator[Any]:
    wanted = frozenset(names)

    def is_asked_for(open_elements: list[Any]) -> bool:
        if open_elements[0].tag != _ROOT:
            raise NotReadable(
                "not_a_feed", "The answer is none of OAI-PMH 2.0. Check that the address is the base of a repository."
            )
        return open_elements[-1].tag in wanted

    yield from file.chosen(is_asked_for)
