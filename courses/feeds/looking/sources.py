"""What are the columns and rows of a file, whether it is a table or objects with keys?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.exchange import NotReadable
from courses.feeds.guess import ROWS, Guess, guess
from courses.feeds.guess.keys import columns_of, guess_objects, list_in
from courses.feeds.mapping import Get, path_getter
from courses.feeds.profile import AUTO, FeedProfile, FileRules, RowRules
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.tables import Table, open_table

WHOLE_DOCUMENT = 30_000_000
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
    notices: Callable[[], list[str]] = list

    def first(self) -> list[Any]:
        return [row for _, row in islice(self.rows(), ROWS)]


def open_source(path: str, form: str, file: FileRules, rows: RowRules) -> Source:
    """Raises NotReadable."""
    return _table(path, form, file, rows) if form in TABLES else _objects(path, form, file, rows)


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


def _table(path: str, form: str, file: FileRules, rows: RowRules) -> Source:
    table = open_table(path, file, rows)

    def guessed(vocabulary: Vocabulary) -> Guess:
        found = guess(table.columns, [cells for _, cells in islice(table.rows(), ROWS)], vocabulary)
        return msgspec.structs.replace(found, profile=_with_rules(found.profile, file, rows))

    return Source(table.kind, table.columns, table.getter, table.rows, guessed, table.sheets, lambda: _notices(table))


def _notices(table: Table) -> list[str]:
    return list(table.notices)


def _objects(path: str, form: str, file: FileRules, rows: RowRules) -> Source:
    items = rows.items or (_list_path(path) if form == "json" else "")
    rules = msgspec.structs.replace(rows, items=items)

    def all_rows() -> Iterator[tuple[str, Any]]:
        return _iter_objects(path, form, items)

    first = [row for _, row in islice(all_rows(), ROWS)]

    def guessed(vocabulary: Vocabulary) -> Guess:
        found = guess_objects(first, vocabulary, items)
        return msgspec.structs.replace(found, profile=_with_rules(found.profile, file, rules))

    return Source(form, columns_of(first), path_getter, all_rows, guessed)


def _with_rules(profile: FeedProfile, file: FileRules, rows: RowRules) -> FeedProfile:
    return msgspec.structs.replace(profile, file=file, rows=rows)


def _list_path(path: str) -> str:
    """Where in a document the list of records is; a document too large to hold must be the list itself."""
    document = Path(path)
    if document.stat().st_size > WHOLE_DOCUMENT:
        return ""
    try:
        return list_in(msgspec.json.decode(document.read_bytes()))[0]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""  # the reader says what is wrong with it, and where


def _iter_objects(path: str, form: str, items: str) -> Iterator[tuple[str, Any]]:
    if form == "json":
        with Path(path).open("rb") as source:
            yield from _decoded(JsonItems(source, items), "item")
    elif form == "jsonl":
        with Path(path).open("rb") as source:
            yield from _decoded((line for line in source if line.strip()), "line")
    else:
        raise NotReadable("not_a_feed", f"The format {form} is mapped by nobody: it is read as it is.")


def _decoded(raws: Any, called: str) -> Iterator[tuple[str, Any]]:
    """Objects only; what is broken in itself is told when the file is read."""
    for number, raw in enumerate(raws, 1):
        try:
            value = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if isinstance(value, dict):
            yield f"{called} {number}", value
