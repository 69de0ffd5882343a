"""Reads rows of text from a CSV file, by a feed profile."""

from collections.abc import Generator, Iterable, Iterator

import msgspec

from courses.feeds.exchange import Answer, Exchange, Notice, ReaderSettings, Request, Row
from courses.feeds.profile import FeedProfile, FileRules, RowRules
from courses.feeds.readers.mapped import rows_of_table
from courses.feeds.readers.tables.delimited import DelimitedTable
from courses.feeds.readers.text import UTF_8

VERSION = 2
NEEDS_PROFILE = True


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row | Notice]:
    profile = settings.profile or FeedProfile()
    file, rules = _plain(profile.file), _all(profile.rows)
    for _, answer in answers:
        yield from rows_of_table(DelimitedTable(answer.path, file, rules), profile, settings.where)


def _plain(file: FileRules) -> FileRules:
    """What a profile of this format does not state is not looked for, but UTF-8 with commas and names in line 1."""
    return msgspec.structs.replace(
        file, encoding=file.encoding or UTF_8, delimiter=file.delimiter or ",", header_row=file.header_row or 1
    )


def _all(rules: RowRules) -> RowRules:
    return rules if rules.totals is not None else msgspec.structs.replace(rules, totals=())
