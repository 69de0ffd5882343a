"""Reads the courses of an Open edX server, from its own list or from its catalogue service (discovery)."""

from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta

from courses.feeds.exchange import Answer, Exchange, Fault, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import as_text
from courses.feeds.readers.json import decode_item
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.openedx_words import RunsByCourse, course_values, is_shown
from courses.feeds.readers.pages import MOST_LISTED, path_of, too_many

VERSION = 2
NEEDS_PROFILE = False

MOST_PAGES = 5_000
_LISTS = {"lms": "/api/courses/v1/courses/?page_size=100", "discovery": "/api/v1/courses/?limit=100"}
_ADVICE = "Check that the address is the base of an Open edX server, or of its list of courses."
_LESS = "Give the address of one organisation's list, such as https://HOST/api/courses/v1/courses/?org=NAME."
_REMEDY = "Ask those who run the server to look at this course."


class OpenEdxOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which list is asked, and how its moments become days."""

    api: Annotated[
        Literal["lms", "discovery"],
        Meta(
            description="Ask the catalogue service, where the address is that of the server.", examples=['"discovery"']
        ),
    ] = "lms"
    time_zone: Annotated[
        str,
        Meta(
            description="That of the days, where it is not the consortium’s: the server tells UTC.",
            examples=['"Europe/Oslo"'],
        ),
    ] = ""

    def __post_init__(self) -> None:
        if self.time_zone and self.time_zone not in available_timezones():
            raise ValueError(f"time_zone: {self.time_zone!r} is no time zone. Write one such as Europe/Oslo")


OPTIONS = OpenEdxOptions


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    """Pages, as long as the server names another."""
    address: str | None = _list_at(settings)
    asked: set[str] = set()
    seen: set[int] = set()
    count = 0
    while address:
        asked.add(address)
        answer = yield Request(address)
        held, beside = _look(path_of(answer))
        count += len(held)
        if count > MOST_LISTED:
            raise too_many("courses", _LESS)
        address = _next(address, beside)
        if address in asked:
            raise _bad("the server leads to a page that was read before")
        if held and set(held) <= seen:
            raise _bad(f"page {len(asked)} repeats what came before it")
        if address and not held:
            raise _bad(f"page {len(asked)} is empty, yet another is announced")
        if len(asked) >= MOST_PAGES:
            raise _bad(f"there are more than {MOST_PAGES} pages")
        seen |= set(held)
        total = _total(beside)
        if address is None and total is not None and total != count:
            raise _bad(f"the server counts {total} courses and tells {count}")


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row]:
    """A course each; an LMS lists runs, and those of one course are its offerings."""
    pages = [answer.path for _, answer in answers]
    zone = ZoneInfo(settings.options(OpenEdxOptions).time_zone or settings.time_zone)
    runs = RunsByCourse(course for _, course in _courses(pages))
    for place, course in _courses(pages):
        if isinstance(course, Fault):
            yield Row(place, {}, [course])
        elif runs.tells(course):
            yield Row(place, course_values(course, runs.of(course), zone))


def _courses(pages: list[str]) -> Iterator[tuple[str, dict[str, Any] | Fault]]:
    for page, path in enumerate(pages, 1):
        with Path(path).open("rb") as source:
            for number, raw in enumerate(JsonItems(source, _key_of_list(path), _ADVICE), 1):
                course = _decoded(raw)
                if isinstance(course, Fault) or is_shown(course):
                    yield f"page {page}, item {number}", course


def _decoded(raw: bytes) -> dict[str, Any] | Fault:
    shown = raw[:200].decode("utf-8", "replace")
    try:
        found = decode_item(raw)
    except ValueError as error:
        return Fault("", shown, str(error), _REMEDY, "record")
    return found if isinstance(found, dict) else Fault("", shown, "is no object", _REMEDY, "record")


def _list_at(settings: ReaderSettings) -> str:
    """The list that the address is, or the one below it."""
    address = settings.address
    if settings.is_file or "/api/" in urlsplit(address).path:
        return address
    return address.rstrip("/") + _LISTS[settings.options(OpenEdxOptions).api]


def _look(path: str) -> tuple[list[int], dict[str, Any]]:
    """The hashed objects of a page, and what stands beside them."""
    with Path(path).open("rb") as source:
        items = JsonItems(source, _key_of_list(path), _ADVICE)
        return [hash(raw) for raw in islice(items, MOST_LISTED + 1)], items.beside


def _key_of_list(path: str) -> str:
    with Path(path).open("rb") as source:
        begins = source.read(4_096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return "" if begins.startswith(b"[") else "results"


def _next(address: str, beside: dict[str, Any]) -> str | None:
    """The next page: the server's query at the address that was asked; behind a proxy it may not know its own name."""
    pagination = beside.get("pagination")
    stated = as_text(pagination.get("next") if isinstance(pagination, dict) else beside.get("next"))
    if not stated:
        return None
    try:
        query = urlsplit(stated).query
    except ValueError:
        query = ""
    if not query:
        raise _bad(f"the next page is said to be {stated[:100]!r}")
    return f"{address.partition('?')[0]}?{query}"


def _total(beside: dict[str, Any]) -> int | None:
    pagination = beside.get("pagination")
    total = pagination.get("count") if isinstance(pagination, dict) else beside.get("count")
    return total if isinstance(total, int) else None


def _bad(why: str) -> NotReadable:
    return NotReadable("bad_paging", f"The pages of courses do not fit together: {why}. Nothing was changed.")
