"""Reads rows of text from a CSV file, by a feed profile."""

import csv
import itertools
from collections.abc import Generator, Iterable, Iterator
from operator import itemgetter

from courses.feeds.exchange import Answer, Exchange, Fault, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import Get, Mapper
from courses.feeds.profile import FeedProfile
from courses.feeds.readers.filter import passes
from courses.feeds.readers.text import Lines, encoding_of

VERSION = 1
NEEDS_PROFILE = True

CELL_LIMIT = 8_000_000

csv.field_size_limit(CELL_LIMIT)


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row]:
    profile = settings.profile or FeedProfile()
    for _, answer in answers:
        yield from _rows_of_file(answer.path, profile, settings.where)


def _rows_of_file(path: str, profile: FeedProfile, where: dict[str, str]) -> Iterator[Row]:
    encoding = encoding_of(path, profile.file.encoding)
    with open(path, encoding=encoding, errors="surrogateescape", newline="") as source:  # noqa: PTH123 -- newline
        lines = Lines(itertools.islice(source, profile.file.header_row - 1, None), profile.file.header_row)
        table = _Table(csv.reader(lines, delimiter=profile.file.delimiter), lines, profile)
        mapper = Mapper(profile, table.getter)
        wanted = passes(table.getter, profile.rows.where, where)
        for place, cells in table.rows():
            fault = table.mend(cells)
            if fault is None and not wanted(cells):
                continue
            values, faults = mapper.values(cells)
            yield Row(place, values, faults if fault is None else [fault, *faults])


class _Table:
    """The header and the rows below it."""

    def __init__(self, reader: Iterator[list[str]], lines: Lines, profile: FeedProfile) -> None:
        self._reader = reader
        self._lines = lines
        self._profile = profile
        self._columns = self._header()

    def getter(self, name: str, optional: bool) -> Get:
        """The Get of a column; raises KeyError that names the columns there are."""
        if name in self._columns:
            return itemgetter(self._columns.index(name))
        if optional:
            return lambda _cells: None
        raise KeyError(
            f"the file has no column {name!r}. Its columns are: {', '.join(self._columns)}. "
            "Mend the profile, or ask the college whether the column was renamed."
        )

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """The place and cells of every row that is not empty; raises NotReadable where the last one is cut."""
        width = len(self._columns)
        short: tuple[str, list[str]] | None = None
        last = self._lines.place()
        while True:
            self._lines.begin_row()
            cells = self._next()
            if short is not None and cells is not None:
                yield short
                short = None
            if cells is None:
                break
            last = self._lines.place()
            if not any(cells):
                continue
            if len(cells) < width:
                short = (last, cells)
            else:
                yield last, cells
        if short is not None or self._lines.ends_inside_quotes(self._profile.file.delimiter):
            raise NotReadable(
                "truncated",
                f"The file ends in the middle of a record ({last}). Nothing was changed; it is read again later.",
            )

    def mend(self, cells: list[str]) -> Fault | None:
        """Decodes cells that the stated encoding could not; a fault where the row cannot be taken as it stands."""
        width = len(self._columns)
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            reason = f"has {len(cells)} cells where the header has {width}"
            remedy = f"Put quotes around cells that hold {self._profile.file.delimiter!r}, and state every column."
            cells.extend([""] * (width - len(cells)))
            return Fault("", "", reason, remedy, "record")
        if all(cell.isascii() or cell.isprintable() for cell in cells):
            return None
        return self._decode_again(cells)

    def _decode_again(self, cells: list[str]) -> Fault | None:
        note = None
        for index, cell in enumerate(cells):
            escaped = next((letter for letter in cell if "\udc80" <= letter <= "\udcff"), None)
            if escaped is None:
                continue
            name, encoding = self._columns[index] if index < len(self._columns) else "", self._profile.file.encoding
            reason = f"column {name!r} holds bytes that are no {encoding}"
            try:
                if not self._profile.file.fallback_encoding:
                    remedy = "Export the file as UTF-8, or state encoding or fallback_encoding in the profile."
                    return Fault("", cell, reason, remedy, "record")
                raw = cell.encode(encoding, "surrogateescape")
                cells[index] = raw.decode(self._profile.file.fallback_encoding)
            except UnicodeError:
                return Fault("", cell, reason, "Export the file as UTF-8.", "record")
            reason = f"{reason}; read as {self._profile.file.fallback_encoding}"
            note = Fault("", cells[index], reason, "Export the file as UTF-8.", "note")
        return note

    def _header(self) -> list[str]:
        self._lines.begin_row()
        cells = self._next()
        if cells is None or not any(cell.strip() for cell in cells):
            row = self._profile.file.header_row
            raise NotReadable("empty", f"The file has no row of column names at line {row}. Nothing was changed.")
        names = [cell.strip() for cell in cells]
        while names and not names[-1]:
            names.pop()
        return names

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            message = f"The file cannot be read as CSV at {self._lines.place()}: {error}. Mend the quotes there."
            raise NotReadable("unreadable", message) from error
        except UnicodeDecodeError as error:
            message = f"The file is no {self._profile.file.encoding} text ({error.reason}, {self._lines.place()}). "
            raise NotReadable("unreadable", message + "State its encoding in the profile.") from error
