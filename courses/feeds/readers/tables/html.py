"""Which rows do the tables of a web page hold that is named as if it were a sheet?"""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from courses.feeds.exchange import Notice, NotReadable
from courses.feeds.profile import AUTO, FileRules
from courses.feeds.readers.encodings import settle_encoding
from courses.feeds.readers.tables.headings import Merge
from courses.feeds.readers.tables.sheets import Broken, Sheet
from courses.feeds.readers.text import marked_encoding

_BLOCK = 262_144
_DECLARED = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_MOST_SPANNED = 1_000
CELL_LIMIT = 8_000_000


class HtmlSheets:
    """The tables of one page, "Table 1" and so on; read as a stream each time."""

    def __init__(self, path: str, encoding: str | None) -> None:
        self._path = path
        self.told: list[Notice] = []
        self._encoding = _encoding_of(path, encoding, self.told)
        self._merges: dict[str, list[Merge]] = {}
        count = self._count()
        if not count:
            raise NotReadable("not_a_feed", "The file is a web page without a table. Check the address.")
        self.names = [f"Table {number}" for number in range(1, count + 1)]
        self.hidden: list[str] = []

    def sheet(self, name: str) -> Sheet:
        number = self.names.index(name) + 1
        if name not in self._merges:
            for _ in self._rows(number, name):
                pass
        return Sheet(self._rows(number, name), self._merges[name])

    def hidden_columns(self, name: str) -> set[int]:
        return set()

    def hidden_rows(self, name: str) -> set[int]:
        return set()

    def broken(self, name: str) -> Broken:
        return Broken()

    def _count(self) -> int:
        reading = _Reading(0)
        for _ in self._fed(reading):
            pass
        if reading.depth or reading.is_open:
            raise _cut()
        return reading.tables

    def _rows(self, number: int, name: str) -> Iterator[tuple[int, list[Any]]]:
        reading = _Reading(number)
        for _ in self._fed(reading):
            yield from reading.taken()
        self._merges[name] = reading.merges

    def _fed(self, reading: "_Reading") -> Iterator[None]:
        with open(self._path, encoding=self._encoding, errors="replace") as source:  # noqa: PTH123 -- the spool's path
            while block := source.read(_BLOCK):
                reading.feed(block)
                yield
        reading.close()
        yield


class _Reading(HTMLParser):
    """Gathers the rows of the wanted table; tables inside its cells are text."""

    def __init__(self, wanted: int) -> None:
        super().__init__(convert_charrefs=True)
        self._wanted = wanted
        self.tables = 0
        self.depth = 0
        self.is_open = False
        self.merges: list[Merge] = []
        self._number = -1
        self._rows: list[tuple[int, list[Any]]] = []
        self._row: list[Any] | None = None
        self._cell: list[str] | None = None
        self._size = 0
        self._span = (1, 1)
        self._above: dict[int, int] = {}
        self._below: dict[int, int] = {}

    def taken(self) -> Iterator[tuple[int, list[Any]]]:
        """The rows that are whole, once each."""
        rows, self._rows = self._rows, []
        return iter(rows)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.is_open = True
        elif tag == "table":
            self.depth += 1
            self.tables += self.depth == 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        if not self._is_mine():
            return
        if tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._row = [] if self._row is None else self._row
            told = dict(attrs)
            self._cell, self._size = [], 0
            self._span = (_span(told.get("colspan")), _span(told.get("rowspan")))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("html", "body"):
            self.is_open = False
        elif tag == "table":
            if self._is_mine():
                self._end_row()
            self.depth = max(self.depth - 1, 0)
        elif self._is_mine() and tag in ("td", "th"):
            self._end_cell()
        elif self._is_mine() and tag == "tr":
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._size += len(data)
            if self._size > CELL_LIMIT:
                raise NotReadable("unreadable", f"A cell of the table holds more than {CELL_LIMIT // 1_000_000} MB.")
            self._cell.append(data)

    def _is_mine(self) -> bool:
        return self.depth == 1 and self.tables == self._wanted

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = "\n".join(part for line in "".join(self._cell).splitlines() if (part := " ".join(line.split())))
        self._cell = None
        self._skip_what_hangs_down(self._row)
        column = len(self._row)
        across, down = self._span
        self._row += [text, *[""] * (across - 1)]
        if across > 1 or down > 1:
            self.merges.append(Merge(self._number + 1, column, self._number + down, column + across - 1))
        if down > 1:
            self._below |= dict.fromkeys(range(column, column + across), down - 1)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._skip_what_hangs_down(self._row)
        self._number += 1
        self._rows.append((self._number, self._row))
        self._row = None
        self._above = {column: left - 1 for column, left in self._above.items() if left > 1} | self._below
        self._below = {}

    def _skip_what_hangs_down(self, row: list[Any]) -> None:
        while len(row) in self._above:
            row.append("")


def _span(stated: str | None) -> int:
    return min(max(int(stated), 1), _MOST_SPANNED) if stated and stated.isdecimal() and len(stated) < 9 else 1


def _encoding_of(path: str, stated: str | None, told: list[Notice]) -> str:
    """As the profile, a mark, the page itself or its bytes say."""
    with open(path, "rb") as source:  # noqa: PTH123 -- the spool's path
        declared = _DECLARED.search(source.read(_BLOCK))
    if declared and stated in (None, AUTO) and not marked_encoding(path):
        try:
            return codecs.lookup(declared[1].decode()).name
        except LookupError:
            pass
    return settle_encoding(path, FileRules(encoding=stated), lambda *words: told.append(Notice("", *words)))[0]


def _cut() -> NotReadable:
    return NotReadable(
        "truncated", "The file ends in the middle of its table, or of the page around it. Nothing was changed."
    )
