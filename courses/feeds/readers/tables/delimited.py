"""Which columns and rows does a text hold whose cells are parted by a character?"""

import csv
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager

from courses.feeds.exchange import Fault, NotReadable
from courses.feeds.profile import AUTO, FileRules, RowRules
from courses.feeds.readers.encodings import settle_encoding
from courses.feeds.readers.tables.headings import LOOKED_AT, find_headings, unique
from courses.feeds.readers.tables.rests import Below, Rests
from courses.feeds.readers.tables.table import Line, Table
from courses.feeds.readers.tables.unnamed import Unnamed
from courses.feeds.readers.text import Lines, reader_of

CELL_LIMIT = 8_000_000
DELIMITERS = ",;\t|"
_SAMPLE = 65_536
_AS_TEXT = re.compile(r"""^(?:="([^"]*)"|'(\d+))$""")
"""How systems and people keep Excel from reading a code as a number: ="00123", '00123."""

csv.field_size_limit(CELL_LIMIT)

Reading = tuple[Iterator[list[str]], Lines]


class DelimitedTable(Table):
    """A text in columns; see Table."""

    def __init__(self, path: str, file: FileRules, rows: RowRules) -> None:
        super().__init__()
        self._path = path
        self._encoding, self._fallback = settle_encoding(path, file, self.tell)
        self._delimiter = self._delimiter_of(file)
        self._looks = file.header_row in (None, AUTO)
        self._depth = file.header_rows or 1
        self._header_row = self._found_row() if self._looks else int(file.header_row or 1)
        self._totals = rows.totals
        self.kind = "text" if self._delimiter == "\t" else "csv"
        self.columns = self._header()

    def lines(self) -> Iterator[Line]:
        """The place and cells of every row that is not empty; raises NotReadable where the last one is cut."""
        rests = Rests(self._totals, self.columns, repeated=self._looks)
        unnamed = Unnamed(self.columns)
        is_plain = self._totals == () and not self._looks
        below: Below[Line] = Below(rests, 0 if is_plain else len(self.columns))
        with self._reading(self._header_row) as (reader, lines):
            for _ in range(self._depth):
                self._next(reader, lines)
            for line in self._whole(reader, lines, None if is_plain else rests, below):
                for place, cells, wrong in below.passed(line, line[1]):
                    fault = wrong or self._mend(cells)
                    if fault is None:
                        unnamed.look_at(cells)
                    yield place, cells, fault
            below.end()
        tell_of_rests(self, [rests])
        unnamed.tell(self)

    def _whole(
        self, reader: Iterator[list[str]], lines: Lines, rests: Rests | None, below: Below[Line]
    ) -> Iterator[Line]:
        width = len(self.columns)
        short: Line | None = None
        last = lines.place()
        while True:
            lines.begin_row()
            cells = self._next(reader, lines)
            if short is not None and cells is not None:
                yield short
                short = None
            if cells is None:
                break
            last = lines.place()
            if lines.rows_in_one(self._delimiter, self._width):
                cells = next(reader_of([lines.take_first()], self._delimiter))
                fault = Fault("", "", "opens quotation marks that it does not close", _CLOSE_THEM, "record")
                yield last, [*cells, *[""] * (width - len(cells))], fault
                continue
            if below.sees_gap(cells) or (rests is not None and rests.is_one(cells)):
                continue
            if len(cells) < width:
                short = (last, cells, None)
            else:
                yield last, cells, None
        if short is not None and self._looks and len(short[1]) == 1 and lines.is_whole:
            yield short  # a line such as "Printed by the academic section"
            short = None
        if lines.ends_inside_quotes(self._delimiter):
            message = f"The file ends inside the quotation marks that open at {last}. Nothing was changed. "
            raise NotReadable("truncated", message + "Close them there; a file that was cut is read again later.")
        if short is not None:
            raise NotReadable(
                "truncated",
                f"The file ends in the middle of a record ({last}). Nothing was changed; it is read again later.",
            )

    def _mend(self, cells: list[str]) -> Fault | None:
        """Decodes cells that the encoding could not; a fault where the row cannot be taken as it stands."""
        width = len(self.columns)
        if any(cell.startswith(('="', "'")) for cell in cells):
            cells[:] = [_AS_TEXT.sub(r"\1\2", cell) for cell in cells]
        if len(cells) > width and sum(cell.count('"') % 2 for cell in cells) > 1:
            reason = "has a quotation mark inside a quoted cell, and the cells after it are shifted"
            return Fault("", "", reason, "Write each quotation mark inside a quoted cell twice.", "record")
        if len(cells) != width and (len(cells) < width or any(cells[self._width :])):
            reason = f"has {len(cells)} cells where the header has {width}"
            remedy = f"Put quotes around cells that hold {self._delimiter!r}, and state every column."
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
            name = self.columns[index] if index < len(self.columns) else ""
            reason = f"column {name!r} holds bytes that are no {self._encoding}"
            try:
                if not self._fallback:
                    by_profile = "Or state encoding or fallback_encoding in the profile."
                    return Fault("", cell, reason, "Export the file as UTF-8.", "record", by_profile)
                raw = cell.encode(self._encoding, "surrogateescape")
                cells[index] = raw.decode(self._fallback)
            except UnicodeError:
                return Fault("", cell, reason, "Export the file as UTF-8.", "record")
            reason = f"{reason}; read as {self._fallback}"
            note = Fault("", cells[index], reason, "Export the file as UTF-8.", "note")
        return note

    def _header(self) -> list[str]:
        with self._reading(self._header_row) as (reader, lines):
            rows = [cells for _ in range(self._depth) if (cells := self._next(reader, lines)) is not None]
        found = find_headings(rows, row=0, depth=self._depth)
        self._width = max((len(cells) for cells in rows), default=0)
        if found is None:
            message = f"The file has no row with names of columns at line {self._header_row}. Nothing was changed."
            raise NotReadable("empty", message)
        if self._depth > 1:
            return found.names
        return unique([cell.strip() for cell in rows[0]])

    def _found_row(self) -> int:
        """The line that the names of the columns begin in, among the first ones."""
        rows, numbers = [], []
        with self._reading(1) as (reader, lines):
            for _ in range(LOOKED_AT):
                lines.begin_row()
                cells = self._next(reader, lines)
                if cells is None:
                    break
                rows.append(cells)
                numbers.append(lines.row_began)
        found = find_headings(rows)
        if found is None:
            self.tell("line 1", "was taken for the names of the columns, though it may hold values", *_STATE_NAMES)
            return 1
        if found.first:
            self.tell(f"line {numbers[found.first]}", "was taken for the names of the columns", *_STATE_ROW)
        return numbers[found.first]

    def _delimiter_of(self, file: FileRules) -> str:
        if file.delimiter not in (None, AUTO):
            return str(file.delimiter)
        with open(self._path, encoding=self._encoding, errors="replace", newline="") as source:  # noqa: PTH123 -- a path as text, from the spool
            sample = source.read(_SAMPLE)
        return found_delimiter(sample)

    @contextmanager
    def _reading(self, row: int) -> Iterator[Reading]:
        with open(self._path, encoding=self._encoding, errors="surrogateescape", newline="") as source:  # noqa: PTH123 -- newline
            lines = Lines(itertools.islice(source, row - 1, None), row)
            lines.begin_row()
            yield reader_of(lines, self._delimiter), lines

    def _next(self, reader: Iterator[list[str]], lines: Lines) -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error as error:
            message = f"The file cannot be read as CSV at {lines.place()}: {error}. Mend the quotes there."
            raise NotReadable("unreadable", message) from error
        except UnicodeDecodeError as error:
            message = f"The file is no {self._encoding} text ({error.reason}, {lines.place()}). Export it as UTF-8."
            raise NotReadable("unreadable", message, "Or state its encoding in the profile.") from error


