"""Which rows do the sheets of a workbook of Excel or LibreOffice hold?"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from courses.feeds.exchange import NotReadable
from courses.feeds.readers.tables.headings import Merge
from courses.feeds.readers.tables.sheets import Sheet

_SAVE = "Open it in the program that made it and save it again as a workbook (.xlsx)."
_MOST_ERRORS = 20
_ERROR = re.compile(rb"<c\s(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3}\d{1,7})\"")


class WorkbookSheets:
    """The sheets of one workbook; one is held at a time."""

    def __init__(self, path: str, kind: str) -> None:
        self._path = path
        self._kind = kind
        self._held: tuple[str, CalamineSheet] | None = None
        book = self._open()
        sheets = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        self.names = [one.name for one in sheets if one.visible is SheetVisibleEnum.Visible]
        self.hidden = [one.name for one in sheets if one.visible is not SheetVisibleEnum.Visible]

    def sheet(self, name: str) -> Sheet:
        if self._held is None or self._held[0] != name:
            self._held = None  # before the next one is read: one sheet may be most of the memory there is
            self._held = (name, self._read(name))
        found = self._held[1]
        merges = found.merged_cell_ranges or [] if self._kind != "ods" else []
        return Sheet(self._rows(found), [Merge(*first, *last) for first, last in merges])

    def broken(self, name: str) -> list[str]:
        """Of xlsx alone: calamine gives a cell with an error as an empty one."""
        if self._kind != "xlsx":
            return []
        try:
            with zipfile.ZipFile(self._path) as archive:
                part = f"xl/worksheets/sheet{self._open().sheet_names.index(name) + 1}.xml"
                return [cell.decode() for cell in _ERROR.findall(archive.read(part))[:_MOST_ERRORS]]
        except (KeyError, zipfile.BadZipFile):
            return []

    def _open(self) -> CalamineWorkbook:
        try:
            return load_workbook(self._path)
        except PasswordError as error:
            raise NotReadable("unreadable", "The workbook is locked with a password. Save it without one.") from error
        except (CalamineError, OSError) as error:
            raise self._failure(error) from error

    def _read(self, name: str) -> CalamineSheet:
        try:
            return self._open().get_sheet_by_name(name)
        except (CalamineError, OSError) as error:
            raise self._failure(error) from error

    def _rows(self, sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
        if sheet.start is None:
            return
        indent: list[Any] = [""] * sheet.start[1]
        for number, cells in enumerate(sheet.iter_rows()):
            yield number, indent + cells

    def _failure(self, error: Exception) -> NotReadable:
        """An old workbook has no end that would tell whether it was cut; all that can be said is that it is broken."""
        return NotReadable("unreadable", f"The workbook is broken ({error}). {_SAVE}")
