"""Do the chosen id columns tell the records of a whole file apart, and will they still do so tomorrow?"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from courses.feeds.guess.column import begins_to_count, counts_on

MANY = 50_000
_EXAMPLES = 3
_SHOWN = 60
_SHORTENED = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)


class Tested(msgspec.Struct, frozen=True):
    """What a whole file says of one choice of id. `repeated` counts rows under an id that another row has with
    another title; rows of one course with several runs may well share an id. `examples` are such rows in words.
    `shortened` is a number that a spreadsheet cut, where there is one: 1.23E+12."""

    parts: tuple[str, ...]
    rows: int
    empty: int
    repeated: int
    shared: int
    is_running: bool
    examples: tuple[str, ...] = ()
    shortened: str = ""

    @property
    def is_good(self) -> bool:
        return self.rows > 0 and not (self.empty or self.repeated or self.is_running or self.shortened)

    @property
    def called(self) -> str:
        return " and ".join(f"“{part}”" for part in self.parts)

    @property
    def will_do(self) -> bool:
        """A few rows without an id are refused with a remedy; the others are better off with a code than a title."""
        return self.rows > 0 and not (self.repeated or self.is_running) and self.empty * 20 <= self.rows

    def warnings(self, better: "Tested | None" = None) -> list[str]:
        """In words, the better choice last."""
        said = []
        if self.empty:
            said.append(f"{self.called} is empty in {self.empty} of {self.rows} rows; such rows are refused.")
        if self.repeated:
            shown = "; ".join(self.examples)
            rows = "1 row has" if self.repeated == 1 else f"{self.repeated} rows have"
            said.append(f"{rows} an id that a row with another title has too: {shown}.")
        if self.is_running:
            said.append(
                f"{self.called} only counts the rows. When a row is added or taken out, every course below it would "
                "get the id of another one."
            )
        if self.shortened:
            said.append(
                f"{self.called} holds {self.shortened}: a spreadsheet cut the number, and its other digits are lost. "
                "Format the column as text there, and export it again."
            )
        if said and better is not None:
            does, it = ("does", "it") if len(better.parts) == 1 else ("together do", "them")
            said.append(f"{better.called} {does} better: no row lacks {it}, and no two courses share {it}.")
        elif said:
            said.append("No other column does better. Ask for a code that never changes, one for each course.")
        return said


Words = Callable[[Any], str]
"""Takes a row, gives what stands in one of its columns."""


class IdTest:
    """Takes the rows of a file one after another; holds two numbers of each, not the row."""

    def __init__(self, parts: Sequence[str], words_of: Callable[[str], Words], needed: Collection[str] = ()) -> None:
        """`needed` are parts without which there is no id: fields of the profile, not columns."""
        self.parts = tuple(parts)
        self._needed = [at for at, part in enumerate(parts) if part in needed]
        self._words = [words_of(part) for part in parts]
        self._seen: dict[int, int] = {}
        self._places: dict[int, str] = {}  # of the first rows only: examples are few
        self._keeps_counting = True
        self._last = self._shortened = ""
        self._rows = self._empty = self._repeated = self._shared = 0
        self._examples: list[str] = []

    def take(self, place: str, row: Any, title: int) -> None:
        words = [take(row) for take in self._words]
        self._rows += 1
        if not any(words) or any(not words[at] for at in self._needed):
            self._empty += 1
            return
        self._shortened = self._shortened or next((word for word in words if _SHORTENED.match(word)), "")
        self._count(words)
        key = digest(words)
        if key not in self._seen:
            self._seen[key] = title
            if self._rows <= MANY:
                self._places[key] = place
        elif self._seen[key] == title:
            self._shared += 1
        else:
            self._repeated += 1
            self._show(words, self._places.get(key, ""), place)

    def _show(self, words: list[str], first: str, place: str) -> None:
        if len(self._examples) < _EXAMPLES:
            both = f"{first} and {place}" if first else f"again at {place}"
            self._examples.append(f"{'|'.join(words)[:_SHOWN]} ({both})")

    def result(self) -> Tested:
        running = len(self.parts) == 1 and self._keeps_counting and self._rows - self._empty >= 3
        counts = (self._rows, self._empty, self._repeated, self._shared)
        return Tested(self.parts, *counts, running, tuple(self._examples), self._shortened)

    def _count(self, words: list[str]) -> None:
        if self._keeps_counting and len(words) == 1:
            self._keeps_counting = counts_on(self._last, words[0]) if self._last else begins_to_count(words[0])
            self._last = words[0]


def tell_apart(
    candidates: Sequence[Sequence[str]],
    title: Sequence[str],
    words_of: Callable[[str], Words],
    rows: Iterable[tuple[str, Any]],
    needed: Collection[str] = (),
) -> tuple[list[Tested], int]:
    """Each candidate over all rows, in one go, and how many rows there are."""
    tests = [IdTest(parts, words_of, needed) for parts in candidates]
    titles = [words_of(part) for part in title]
    count = 0
    for place, row in rows:
        count += 1
        stated = digest([take(row).casefold() for take in titles])
        for test in tests:
            test.take(place, row, stated)
        if count == MANY:
            tests = _worth_going_on(tests)
    return [test.result() for test in tests], count


def _worth_going_on(tests: list[IdTest]) -> list[IdTest]:
    """Of a very large file the chosen id, and the first other one that is good so far: each costs memory."""
    others = [test for test in tests[1:] if test.result().is_good]
    return [*tests[:1], *others[:1]]


def better_than(chosen: Tested, others: Iterable[Tested]) -> Tested | None:
    """The first other choice that is good, where the chosen one is not."""
    return None if chosen.is_good else next((one for one in others if one.is_good), None)


def digest(words: Sequence[str]) -> int:
    return int.from_bytes(blake2b("\x1f".join(words).encode("utf-8", "replace"), digest_size=8).digest())
