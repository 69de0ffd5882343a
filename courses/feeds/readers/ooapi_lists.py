"""Which courses and offerings does a server of the Open Education API list, page after page, whatever its version?"""

from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from courses.feeds.exchange import Answer, Answers, Exchange, Fault, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import as_list
from courses.feeds.readers.json import decode_item
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.ooapi_v5_words import PRICES
from courses.feeds.readers.pages import MOST_LISTED, path_of, too_many

# The specification's default. Each course costs a request for its offerings anyway.
PAGE_SIZE = 10
MOST_PAGES = 20_000
MOST_ITEMS = 10_000
"""On one page."""
FIRST = 20
"""Courses whose offerings are asked for as soon as they are known, so that a try sees whole courses soon."""
_COURSES = ""  # no course has this id

Stated = dict[str, Any]


class Dialect(NamedTuple):
    """How a version of the interface differs: what the list of offerings is called, how the past is asked for, how both
    are told in our words, and what to check where there is no list."""

    offerings: str
    since: str
    course_values: Callable[[Stated], Stated]
    offering_values: Callable[[Stated], Stated]
    is_of_a_course: Callable[[Stated], bool]
    advice: str


class _Identified(msgspec.Struct, rename="camel"):
    """Of a course, all that the requests need to know."""

    course_id: str | int = ""


_identify = msgspec.json.Decoder(_Identified).decode


def requests_of(dialect: Dialect, settings: ReaderSettings) -> Generator[Request, Answer, None]:
    """All pages of courses, then all pages of the offerings of each; those of the first courses come early."""
    base = settings.address.rstrip("/")
    ids: dict[str, None] = {}
    first: tuple[str, ...] = ()
    paging = _Paging(f"{base}/courses", _COURSES, dialect.advice)
    while paging.goes_on:
        paging.take((yield paging.request()))
        ids |= dict.fromkeys(paging.ids)
        if not first and len(ids) >= FIRST:
            first = tuple(ids)
            yield from _requests_of_offerings(dialect, base, first)
    yield from _requests_of_offerings(dialect, base, islice(ids, len(first), None))


def _requests_of_offerings(dialect: Dialect, base: str, ids: Iterable[str]) -> Generator[Request, Answer, None]:
    for course_id in ids:
        offerings = f"{base}/courses/{quote(course_id, safe='')}/{dialect.offerings}"
        paging = _Paging(offerings, course_id, dialect.advice, f"&since={quote(dialect.since, safe=':')}")
        while paging.goes_on:
            paging.take((yield paging.request()))


def rows_of(dialect: Dialect, answers: Answers) -> Iterator[Row]:
    """A course each; one whose list of offerings is not found states nothing of them, an empty list states that there
    are none."""
    offerings = _OfferingLists(answers)
    pages = (answer.path for request, answer in answers if request.about == _COURSES)
    for page, path in enumerate(pages, 1):
        for number, raw in enumerate(_items(path, dialect), 1):
            yield _row(f"page {page}, item {number}", raw, offerings.of(_id_of(raw)), dialect)


class _OfferingLists:
    """The list of each course, met in the order in which they were asked for, which is that of the courses: of a
    hundred thousand none is remembered."""

    def __init__(self, answers: Answers) -> None:
        asked = (exchange for exchange in answers if exchange[0].about != _COURSES)
        self._lists = groupby(asked, key=lambda exchange: exchange[0].about)
        self._about, self._list = self._next()

    def of(self, course_id: str) -> list[str] | None:
        """Where the pages of its list are; None where there is none. A course that comes again has an empty one."""
        if not course_id:
            return None
        if course_id != self._about:
            return []
        pages = [answer.path for _, answer in self._list if answer.status == 200]
        self._about, self._list = self._next()
        return pages or None

    def _next(self) -> tuple[str, Iterator[Exchange]]:
        return next(self._lists, (_COURSES, iter(())))


