"""How do the bytes of a text file become lines, and where does a line stand?"""

import codecs
import csv
from collections.abc import Iterator

from courses.feeds.exchange import NotReadable

UTF_8 = "utf-8"
_SAMPLE = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked_encoding(path: str) -> str:
    """The encoding that the file's byte order mark tells, or nothing."""
    sample = _begins(path, 4)
    return next((encoding for mark, encoding in _MARKS if sample.startswith(mark)), "")


def encoding_of(path: str, stated: str) -> str:
    """The encoding that the file's byte order mark tells, else the stated one.

    Raises NotReadable where the file looks like UTF-16 and nothing says so.
    """
    marked = marked_encoding(path)
    if marked:
        return marked
    sample = _begins(path, _SAMPLE)
    if sample.count(0) * 4 > len(sample) and not codecs.lookup(stated).name.startswith(("utf-16", "utf-32")):
        message = f"The file is no {stated} text: every second byte is zero, as in UTF-16. "
        raise NotReadable("unreadable", message + 'State encoding = "utf-16-le" (or -be) under [file] in the profile.')
    return stated


def _begins(path: str, size: int) -> bytes:
    with open(path, "rb") as source:  # noqa: PTH123 -- a path as text, from the spool
        return source.read(size)


class Lines:
    """Counts lines and remembers those of the current row."""

    def __init__(self, source: Iterator[str], first: int) -> None:
        self._source = source
        self._number = first - 1
        self._row_began = first
        self._row: list[str] = []
        self._kept: list[str] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = next(self._source)
        self._number += 1
        self._row.append(line)
        return line.replace("\0", "") if "\0" in line else line

    def begin_row(self) -> None:
        if self._row:
            self._kept = self._row
            self._row = []
        self._row_began = self._number + 1

    @property
    def row_began(self) -> int:
        return self._row_began

    @property
    def is_whole(self) -> bool:
        """The last line has its end."""
        return bool(self._kept) and self._kept[-1].endswith(("\n", "\r"))

    def place(self) -> str:
        return f"line {self._row_began}"

    def ends_inside_quotes(self, delimiter: str) -> bool:
        """The last row opened a quotation and never closed it."""
        try:
            list(csv.reader(self._kept, delimiter=delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False
