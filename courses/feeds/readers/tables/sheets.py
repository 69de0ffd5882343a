"""What is asked of a file that holds sheets, whatever its kind?"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from courses.feeds.exchange import Notice
from courses.feeds.readers.tables.headings import Merge


class Sheet(NamedTuple):
    """The rows of a sheet by their number, counted from 0 as the sheet shows them, and its merged cells."""

    rows: Iterator[tuple[int, list[Any]]]
    merges: list[Merge]


class Broken(NamedTuple):
    """The first cells, such as "E4", with an error (#REF!), and with a formula whose value the file does not hold."""

    errors: list[str] = []
    formulas: list[str] = []


class Sheets(Protocol):
    """A file of sheets: `names` are those that a person sees, `hidden` the others, `told` is what was assumed."""

    names: list[str]
    hidden: list[str]
    told: list[Notice]

    def sheet(self, name: str) -> Sheet:
        """Read a sheet from its beginning; raises NotReadable."""
        ...

    def hidden_columns(self, name: str) -> set[int]:
        """Columns of a sheet that a person does not see, counted from 0, as far as they are known."""
        ...

    def hidden_rows(self, name: str) -> set[int]:
        """The same of its rows, be they hidden one by one or by a filter."""
        ...

    def broken(self, name: str) -> Broken:
        """The cells of a sheet that have no value, as far as they are known."""
        ...