class _Paging:
    """One list, page after page; raises NotReadable (bad_paging) where the pages cannot be the whole list."""

    def __init__(self, address: str, about: str, advice: str, more: str = "") -> None:
        self._address = address
        self._about = about
        self._more = more
        self._advice = advice
        self._page = 1
        self._seen: set[int] = set()
        self.goes_on = True
        self.ids: list[str] = []

    def request(self) -> Request:
        address = f"{self._address}?pageSize={PAGE_SIZE}&pageNumber={self._page}{self._more}"
        return Request(address, about=self._about, missing_is_empty=self._about != _COURSES and self._page == 1)

    def take(self, answer: Answer) -> None:
        """Learn from one page whether the list goes on."""
        self.ids, self.goes_on = [], False
        if answer.status != 200:
            return
        held: set[int] = set()
        with Path(path_of(answer)).open("rb") as source:
            items = JsonItems(source, "items", self._advice)
            for raw in items:
                held.add(hash(raw))
                if len(held) > MOST_ITEMS:
                    raise self._bad(f"page {self._page} holds more than {MOST_ITEMS} objects")
                if self._about == _COURSES and (found := _id_of(raw)):
                    self.ids.append(found)
        self._mind_the_numbers(items.beside, held)
        self._seen |= held
        if len(self._seen) > MOST_LISTED:
            remedy = f"Have {self._address} tell one college's only, or ask for a file."
            raise too_many("objects in one list", remedy)
        self._page += 1

    def _mind_the_numbers(self, beside: dict[str, object], held: set[int]) -> None:
        number, total = beside.get("pageNumber"), beside.get("totalPages")
        self.goes_on = beside.get("hasNextPage") is True
        if isinstance(number, int) and number != self._page:
            raise self._bad(f"page {self._page} was asked for, page {number} came")
        if self.goes_on and not held:
            raise self._bad(f"page {self._page} is empty, yet another is announced")
        if isinstance(total, int) and total > 0 and self.goes_on != (self._page < total):
            raise self._bad(f"page {self._page} of {total} says hasNextPage = {str(self.goes_on).lower()}")
        if held and held <= self._seen:
            raise self._bad(f"page {self._page} repeats what came before it")
        if self.goes_on and self._page >= MOST_PAGES:
            raise self._bad(f"there are more than {MOST_PAGES} pages")

    def _bad(self, why: str) -> NotReadable:
        return NotReadable(
            "bad_paging", f"The pages of {self._address} do not fit together: {why}. Nothing was changed."
        )


def _id_of(raw: bytes) -> str:
    try:
        return str(_identify(raw).course_id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _items(path: str, dialect: Dialect) -> Iterator[bytes]:
    with Path(path).open("rb") as source:
        yield from JsonItems(source, "items", dialect.advice)


def _row(place: str, raw: bytes, pages: list[str] | None, dialect: Dialect) -> Row:
    try:
        course = decode_item(raw)
    except ValueError as error:
        return Row(place, {}, [_broken(raw, str(error))])
    if not isinstance(course, dict):
        return Row(place, {}, [_broken(raw, "is no object")])
    values = dialect.course_values(course)
    faults: list[Fault] = []
    stated = [*_offerings(pages or [], faults, dialect)]
    if prices := dict.fromkeys(price for offering in stated for price in offering.pop(PRICES, ())):
        values.setdefault("extra.price", "; ".join(prices))
    if stated:
        values["offerings"] = [*as_list(values.get("offerings")), *stated]
    return Row(place, values, faults, keeps=("offerings",) if pages is None else ())


def _offerings(paths: list[str], faults: list[Fault], dialect: Dialect) -> Iterator[Stated]:
    for path in paths:
        for raw in _items(path, dialect):
            try:
                offering = decode_item(raw)
            except ValueError as error:
                faults.append(Fault("offerings", raw[:200].decode("utf-8", "replace"), str(error), _REMEDY))
                continue
            if isinstance(offering, dict) and dialect.is_of_a_course(offering):
                yield dialect.offering_values(offering)


_REMEDY = "Ask the college to mend this object at its server."


def _broken(raw: bytes, reason: str) -> Fault:
    return Fault("", raw[:200].decode("utf-8", "replace"), reason, _REMEDY, "record")