def found_delimiter(sample: str) -> str:
    """The character that parts the most rows of a text into the same number of cells."""

    def evenness(delimiter: str) -> tuple[float, int]:
        rows = sample.splitlines(keepends=True)[:-1] or [sample]
        try:
            widths = [len(cells) for cells in itertools.islice(reader_of(rows, delimiter), 200) if any(cells)]
        except csv.Error:
            return 0, 0
        wide = [width for width in widths if width > 1]
        if not wide:
            return 0, 0
        usual = max(set(wide), key=lambda width: (wide.count(width), width))
        return wide.count(usual) / len(widths), usual

    best = max(DELIMITERS, key=evenness)
    return best if evenness(best)[0] else ","


def tell_of_rests(table: Table, rests: list[Rests]) -> None:
    """What was left out because it is no record."""
    totals = [word for one in rests for word in one.totals]
    if totals:
        words = ", ".join(dict.fromkeys(totals))
        table.tell(words[:200], f"begins a row of totals; left out: {len(totals)}", *_TOTALS)
    for count, what in (
        (sum(one.headings for one in rests), "repeats the names of the columns"),
        (sum(one.numbers for one in rests), "holds the numbers of the columns"),
    ):
        if count:
            table.tell("", f"a row that {what} is no record; left out: {count}", _NOTHING)
    for texts, where, remedy in (
        ([text for one in rests for text in one.captions], "is one cell across the whole table", _CAPTIONS),
        ([text for one in rests for text in one.notes], "stands below the table", _NOTHING),
    ):
        if texts:
            table.tell("; ".join(texts)[:200], f"{where} and is no record; left out: {len(texts)}", remedy)


_TOTALS = (
    "Nothing needs to be done, unless one of them is a course: begin its row with another word.",
    "Or state totals = [] under [rows] in the profile.",
)
_STATE_ROW = (
    "Nothing needs to be done if they are. Otherwise take out the lines above the names.",
    "Or state header_row under [file] in the profile.",
)
_STATE_NAMES = (
    "Write the names of the columns above the rows.",
    "Or state header_row under [file] in the profile.",
)
_NOTHING = "Nothing needs to be done."
_CAPTIONS = "If it names the department of the rows below it, give the department a column of its own."
_CLOSE_THEM = "Close them, or write each quotation mark inside a quoted cell twice."
