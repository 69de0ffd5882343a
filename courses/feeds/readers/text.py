"""How do the bytes of a text file become lines, and where does a line stand?"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator

from courses.feeds.exchange import NotReadable

UTF_8 = "utf-8"
STATE_ENCODING = "State its encoding in the profile."
_NO_END = "unexpected end"
_NEVER = re.compile("[\0\x1a]")
"""NUL, and what DOS wrote at the end of a file."""
_SAMPLE = 65_536
_UPPER = (0x00, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20)
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
    sample, name = _begins(path, _SAMPLE), codecs.lookup(stated).name
    if name == "utf-16":
        if not sample.count(0):
            raise NotReadable("unreadable", f"The file is no {stated} text.", STATE_ENCODING)
        return utf_16_of(sample)
    if is_utf_16(sample) and not name.startswith(("utf-16", "utf-32")):
        message = f"The file is no {stated} text: every second byte is zero, as in UTF-16. Export it as UTF-8."
        by_profile = 'Or state encoding = "utf-16-le" (or -be) under [file] in the profile.'
        raise NotReadable("unreadable", message, by_profile)
    return stated


def is_utf_16(raw: bytes) -> bool:
    """Text without a mark: zeros, or the few upper halves that the letters of a script have, in every second place."""
    return raw.count(0) * 4 > len(raw) or (raw.count(0) > 2 and max(_upper_halves(raw)) * 10 > len(raw) // 2 * 9)


def utf_16_of(raw: bytes) -> str:
    """Which half of each letter comes first in UTF-16 without a mark."""
    first, second = _upper_halves(raw)
    return "utf-16-le" if second >= first else "utf-16-be"


def _upper_halves(raw: bytes) -> tuple[int, int]:
    """How many bytes of the first and of the second of each two may be the upper half of a letter of Latin, of the
    scripts from Devanagari to Malayalam, or of a mark between them."""
    first, second = (sum(half.count(upper) for upper in _UPPER) for half in (raw[::2], raw[1::2]))
    return first, second


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
        self._again: list[str] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._source)
        self._number += 1
        self._row.append(line)
        return _NEVER.sub("", line) if "\0" in line or "\x1a" in line else line

    def begin_row(self) -> None:
        if self._row:
            self._kept = self._row
            self._row = []
        self._row_began = self._number + 1

    def rows_in_one(self, delimiter: str, width: int) -> bool:
        """A quotation that is never closed made one row of several: what follows its end is no delimiter, and one of
        its other lines is a whole row by itself. One that has no end at all is for the whole file to judge."""
        wrong = _wrong_with_quotes(self._row, delimiter) if len(self._row) > 1 else ""
        if not wrong or _NO_END in wrong:
            return False
        return any(len(next(reader_of([line], delimiter), [])) == width for line in self._row[1:])

    def take_first(self) -> str:
        """The first line of the current row, which then is all of it; the others come again."""
        self._again += reversed(self._row[1:])
        self._number -= len(self._row) - 1
        self._row = self._row[:1]
        return self._row[0]

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
        return _NO_END in _wrong_with_quotes(self._kept, delimiter)


def reader_of(lines: Iterable[str], delimiter: str, *, strict: bool = False) -> "Iterator[list[str]]":
    """The cells of each row; spaces before a cell do not count."""
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != " ", strict=strict)


def _wrong_with_quotes(lines: list[str], delimiter: str) -> str:
    try:
        list(reader_of(lines, delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return ""
