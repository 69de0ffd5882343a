"""Reads rows from a sheet, by a feed profile: a workbook of any age, or what only bears a workbook's name."""

from collections.abc import Generator, Iterable, Iterator

from courses.feeds.exchange import Answer, Exchange, Notice, ReaderSettings, Request, Row
from courses.feeds.profile import FeedProfile
from courses.feeds.readers.mapped import rows_of_table
from courses.feeds.readers.tables.opening import open_table

VERSION = 2
NEEDS_PROFILE = True
ACCEPTS = frozenset({"workbook", "html table"})


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row | Notice]:
    profile = settings.profile or FeedProfile()
    for _, answer in answers:
        yield from rows_of_table(open_table(answer.path, profile.file, profile.rows), profile, settings.where)
