"""Which columns and rows do the sheets of a file make together?"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from courses.feeds.exchange import NotReadable
from courses.feeds.profile import AUTO, FileRules, RowRules
from courses.feeds.readers.tables.cells import cells_of
from courses.feeds.readers.tables.delimited import tell_of_rests
from courses.feeds.readers.tables.headings import LOOKED_AT, Headings, Merge, find_headings, is_filled
from courses.feeds.readers.tables.rests import Below, Rests
from courses.feeds.readers.tables.sheets import Sheets
from courses.feeds.readers.tables.table import Line, Table
from courses.feeds.readers.tables.unnamed import Unnamed

SHEET = "(sheet)"
"""The column that holds the name of the sheet, where several are read."""
ALL = "*"
_MOST_TOLD = 20
_UNHIDE = ("Unhide it if its rows belong to the catalogue.", "Or name it under sheets in the profile.")
_HIDDEN_ROWS = (
    "Nothing needs to be done if they belong to the catalogue. Otherwise unhide and delete them.",
    "Or leave them out by where under [rows] in the profile.",
)
_ALIKE = (
    "If it holds courses too, name its columns as that sheet names them, or save it as a file of its own.",
    "Or name both under sheets in the profile.",
)
_FILL = ("Write it into every row that it is true of.", "Or state fill_down under [file] in the profile.")
_PART_THEM = (
    "Nothing needs to be done if all hold courses. Otherwise save those that do as a file of their own.",
    "Or name them under sheets in the profile.",
)


class _Chosen(NamedTuple):
    """A sheet that is read, where its columns have their names, and those with cells merged over several rows."""

    name: str
    headings: Headings
    merged_down: tuple[str, ...]


class SheetTable(Table):
    """The rows of one sheet, or of several with one heading; see Table."""

    def __init__(self, kind: str, source: Sheets, file: FileRules, rows: RowRules) -> None:
        super().__init__()
        self.kind = kind
        self._source = source
        self.told += source.told
        self._file = file
        self._totals = rows.totals
        self._chosen = self._choose()
        self.sheets = [one.name for one in self._chosen]
        names = dict.fromkeys(name for one in self._chosen for name in one.headings.names)
        self.columns = [*names, SHEET] if len(self._chosen) > 1 or file.sheets else [*names]
        self._filled_down = [self._index_of(name) for name in file.fill_down]
        down = dict.fromkeys(name for one in self._chosen for name in one.merged_down)
        self.hidden = [name for one in self._chosen for name in _names_at(one, source.hidden_columns(one.name))]
        self.merged_down = [name for name in down if name not in file.fill_down]

    def lines(self) -> Iterator[Line]:
        rests: list[Rests] = []
        for one in self._chosen:
            rests.append(Rests(self._totals, self.columns, repeated=True))
            below: Below[Line] = Below(rests[-1], len(one.headings.names))
            hidden, unseen = self._hidden_places(one), list[str]()
            for line in self._lines_of(one, rests[-1], below):
                for passed in below.passed(line, line[1][: len(one.headings.names)]):
                    if passed[0] in hidden:
                        unseen.append(hidden[passed[0]])
                    yield passed
            below.end()
            self._tell_of_hidden(one, unseen)
        tell_of_rests(self, rests)
        if self.merged_down:
            self.tell(
                ", ".join(self.merged_down)[:200], "has cells merged over several rows; only the first has it", *_FILL
            )
        for one in self._chosen:
            self._tell_of_broken(one)

    def _lines_of(self, one: _Chosen, rests: Rests, below: Below[Line]) -> Iterator[Line]:
        arrange, unnamed = self._arranger(one), Unnamed(one.headings.names)
        last: list[Any] = [""] * len(self.columns)
        own = len(self.columns) - (SHEET in self.columns)  # the name of its sheet is no cell of a row
        sheet = self._source.sheet(one.name)
        captions = _captions(sheet.merges, len(one.headings.names))
        for number, row in sheet.rows:
            if number <= one.headings.last:
                continue
            if number in captions and sum(map(is_filled, row)) == 1:
                rests.captions += [str(cell).strip() for cell in row if is_filled(cell)]
                continue
            stated = cells_of(row)
            cells = arrange(stated)
            if below.sees_gap(cells[: len(one.headings.names)]) or rests.is_one(cells[:own]):
                continue
            unnamed.look_at(stated)
            for index in self._filled_down:
                cells[index] = last[index] = cells[index] if is_filled(cells[index]) else last[index]
            yield self._place(one, number), cells, None
        unnamed.tell(self, self._told_place(one))

    def _place(self, one: _Chosen, number: int) -> str:
        sheet = self._told_place(one)
        return f"{sheet}, row {number + 1}" if sheet else f"row {number + 1}"

    def _told_place(self, one: _Chosen) -> str:
        """The sheet, where there are several."""
        return one.name if len(self._chosen) > 1 else ""

    def _hidden_places(self, one: _Chosen) -> dict[str, str]:
        """The row's number by the row's place."""
        return {self._place(one, number): str(number + 1) for number in self._source.hidden_rows(one.name)}

    def _arranger(self, one: _Chosen) -> Callable[[list[Any]], list[Any]]:
        """Puts the cells of a sheet into the order of the columns."""
        width, names = len(one.headings.names), one.headings.names
        more = [one.name] if SHEET in self.columns else []
        own = self.columns[: len(self.columns) - len(more)]
        if names == own:
            return lambda cells: [*cells[:width], *[""] * (width - len(cells)), *more]
        order = [names.index(name) if name in names else -1 for name in own]

        def arranged(cells: list[Any]) -> list[Any]:
            return [cells[at] if 0 <= at < len(cells) else "" for at in order] + more

        return arranged

    def _choose(self) -> list[_Chosen]:
        stated = (self._file.sheet,) if self._file.sheet else self._file.sheets
        if isinstance(stated, str):
            stated = (stated,)
        if stated and stated != (ALL,):
            return [self._stated(name) for name in stated]
        found = [one for name in self._source.names if (one := self._opened(name))]
        if not found:
            raise self._nothing()
        if not stated:
            found = self._alike(found)
        for name in self._source.hidden[:_MOST_TOLD]:
            self.tell(name, "is a hidden sheet and was not read", *_UNHIDE)
        return found

    def _stated(self, name: str) -> _Chosen:
        known = [*self._source.names, *self._source.hidden]
        if name not in known:
            message = f"The file has no sheet {name!r}. Its sheets are: {', '.join(known)}. Mend sheet in the profile."
            raise NotReadable("unreadable", message)
        found = self._opened(name)
        if found is None:
            raise NotReadable("empty", f"The sheet {name!r} has no row of column names. Nothing was changed.")
        return found

    def _alike(self, found: list[_Chosen]) -> list[_Chosen]:
        """The first sheet, and those that have the same columns: a sheet for each department is common."""
        first = next((one for one in found if len(one.headings.names) > 1), found[0])
        alike = [one for one in found if set(one.headings.names) == set(first.headings.names)]
        if len(alike) > 1:
            names = ", ".join(one.name for one in alike)
            self.tell(names[:200], "are sheets with the same columns, so all of them were read", *_PART_THEM)
        for one in [one for one in found if one not in alike][:_MOST_TOLD]:
            self.tell(one.name, f"has other columns than {first.name!r} and was not read", *_ALIKE)
        return alike

    def _opened(self, name: str) -> _Chosen | None:
        sheet = self._source.sheet(name)
        row = self._file.header_row
        first = None if row in (None, AUTO) else int(row or 1) - 1
        rows: list[list[Any]] = []
        for number, cells in itertools.islice(sheet.rows, max(LOOKED_AT, (first or 0) + 4)):
            rows += [[] for _ in range(number - len(rows))]
            rows.append(cells_of(cells))
        headings = find_headings(rows, sheet.merges, first, self._file.header_rows)
        return _Chosen(name, headings, tuple(_merged_down(headings, sheet.merges))) if headings else None

    def _index_of(self, name: str) -> int:
        if name not in self.columns:
            columns = ", ".join(self.columns)
            message = f"file.fill_down: the file has no column {name!r}. Its columns are: {columns}. Mend the profile."
            raise NotReadable("unreadable", message)
        return self.columns.index(name)

    def _nothing(self) -> NotReadable:
        if not self._source.names:
            return NotReadable("empty", "The file holds no sheet that can be seen. Nothing was changed.")
        message = "No sheet of the file holds a table with names of columns; pictures cannot be read."
        return NotReadable(
            "empty", f"{message} Nothing was changed.", "If there is one, state header_row in the profile."
        )

    def _tell_of_hidden(self, one: _Chosen, rows: list[str]) -> None:
        if rows:
            more = f" and {len(rows) - _MOST_TOLD} more" if len(rows) > _MOST_TOLD else ""
            reason = "is hidden in the sheet, be it by a filter, and was read like any other row"
            named = f"row {', '.join(rows[:_MOST_TOLD])}{more}"
            self.tell(named, reason, *_HIDDEN_ROWS, place=self._told_place(one))

    def _tell_of_broken(self, one: _Chosen) -> None:
        place = self._told_place(one)
        broken = self._source.broken(one.name)
        if broken.errors:
            why = "was read as empty: an error such as #REF! stands there"
            self.tell(", ".join(broken.errors), why, "Mend the formulas, or write the values in.", place=place)
        if broken.formulas:
            why = "was read as empty: a formula whose value was never worked out stands there"
            remedy = "Open the workbook in the program that it is for, and save it."
            self.tell(", ".join(broken.formulas), why, remedy, place=place)


def _names_at(one: _Chosen, columns: set[int]) -> Iterator[str]:
    yield from (name for at, name in enumerate(one.headings.names) if name and at in columns)


def _merged_down(headings: Headings, merges: list[Merge]) -> Iterator[str]:
    """The columns in which one cell stands for several rows."""
    columns = {merge.left for merge in merges if headings.last < merge.top < merge.bottom}
    yield from (name for at, name in enumerate(headings.names) if name and at in columns)


def _captions(merges: list[Merge], width: int) -> set[int]:
    """Rows that are one cell across the table, such as the name of a department above its courses."""
    return {
        merge.top
        for merge in merges
        if merge.top == merge.bottom and width > 2 and merge.right - merge.left + 1 >= width
    }
