"""Which rows do the sheets of a workbook of Excel or LibreOffice hold?"""

from collections.abc import Iterator
from contextlib import contextmanager
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

from courses.feeds.exchange import Notice, NotReadable
from courses.feeds.readers.tables.errors import cells_without_value
from courses.feeds.readers.tables.headings import Merge
from courses.feeds.readers.tables.hidden import hidden_columns, hidden_rows
from courses.feeds.readers.tables.sheets import Broken, Sheet

_SAVE = "Open it in the program that made it and save it again as a workbook (.xlsx)."


class WorkbookSheets:
    """The sheets of one workbook; one is held at a time."""

    def __init__(self, path: str, kind: str) -> None:
        self._path = path
        self._kind = kind
        self.told: list[Notice] = []
        self._hidden_rows: dict[str, set[int]] = {}
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

    def hidden_columns(self, name: str) -> set[int]:
        return hidden_columns(self._path, name) if self._kind == "xlsx" else set()

    def hidden_rows(self, name: str) -> set[int]:
        if name not in self._hidden_rows:
            self._hidden_rows[name] = hidden_rows(self._path, name) if self._kind == "xlsx" else set()
        return self._hidden_rows[name]

    def broken(self, name: str) -> Broken:
        """Of xlsx alone: calamine gives such a cell as an empty one."""
        return cells_without_value(self._path, name) if self._kind == "xlsx" else Broken()

    def _open(self) -> CalamineWorkbook:
        with _named_failures():
            return load_workbook(self._path)

    def _read(self, name: str) -> CalamineSheet:
        with _named_failures():
            return self._open().get_sheet_by_name(name)

    def _rows(self, sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
        if sheet.start is None:
            return
        indent: list[Any] = [""] * sheet.start[1]
        for number, cells in enumerate(sheet.iter_rows()):
            yield number, indent + cells


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise NotReadable("unreadable", "The workbook is locked with a password. Save it without one.") from error
    except (CalamineError, OSError) as error:
        what = "its parts do not fit together" if "Cannot detect" in str(error) else error
        raise NotReadable("unreadable", f"The workbook is broken ({what}). {_SAVE}") from error
    except BaseException as error:
        # Rust's panics on broken workbooks arrive as a class that cannot be imported, and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise NotReadable("unreadable", f"The workbook is broken inside. {_SAVE}") from error
