"""Which columns of a table hold values below no name?"""

from collections.abc import Sequence
from typing import Any

from courses.feeds.readers.tables.cells import name_of_column
from courses.feeds.readers.tables.headings import is_filled
from courses.feeds.readers.tables.table import Table

_REMEDY = "Write a name above it if it belongs to the catalogue."


class Unnamed:
    """Looks at the cells of each row as they stand in the file."""

    def __init__(self, names: Sequence[str]) -> None:
        self._width = len(names)
        self._empty = [at for at, name in enumerate(names) if not name]
        self._found: set[int] = set()

    def look_at(self, cells: Sequence[Any]) -> None:
        if len(cells) == self._width and not self._empty:
            return
        beyond = range(self._width, len(cells))
        self._found.update(at for at in (*self._empty, *beyond) if at < len(cells) and is_filled(cells[at]))

    def tell(self, table: Table, place: str = "") -> None:
        if self._found:
            letters = ", ".join(name_of_column(at) for at in sorted(self._found)[:20])
            table.tell(letters, "has no name above its values and was not read", _REMEDY, place=place)
