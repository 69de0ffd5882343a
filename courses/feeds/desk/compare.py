"""What differs between two statements of one record, in words?"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from courses.catalogue.said import Said, said_by

SAME, GONE, NEW, GAP = "same", "del", "ins", "gap"
_LONG_WORDS = 8
_AROUND = 12
_MOST_STEPS = 400_000
_ALIKE = 0.3
_WORDS = re.compile(r"\S+\s*")


class Piece(NamedTuple):
    """A stretch of a text: `kind` is same, del, ins, or gap (`text` then says how much is left out)."""

    kind: str
    text: str


class Difference(NamedTuple):
    """One value that is not as it was."""

    name: str
    label: str
    language: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Difference]:
    """In the order of the newer statement, what is gone last."""
    old, new = said_by(before), said_by(after)
    names = (*new, *(name for name in old if name not in new))
    return [found for name in names if (found := _difference(old.get(name), new.get(name))) is not None]


def _difference(old: Said | None, new: Said | None) -> Difference | None:
    shown = new or old
    before, after = old.text if old else "", new.text if new else ""
    if shown is None or before == after:
        return None
    return Difference(shown.name, shown.label, shown.language, before, after, tuple(_pieces(before, after)))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    is_long = min(len(old), len(new)) >= _LONG_WORDS and len(old) * len(new) <= _MOST_STEPS
    if is_long:
        match = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
        if match.quick_ratio() > _ALIKE:
            yield from _word_by_word(old, new, match)
            return
    if before:
        yield Piece(GONE, before)
    if after:
        yield Piece(NEW, after)


def _word_by_word(old: list[str], new: list[str], match: "SequenceMatcher[str]") -> Iterator[Piece]:
    codes = match.get_opcodes()
    for place, (kind, from_old, to_old, from_new, to_new) in enumerate(codes):
        if kind == "equal":
            yield from _same(new[from_new:to_new], is_first=place == 0, is_last=place == len(codes) - 1)
            continue
        if to_old > from_old:
            yield Piece(GONE, "".join(old[from_old:to_old]).strip())
        if to_new > from_new:
            yield Piece(NEW, "".join(new[from_new:to_new]).strip())


def _same(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Words around a change; of a long stretch the middle is left out, and counted."""
    head = 0 if is_first else _AROUND
    tail = 0 if is_last else _AROUND
    if len(words) <= head + tail + 2 * _AROUND:
        yield Piece(SAME, "".join(words))
        return
    if head:
        yield Piece(SAME, "".join(words[:head]))
    yield Piece(GAP, f"{len(words) - head - tail} words as before")
    if tail:
        yield Piece(SAME, "".join(words[len(words) - tail :]))
