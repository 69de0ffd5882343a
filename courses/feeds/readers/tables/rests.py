"""Which rows of a table are no records: totals, headings that are stated again, notes below it?"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from courses.feeds.profile import AUTO
from courses.feeds.readers.tables.headings import is_filled

Row = TypeVar("Row")
TOTALS = (
    "total", "totals", "grand total", "sub total", "subtotal", "overall total", "total seats", "total intake",
    "total courses", "sum",
    "कुल", "योग", "कुल योग", "महायोग", "उप योग", "टोटल",
    "કુલ", "સરવાળો", "કુલ સરવાળો", "એકંદર", "ટોટલ",
)  # fmt: skip
"""Words that begin a row of totals, unless the profile names others."""
_ENDS = re.compile(r"^[\s.:=\-–—*]+|[\s.:=\-–—*]+$")
_NOTE = re.compile(r"\s*(?:[*#†‡]|note|n\.?\s?b\.?\b|नोट|टिप्पणी|નોંધ)", re.IGNORECASE)
_SIGNED = re.compile(
    r"\s*(?:(?:prepared|checked|verified|approved|submitted|compiled|certified|countersigned)\s+by\b|sd\s*/|signature\b|"
    r"signed\b|seal\b|dean$|principal$|director$|registrar$|superintendent\b|h\.?o\.?d\.?$|head of (?:the )?dep|"
    r"(?:place|date)\s*:|हस्ताक्षर|प्राचार्य|दिनांक\s*:|स्थान\s*:|સહી|આચાર્ય|ડીન$|તારીખ\s*:|સ્થળ\s*:)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^[(\[]?\s*(\d{1,3})\s*[.)\]]?$")
_SIGNERS = 4
_NUMBER = re.compile(r"^[\d.,/%₹\s\-]*$")


class Rests:
    """Tells rests from records, and remembers how many there were."""

    def __init__(self, totals: str | tuple[str, ...] | None, headings: list[str], *, repeated: bool) -> None:
        """`totals` as a profile states them: None or "auto" for the words that everybody uses, () for none."""
        stated = TOTALS if totals is None or totals == AUTO else (totals,) if isinstance(totals, str) else totals
        self._words = frozenset(_folded(word) for word in stated)
        self._needs_numbers = stated is TOTALS
        self._headings = [name.casefold() for name in headings] if repeated else []
        self._first_heading = next((name for name in self._headings if name), "")
        self.totals: list[str] = []
        self.headings = 0
        self.numbers = 0
        self.captions: list[str] = []
        self.notes: list[str] = []

    def is_one(self, cells: Sequence[Any]) -> bool:
        """The row holds sums, the names of the columns once more, or their numbers."""
        first = next((cell for cell in cells if is_filled(cell)), None)
        if self._headings and not self.numbers and self._counts(cells):
            self.numbers = 1
            return True
        if not isinstance(first, str):
            return False
        if self._words and len(first) < 60 and _folded(first) in self._words and self._is_sums(cells, first):
            self.totals.append(first.strip())
            return True
        if self._headings and self._says_again(cells, first):
            self.headings += 1
            return True
        return False

    def _counts(self, cells: Sequence[Any]) -> bool:
        """1, 2, 3 below the names, as forms of authorities have it: no course is called by the number of its column."""
        filled = [cell for cell in cells if is_filled(cell)]
        if len(filled) < max(3, len(self._headings) - 1):
            return False
        return all(_number_in(cell) == number for number, cell in enumerate(filled, 1))

    def _is_sums(self, cells: Sequence[Any], first: str) -> bool:
        """ "Total" as the title of a course would have other words beside it."""
        others = [cell for cell in cells if is_filled(cell) and cell is not first]
        return not self._needs_numbers or all(_is_number(cell) for cell in others)

    def _says_again(self, cells: Sequence[Any], first: str) -> bool:
        said = [" ".join(str(cell).split()).casefold() for cell in cells if is_filled(cell)]
        if len(said) < 2 or " ".join(first.split()).casefold() != self._first_heading:
            return False
        return all(name in self._headings for name in said)


class Below(Generic[Row]):
    """Holds rows of one cell that may be notes below the table, and those of signatures, until a fuller row shows that
    they stand in it."""

    def __init__(self, rests: Rests, width: int) -> None:
        self._rests = rests
        self._is_wide = width > 3
        self._follows_gap = False
        self._held: list[tuple[Row, str]] = []

    def sees_gap(self, cells: Sequence[Any]) -> bool:
        """The row is empty."""
        is_empty = not any(cell != "" for cell in cells)
        self._follows_gap = self._follows_gap or is_empty
        return is_empty

    def passed(self, row: Row, cells: Sequence[Any]) -> Iterator[Row]:
        """What stands in the table for sure now that the row is known; the row itself last, unless it is held."""
        filled = [cell for cell in cells if is_filled(cell)]
        if self._is_wide and all(isinstance(cell, str) for cell in filled) and self._may_be_below(filled):
            self._held.append((row, " ".join(filled)))
            return
        yield from (held for held, _ in self._held)
        self._held.clear()
        self._follows_gap = False
        yield row

    def end(self) -> None:
        """No row follows: what is held are notes."""
        self._rests.notes += [text for _, text in self._held]

    def _may_be_below(self, filled: list[str]) -> bool:
        if len(filled) == 1:
            return self._may_be_note(filled[0])
        return len(filled) <= _SIGNERS and any(_SIGNED.match(text) for text in filled)

    def _may_be_note(self, text: str) -> bool:
        """A code alone is a row that somebody has not finished."""
        return bool(
            self._held or _NOTE.match(text) or _SIGNED.match(text) or (self._follows_gap and " " in text.strip())
        )


def _folded(word: str) -> str:
    return " ".join(_ENDS.sub("", word).casefold().replace("-", " ").split())


def _number_in(cell: Any) -> int:
    """Of 3, "3" or "(3)"; 0 where the cell is no such number."""
    found = None if isinstance(cell, (bool, dt.date)) else _COUNT.match(str(cell))
    return int(found[1]) if found else 0


def _is_number(cell: Any) -> bool:
    return not isinstance(cell, (str, dt.date)) or (isinstance(cell, str) and bool(_NUMBER.match(cell)))
