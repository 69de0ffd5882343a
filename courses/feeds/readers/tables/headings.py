"""Which row names the columns, and what are the names?"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

LOOKED_AT = 60
"""Rows at the top of a sheet in which the names of the columns are looked for."""
_LONGEST_NAME = 120
_DEEPEST = 4
_MOSTLY = 0.8
_NEARLY_ALL, _HALF = Fraction(2, 3), Fraction(1, 2)
_NUMBER = re.compile(r"^[\d.,/:\-\s₹%]+$")

Cells = Sequence[Any]


class Merge(NamedTuple):
    """A block of merged cells, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Headings(NamedTuple):
    """The names, and the rows (counted from 0) from the first that holds them to the last."""

    first: int
    last: int
    names: list[str]


def find_headings(
    rows: Sequence[Cells], merges: Iterable[Merge] = (), row: int | None = None, depth: int | None = None
) -> Headings | None:
    """The headings in the first rows of a sheet; `row` (from 0) and `depth` where they are known."""
    blocks = [merge for merge in merges if merge.top < LOOKED_AT]
    first = _first_row(rows, blocks, _HALF if (depth or 1) > 1 else _NEARLY_ALL) if row is None else row
    if first is None or first >= len(rows) or not any(map(is_filled, rows[first])):
        return None
    if depth is None:
        depth = _depth(rows, first, blocks) if row is None else 1
    last = min(first + depth, len(rows)) - 1
    return Headings(first, last, unique(_joined(rows[first : last + 1], first, blocks)))


def is_filled(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def unique(names: list[str]) -> list[str]:
    """The same without empty ones at the end; a name that comes again gets its number, "Name (2)"."""
    while names and not names[-1]:
        names.pop()
    seen: set[str] = set()
    for index, name in enumerate(names):
        number, one = 1, name
        while one and one in seen:
            number += 1
            one = f"{name} ({number})"
        names[index] = one
        seen.add(one)
    return names


def _first_row(rows: Sequence[Cells], blocks: list[Merge], share: Fraction) -> int | None:
    """The first row that is nearly as wide as the table, and mostly short words, each another.

    "College | Vaitarna Medical College" above a table of six columns is a title, a merged cell is as wide as it spans.
    """
    top = rows[:LOOKED_AT]
    widths = sorted(width for cells in top if (width := sum(map(is_filled, cells))))
    if not widths:
        return None
    typical = max(widths[len(widths) // 2], 1)
    is_list = widths[-1] == 1
    least = 1 if is_list else max(2, ceil(typical * share))
    for index, cells in enumerate(top):
        filled = [cell for cell in cells if is_filled(cell)]
        spanned = sum(merge.right - merge.left for merge in blocks if merge.top == index)
        if len(filled) > (not is_list) and len(filled) + spanned >= least and _are_names(filled):
            return index
    return None


def _are_names(filled: Cells) -> bool:
    names = [cell.strip().casefold() for cell in filled if _is_a_name(cell)]
    return len(names) >= _MOSTLY * len(filled) and len(set(names)) * 2 >= len(names)


def _is_a_name(cell: Any) -> bool:
    if isinstance(cell, (int, float, dt.date, dt.time)) or not isinstance(cell, str):
        return False
    return len(cell) <= _LONGEST_NAME and not _NUMBER.match(cell)


def _depth(rows: Sequence[Cells], first: int, blocks: list[Merge]) -> int:
    depth = 1
    while depth < _DEEPEST and _has_second_row(rows, first + depth - 1, blocks):
        depth += 1
    return depth


def _has_second_row(rows: Sequence[Cells], first: int, blocks: list[Merge]) -> bool:
    """Headings over two rows: one of the first row spans columns that the second one names."""
    if first + 1 >= len(rows):
        return False
    below = rows[first + 1]
    spans = [merge for merge in blocks if merge.top == merge.bottom == first and merge.right > merge.left]
    covered = [column for merge in spans for column in range(merge.left, merge.right + 1) if column < len(below)]
    named = [below[column] for column in covered if is_filled(below[column])]
    filled = [cell for cell in below if is_filled(cell)]
    return len(named) > len(spans) and len(named) * 2 > len(covered) and _are_names(filled)


def _joined(rows: Sequence[Cells], first: int, blocks: list[Merge]) -> list[str]:
    """The names of each column from top to bottom, a merged or empty one filled from its left."""
    width = max(len(cells) for cells in rows)
    grid = [[_name(cells[column]) if column < len(cells) else "" for column in range(width)] for cells in rows]
    for number, names in enumerate(grid[:-1]):
        _fill_to_the_right(names, grid[number + 1 :], [merge for merge in blocks if merge.top == first + number])
    return [" ".join(dict.fromkeys(names[column] for names in grid if names[column])) for column in range(width)]


def _fill_to_the_right(names: list[str], below: list[list[str]], blocks: list[Merge]) -> None:
    spans = [merge for merge in blocks if merge.right > merge.left]
    if spans:
        for merge in spans:
            for column in range(merge.left + 1, min(merge.right + 1, len(names))):
                names[column] = names[column] or names[merge.left]
        return
    for column in range(1, len(names)):
        if not names[column] and any(row[column] for row in below):
            names[column] = names[column - 1] if any(row[column - 1] for row in below) else ""


def _name(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())
