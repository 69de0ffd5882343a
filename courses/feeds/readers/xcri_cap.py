"""Reads courses and their presentations from an XCRI-CAP 1.2 catalogue."""

from collections.abc import Generator, Iterable, Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from courses.feeds.exchange import Answer, ChangesOnly, Exchange, NotReadable, ReaderSettings, Request, Row, Told
from courses.feeds.readers.xcri_cap_words import COURSE, DC, PROVIDER, XCRI, course_values, identifier_of, title_of
from courses.feeds.readers.xml_elements import XmlFile, fault_of

VERSION = 3
NEEDS_PROFILE = False

_CATALOG = f"{{{XCRI}}}catalog"
_DELETED = "3"


class XcriOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whether the file is whole."""

    changes_only: Annotated[
        bool,
        Meta(
            description="The file states only what changed, with recstatus: a course that is not in it stays.",
            examples=["true"],
        ),
    ] = False


OPTIONS = XcriOptions


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Told]:
    if settings.options(XcriOptions).changes_only:
        yield ChangesOnly()
    for _, answer in answers:
        file = XmlFile(answer.path)
        for number, (course, provider) in enumerate(_courses(file), 1):
            yield _row(f"course {number}", course, provider)
        yield from file.told


def _courses(file: XmlFile) -> Iterator[tuple[Any, str]]:
    """Every course, with the name of its provider."""
    provider = ""

    def is_asked_for(open_elements: list[Any]) -> bool:
        nonlocal provider
        if open_elements[-1].tag == PROVIDER:
            provider = ""
        return _is_asked_for(open_elements)

    for element in file.chosen(is_asked_for):
        if element.tag == COURSE:
            yield element, provider
        else:
            provider = provider or title_of(element)


def _row(place: str, course: Any, provider: str) -> Row:
    if fault := fault_of(course):
        return Row(place, {}, [fault])
    if course.get("recstatus") == _DELETED:
        return Row(place, {"id": identifier_of(course)}, is_deleted=True)
    return Row(place, course_values(course, provider))


def _is_asked_for(open_elements: list[Any]) -> bool:
    """A course, and the name of its provider, which stands before it. Raises NotReadable in a file of another kind."""
    element = open_elements[-1]
    if open_elements[0].tag != _CATALOG:
        raise NotReadable("not_a_feed", "The file is no XCRI-CAP 1.2 catalogue. Check the address and the format.")
    if element.tag == COURSE:
        return True
    return element.tag == f"{{{DC}}}title" and len(open_elements) > 1 and open_elements[-2].tag == PROVIDER
