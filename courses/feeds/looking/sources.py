"""What are the columns and rows of a file, whether it is a table or objects with keys?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.exchange import Notice
from courses.feeds.guess import ROWS, Guess, guess
from courses.feeds.guess.keys import columns_of, guess_objects
from courses.feeds.looking.objects import iter_objects, list_path, repeated_element
from courses.feeds.mapping import Get, path_getter
from courses.feeds.profile import AUTO, FeedProfile, FileRules, RowRules
from courses.feeds.readers.tables.opening import open_table
from courses.feeds.readers.tables.table import Table
from courses.feeds.readers.xml import element_getter

TABLES = ("csv", "xlsx")
"""Formats whose files are tables; all others hold objects."""


@dataclass(frozen=True)
class Source:
    """An opened file; `rows` begins anew each time it is called, `notices` is full once the rows were read."""

    kind: str
    columns: list[str]
    getter: Callable[[str, bool], Get]
    rows: Callable[[], Iterator[tuple[str, Any]]]
    guess: Callable[[Vocabulary], Guess]
    sheets: Sequence[str] = ()
    notices: Callable[[], list[Notice]] = list

    def first(self) -> list[Any]:
        return [row for _, row in islice(self.rows(), ROWS)]


def open_source(path: str, form: str, file: FileRules, rows: RowRules, *, finds_list: bool = True) -> Source:
    """`finds_list`: look for the list of records, and for cells that mean "as above", where the rules do not say.

    Raises NotReadable.
    """
    if form in TABLES:
        return _table(path, file, rows, fills_down=finds_list)
    items = rows.items or (_items_of(path, form, file) if finds_list else "")
    return _objects(path, form, file, msgspec.structs.replace(rows, items=items))


def looked_for(form: str, file: FileRules) -> FileRules:
    """The format `csv` has plain defaults; a guess looks for what is not stated instead."""
    if form != "csv":
        return file
    return msgspec.structs.replace(
        file,
        encoding=file.encoding or AUTO,
        delimiter=file.delimiter or AUTO,
        header_row=file.header_row or AUTO,
    )


def _table(path: str, file: FileRules, rows: RowRules, *, fills_down: bool) -> Source:
    table = open_table(path, file, rows)
    if fills_down and not file.fill_down and (down := _words_merged_down(table)):
        file = msgspec.structs.replace(file, fill_down=down)
        table = open_table(path, file, rows)

    def guessed(vocabulary: Vocabulary) -> Guess:
        found = guess(table.columns, [cells for _, cells in islice(table.rows(), ROWS)], vocabulary, table.hidden)
        return msgspec.structs.replace(found, profile=_with_rules(found.profile, file, rows))

    return Source(table.kind, table.columns, table.getter, table.rows, guessed, table.sheets, lambda: [*table.told])


def _words_merged_down(table: Table) -> tuple[str, ...]:
    """A department is that of all its rows; a number over several rows may be their sum."""
    first = [cells for _, cells in islice(table.rows(), ROWS)] if table.merged_down else []
    columns = [(name, {type(row[table.columns.index(name)]) for row in first}) for name in table.merged_down]
    return tuple(name for name, types in columns if types == {str})


def _objects(path: str, form: str, file: FileRules, rows: RowRules) -> Source:
    items = rows.items
    getter = element_getter if form == "xml" else path_getter

    def all_rows() -> Iterator[tuple[str, Any]]:
        return iter_objects(path, form, items, file)

    first = [row for _, row in islice(all_rows(), ROWS)]

    def guessed(vocabulary: Vocabulary) -> Guess:
        found = guess_objects(first, vocabulary, items, getter)
        return msgspec.structs.replace(found, profile=_with_rules(found.profile, file, rows))

    return Source(form, columns_of(first), getter, all_rows, guessed)


def _items_of(path: str, form: str, file: FileRules) -> str:
    if form == "xml":
        return repeated_element(path, file)
    return list_path(path, file) if form == "json" else ""


def _with_rules(profile: FeedProfile, file: FileRules, rows: RowRules) -> FeedProfile:
    return msgspec.structs.replace(profile, file=file, rows=rows)
