"""Reads the courses that a college's own web pages state in JSON-LD, found by its sitemap."""

import re
from collections.abc import Generator, Iterable, Iterator
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import msgspec
from msgspec import Meta

from courses.feeds.exchange import (
    Answer,
    ChangesOnly,
    Exchange,
    Fault,
    Notice,
    NotReadable,
    ReaderSettings,
    Request,
    Row,
    Told,
)
from courses.feeds.readers.pages import path_of
from courses.feeds.readers.schema_org_graph import nodes_of
from courses.feeds.readers.schema_org_pages import Block, blocks_of, is_sitemap
from courses.feeds.readers.schema_org_sitemap import Sitemap, read_sitemap
from courses.feeds.readers.schema_org_words import id_of, values_of

VERSION = 4
NEEDS_PROFILE = False
ACCEPTS = frozenset({"page"})

MOST_SITEMAPS = 200
MOST_PAGES = 10_000
_START, _SITEMAP, _PAGE = "start", "sitemap", "page"
_NO_PAGE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|gif|svg|mp[34]|css|js)$", re.IGNORECASE)
_REMEDY = "Ask those who make the college's web site to mend the JSON-LD of this page."


class SchemaOrgOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which pages are asked for, and what on them is a course."""

    pages: Annotated[
        str,
        Meta(description="A pattern that the addresses of pages with a course hold.", examples=["'/courses/'"]),
    ] = ""
    most_pages: Annotated[
        int,
        Meta(description="More pages than this are not read: the reading fails and says so.", examples=["5000"]),
    ] = 2_000
    types: Annotated[
        tuple[str, ...],
        Meta(description="What counts as a course.", examples=['["Course", "LearningResource"]']),
    ] = ("Course", "EducationalOccupationalProgram")
    trust_lastmod: Annotated[
        bool,
        Meta(
            description="Pages that the sitemap says did not change are read again only once a week.", examples=["true"]
        ),
    ] = False

    def __post_init__(self) -> None:
        try:
            re.compile(self.pages)
        except re.error as error:
            raise ValueError(f"pages: {error}. Mend the regular expression") from error
        if not 1 <= self.most_pages <= MOST_PAGES:
            raise ValueError(f"most_pages: must be from 1 to {MOST_PAGES}")


OPTIONS = SchemaOrgOptions


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    """The address; where it is a sitemap, those that it names, then every page that may state a course."""
    options = settings.options(SchemaOrgOptions)
    answer = yield Request(settings.address, _START)
    if not is_sitemap(answer.path):
        return
    found = read_sitemap(path_of(answer))
    for number, address in enumerate(found.sitemaps):
        if number >= MOST_SITEMAPS:
            raise _too_many(f"{number} sitemaps")
        if here := _here(settings.address, address):
            answer = yield Request(here, _SITEMAP, missing_is_empty=True)
            if answer.status == 200:
                found.add(read_sitemap(path_of(answer)))
    wanted = dict.fromkeys(_wanted(found, settings, options))
    if len(wanted) > options.most_pages:
        raise _too_many(f"{len(wanted)} pages that may state a course")
    if not wanted and not (options.trust_lastmod and settings.since):
        raise _no_page(len(found.pages), settings.address)
    for address in wanted:
        yield Request(address, _PAGE, missing_is_empty=True)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Told]:
    options = settings.options(SchemaOrgOptions)
    pages = [(request, answer) for request, answer in answers if answer.status == 200]
    is_one_page = len(pages) == 1 and not is_sitemap(pages[0][1].path)
    if not is_one_page:
        pages = [(request, answer) for request, answer in pages if request.about == _PAGE]
    if options.trust_lastmod and settings.since is not None:
        yield ChangesOnly()
    best: dict[str, int] = {}
    told: dict[Notice, None] = {}
    for _, node, address in _nodes(pages, options, told):
        if isinstance(node, dict):
            record_id = id_of(node, address)
            best[record_id] = max(best.get(record_id, 0), len(node))
    for place, node, address in _nodes(pages, options, told):
        if isinstance(node, Fault):
            if is_one_page:
                raise _unreadable(node)
            yield Row(place, {}, [node])
        elif len(node) >= best[id_of(node, address)]:  # a list of courses says less of each than its own page
            yield Row(place, values_of(node, address))
    yield from told
    if is_one_page and not best:
        has_any = any(True for _ in blocks_of(pages[0][1].path, "", told))
        message = "The page states no course in JSON-LD. Give the address of the sitemap, or of a page that does."
        raise NotReadable("empty" if has_any else "not_a_feed", message)


def _nodes(
    pages: list[Exchange], options: SchemaOrgOptions, told: dict[Notice, None]
) -> Iterator[tuple[str, dict[str, Any] | Fault, str]]:
    """Every course of every page, or what is broken there, with its place and the address of the page."""
    for request, answer in pages:
        number = 0
        path = urlsplit(request.address).path or request.address
        for block in blocks_of(answer.path, answer.headers.get("content-type", ""), told):
            if isinstance(block.value, str):
                yield path, _broken(block), request.address
                continue
            for node in nodes_of(block.value, options.types):
                number += 1
                yield f"{path[-45:]}, course {number}", node, request.address


def _wanted(found: Sitemap, settings: ReaderSettings, options: SchemaOrgOptions) -> Iterator[str]:
    pattern = re.compile(options.pages)
    for address, changed_at in found.pages.items():
        here = _here(settings.address, address)
        if not here or _NO_PAGE.search(urlsplit(address).path):
            continue
        if options.trust_lastmod and settings.since and changed_at and changed_at < settings.since:
            continue
        if pattern.search(address):
            yield here


def _here(base: str, address: str) -> str:
    """The address at the site of the feed; "" where it is of another, which is not asked.

    A sitemap may still say http:// after its site moved to https, or know it with and without "www.".
    """
    try:
        ours, theirs = urlsplit(base), urlsplit(address)
    except ValueError:
        return ""
    if theirs.scheme not in ("http", "https") or _site(ours) != _site(theirs):
        return ""
    return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _site(parts: SplitResult) -> tuple[str, str]:
    host, _, port = parts.netloc.rpartition("@")[2].lower().partition(":")
    return host.removeprefix("www."), "" if port in ("80", "443") else port


def _no_page(count: int, address: str) -> NotReadable:
    site = urlsplit(address).netloc
    what = f"names {count} pages, but none of {site} that may state a course" if count else "names no page"
    remedy = "Give the address of the site that the pages are on, or see what pages under [options] asks of theirs."
    return NotReadable("empty", f"The sitemap {what}. Nothing was changed. {remedy}")


def _broken(block: Block) -> Fault:
    return Fault("", block.text[:200], f"is broken JSON ({block.value})", _REMEDY, "record")


def _unreadable(fault: Fault) -> NotReadable:
    if "truncated" in fault.reason:
        return NotReadable("truncated", "The page ends in the middle of its JSON-LD. Nothing was changed.")
    return NotReadable("unreadable", f"The JSON-LD of the page {fault.reason}. {_REMEDY}")


def _too_many(what: str) -> NotReadable:
    message = f"The sitemap names {what}. Say under [options] pages in the profile what their addresses have in common."
    return NotReadable("too_large", message)
