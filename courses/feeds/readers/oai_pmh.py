"""Harvests course records from a repository that speaks OAI-PMH 2.0, whole or what changed since."""

import datetime as dt
from collections.abc import Generator, Iterable, Iterator
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Meta

from courses.feeds.exchange import (
    Answer,
    ChangesOnly,
    Exchange,
    Notice,
    NotReadable,
    ReaderSettings,
    Request,
    Row,
    Told,
)
from courses.feeds.readers.oai_pmh_pages import Page, Repository, mind_the_number, page_in, records_in, repository_in
from courses.feeds.readers.oai_pmh_words import header_of, types_of, values_of
from courses.feeds.readers.pages import path_of
from courses.feeds.readers.xml_elements import fault_of

VERSION = 3
NEEDS_PROFILE = False

MOST_PAGES = 20_000
MOST_REPEATING = 10
"""Pages in a row without a new record: a repository may tell a record again that changed meanwhile."""
TRIES = 2
_IDENTIFY = "Identify"


class OaiOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is harvested, and what of it is a course."""

    sets: Annotated[
        tuple[str, ...],
        Meta(description="Only these sets are harvested, one after another.", examples=['["courses", "training"]']),
    ] = ()
    prefix: Annotated[
        str,
        Meta(
            description="How records are told: oai_dc, or a prefix of LOM that the repository lists.",
            examples=['"lom"'],
        ),
    ] = "oai_dc"
    types: Annotated[
        tuple[str, ...],
        Meta(
            description="Of records only those whose dc:type is one of these.",
            examples=['["Course", "Learning object"]'],
        ),
    ] = ()


OPTIONS = OaiOptions


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    """What the repository is, then every page of every set; a harvest that expires half-way begins once more."""
    base = settings.address.partition("?")[0]
    options = settings.options(OaiOptions)
    answer = yield Request(f"{base}?verb={_IDENTIFY}", _IDENTIFY)
    first = _first_query(options, settings.since, repository_in(path_of(answer)))
    for name in options.sets or ("",):
        query = first | ({"set": name} if name else {})
        for attempt in range(1, TRIES + 1):
            if (yield from _harvest(base, query, name, is_last=attempt == TRIES)):
                break


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Told]:
    types = frozenset(word.casefold() for word in settings.options(OaiOptions).types)
    harvests: dict[str, list[Exchange]] = {}
    for request, answer in answers:
        if request.about != _IDENTIFY:
            if "resumptionToken=" not in request.address:
                harvests[request.about] = []  # a later attempt takes the place of the one before
            harvests[request.about].append((request, answer))
    if any("&from=" in request.address for pages in harvests.values() for request, _ in pages):
        yield ChangesOnly()
    told: dict[Notice, None] = {}
    for name, pages in harvests.items():
        for number, (_, answer) in enumerate(pages, 1):
            place = f"set {name}, page {number}" if name else f"page {number}"
            yield from _rows(place, answer.path, types, told)
    yield from told


def _rows(place: str, path: str, types: frozenset[str], told: dict[Notice, None]) -> Iterator[Told]:
    for number, record in enumerate(records_in(path, told), 1):
        where = f"{place}, record {number}"
        if fault := fault_of(record):
            yield Row(where, {}, [fault])
            continue
        record_id, stated_at, is_deleted = header_of(record)
        if is_deleted:
            yield Row(where, {"id": record_id}, is_deleted=True, stated_at=stated_at)
        elif not types or types & types_of(record):
            yield Row(where, {"id": record_id} | values_of(record), stated_at=stated_at)


def _harvest(base: str, query: dict[str, str], about: str, *, is_last: bool) -> Generator[Request, Answer, bool]:
    """All pages of one list; false where it expired and may begin again."""
    seen: set[int] = set()
    tokens: set[str] = set()
    repeating = 0
    address = f"{base}?{urlencode(query, safe=':')}"
    for number in range(1, MOST_PAGES + 1):
        answer = yield Request(address, about)
        page = page_in(path_of(answer))
        if page.error == "badResumptionToken" and number > 1 and not is_last:
            return False
        _mind(page, number, tokens)
        if not page.token:
            return True
        repeating = repeating + 1 if page.ids <= seen else 0
        if repeating > MOST_REPEATING:
            raise _bad(f"page {number} and those before it repeat what was read")
        seen |= page.ids
        mind_the_number(seen)
        tokens.add(page.token)
        # The token stands for all other arguments and must be alone (OAI-PMH 2.0, 3.5).
        address = f"{base}?verb=ListRecords&resumptionToken={quote(page.token, safe='')}"
    raise _bad(f"there are more than {MOST_PAGES} pages")


def _mind(page: Page, number: int, tokens: set[str]) -> None:
    if page.error == "noRecordsMatch" and number == 1:
        return
    if page.error and number == 1:
        raise page.refusal()
    if page.error:
        raise _bad(f"page {number} says {page.error}")
    if page.token and page.token in tokens:
        raise _bad(f"page {number} leads to a page that was read before")
    if page.token and not page.records:
        raise _bad(f"page {number} is empty, yet another is announced")


def _first_query(options: OaiOptions, since: dt.datetime | None, repository: Repository) -> dict[str, Any]:
    """Changes are asked for only where the repository keeps what it deleted; else a deletion would never be told."""
    query = {"verb": "ListRecords", "metadataPrefix": options.prefix}
    if since is not None and repository.keeps_deleted:
        moment = since.astimezone(dt.UTC)
        query["from"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ") if repository.tells_seconds else f"{moment:%Y-%m-%d}"
    return query


def _bad(why: str) -> NotReadable:
    return NotReadable("bad_paging", f"The pages of the harvest do not fit together: {why}. Nothing was changed.")
