"""What can be asked of any table?"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from courses.feeds.exchange import Fault, Notice
from courses.feeds.mapping import Get

Line = tuple[str, list[Any], Fault | None]
"""One row: where a person finds it, its cells in the order of the columns, what is wrong with it as a whole."""


class Table(ABC):
    """A file with named columns. It may be read again and again; nothing stays open in between.

    `kind` is one of csv, text (parted by tabs), xlsx, xls, ods, spreadsheetml, html; `sheets` are those that are read;
    `told` says what was assumed and left out, in full once the rows were read; `merged_down` are the columns with cells
    over several rows that only the first of them has, `hidden` those that nobody sees who opens the file.
    """

    kind: str
    columns: list[str]
    sheets: list[str]

    def __init__(self) -> None:
        self.sheets = []
        self.merged_down: list[str] = []
        self.hidden: list[str] = []
        self.told: list[Notice] = []

    @abstractmethod
    def lines(self) -> Iterator[Line]:
        """Every row that is one. Raises NotReadable where the file is not whole."""

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Place and cells (text, numbers, dates, truths) of every row that can be taken as it stands."""
        for place, cells, fault in self.lines():
            if fault is None or fault.severity != "record":
                yield place, cells

    def tell(self, value: str, reason: str, remedy: str, by_profile: str = "", *, place: str = "") -> None:
        notice = Notice(place, value, reason, remedy, by_profile)
        if notice not in self.told:
            self.told.append(notice)

    def getter(self, name: str, optional: bool) -> Get:
        """The Get of a column; raises KeyError that names the columns there are."""
        if name in self.columns:
            return itemgetter(self.columns.index(name))
        even = [" ".join(column.split()) for column in self.columns]
        if " ".join(name.split()) in even:
            return itemgetter(even.index(" ".join(name.split())))
        if optional:
            return lambda _cells: None
        raise KeyError(
            f"the file has no column {name!r}. Its columns are: {', '.join(self.columns)}. "
            "Mend the profile, or ask the college whether the column was renamed."
        )
