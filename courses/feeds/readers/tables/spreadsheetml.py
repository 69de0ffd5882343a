"""Which rows do the sheets of a workbook of Excel 2003 hold that was saved as XML?"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from courses.feeds.exchange import Notice, NotReadable
from courses.feeds.readers.tables.headings import Merge
from courses.feeds.readers.tables.sheets import Broken, Sheet

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SHEET, _ROW, _CELL, _TABLE = (f"{_NAMESPACE}{name}" for name in ("Worksheet", "Row", "Cell", "Table"))
_TEXT = f"{_NAMESPACE}Data"
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576


class SpreadsheetMlSheets:
    """The sheets of one file, read as a stream each time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.told: list[Notice] = []
        self._merges: dict[str, list[Merge]] = {}
        self._broken: dict[str, list[str]] = {}
        self._hidden_rows: dict[str, set[int]] = {}
        self.names: list[str] = []
        self.hidden: list[str] = []
        for name, is_hidden in self._listed():
            (self.hidden if is_hidden else self.names).append(name)

    def sheet(self, name: str) -> Sheet:
        if name not in self._merges:
            for _ in self._rows(name):
                pass
        return Sheet(self._rows(name), self._merges.get(name, []))

    def hidden_columns(self, name: str) -> set[int]:
        return set()

    def hidden_rows(self, name: str) -> set[int]:
        return self._hidden_rows.get(name, set())

    def broken(self, name: str) -> Broken:
        return Broken(self._broken.get(name, []))

    def _listed(self) -> Iterator[tuple[str, bool]]:
        name, is_hidden = "", False
        for event, element in self._events():
            if event == "start" and element.tag == _SHEET:
                name, is_hidden = element.get(f"{_NAMESPACE}Name", ""), False
            elif event == "end" and element.tag.endswith("}Visible"):
                is_hidden = (element.text or "").strip() != "SheetVisible"
            elif event == "end" and element.tag == _SHEET:
                yield name, is_hidden

    def _rows(self, wanted: str) -> Iterator[tuple[int, list[Any]]]:
        """The rows of a sheet; what is merged, broken and hidden in it is known once they were all read."""
        reading = _Reading()
        is_wanted = False
        for event, element in self._events():
            if event == "start":
                if element.tag == _SHEET:
                    is_wanted = element.get(f"{_NAMESPACE}Name", "") == wanted
                continue
            if is_wanted and element.tag == _ROW:
                yield reading.row(element)
            elif is_wanted and element.tag == _SHEET:
                break
        self._merges[wanted], self._broken[wanted] = reading.merges, reading.broken
        self._hidden_rows[wanted] = reading.hidden

    def _events(self) -> Iterator[tuple[str, Any]]:
        """Start and end of elements; those that were read are let go."""
        table = None
        try:
            for event, element in iterparse(self._path, ("start", "end"), forbid_dtd=True):
                if event == "start" and element.tag == _TABLE:
                    table = element
                yield event, element
                if event == "end" and element.tag == _ROW and table is not None:
                    table.clear()
        except DefusedXmlException as error:
            message = (
                "The file declares a document type or entities of its own, which sheets do not have. Save it anew."
            )
            raise NotReadable("unreadable", message) from error
        except (ParseError, UnicodeError, LookupError, ValueError) as error:
            raise _failure(error) from error


class _Reading:
    """Where in a sheet the reading stands."""

    def __init__(self) -> None:
        self._number = -1
        self.merges: list[Merge] = []
        self.broken: list[str] = []
        self.hidden: set[int] = set()

    def row(self, element: Any) -> tuple[int, list[Any]]:
        self._number = _index(element, self._number + 1, MOST_ROWS)
        if _count(element.get(f"{_NAMESPACE}Hidden")):
            self.hidden.add(self._number)
        cells: list[Any] = []
        column = 0
        for cell in element.iter(_CELL):
            column = _index(cell, column, MOST_COLUMNS)
            cells += [""] * (column + 1 - len(cells))
            cells[column] = self._value(cell, column)
            across, down = (_count(cell.get(f"{_NAMESPACE}{name}")) for name in ("MergeAcross", "MergeDown"))
            if (across or down) and len(self.merges) < 10_000:
                self.merges.append(Merge(self._number, column, self._number + down, column + across))
            column += 1 + across
        return self._number, cells

    def _value(self, cell: Any, column: int) -> Any:
        stated = cell.find(_TEXT)
        if stated is None:
            return ""
        text = "".join(stated.itertext())
        kind = stated.get(f"{_NAMESPACE}Type")
        if kind == "Error":
            self.broken.append(f"row {self._number + 1}, column {column + 1}")
            return ""
        try:
            return _CONVERTED[kind](text) if kind in _CONVERTED else text
        except ValueError:
            return text


def _index(element: Any, following: int, most: int) -> int:
    stated = element.get(f"{_NAMESPACE}Index")
    index = following if stated is None else _count(stated) - 1
    if not following <= index < most:
        raise NotReadable(
            "unreadable", f"A row or cell of the file stands at {stated!r}, where none can be. Save it anew."
        )
    return index


def _count(stated: str | None) -> int:
    if stated is None:
        return 0
    return min(int(stated), MOST_ROWS) if stated.isdecimal() and len(stated) < 9 else 0


_CONVERTED: dict[str | None, Any] = {
    "Number": float,
    "Boolean": lambda text: text.strip() == "1",
    "DateTime": lambda text: dt.datetime.fromisoformat(text.strip()),
}


def _failure(error: Exception) -> NotReadable:
    code = getattr(error, "code", 0)
    if code in (3, 5) or "no element found" in str(error) or "unclosed token" in str(error):
        return NotReadable("truncated", "The file ends in the middle of a sheet. Nothing was changed.")
    return NotReadable("unreadable", f"The file cannot be read as XML ({error}). Save it anew as a workbook (.xlsx).")
