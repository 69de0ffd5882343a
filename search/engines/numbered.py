"""Facet sets as arrays of numbers, so that those of a hundred thousand matches are counted at once."""

import threading
from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.facet_sets import facet_sets

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Sets(NamedTuple):
    """Set by set the codes of its values, one behind the other: those of row r are `lengths[r]` codes from `starts[r]`.

    `row_of` says of each of these codes whose it is; a code is a place in `values`, such as "level=pg".
    """

    starts: Numbers
    lengths: Numbers
    codes: Numbers
    row_of: Numbers
    values: tuple[str, ...]

    def codes_of(self, rows: Numbers) -> Numbers:
        """The codes of these rows, one row's behind the other's."""
        lengths = self.lengths[rows]
        ends = np.cumsum(lengths)
        first = np.repeat(self.starts[rows] - (ends - lengths), lengths)
        return self.codes[first + np.arange(len(first))]

    def having(self, values: Iterable[str]) -> Flags:
        """Which rows have one of these values."""
        wanted = set(values)
        is_wanted = np.fromiter((value in wanted for value in self.values), np.bool_, len(self.values))
        return np.bincount(self.row_of[is_wanted[self.codes]], minlength=len(self.lengths)) > 0


class _Known:
    """What this process has met; a set never changes, so rows and codes are only added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[int, int] = {}
        self._codes_by_value: dict[str, int] = {}
        self._lengths, self._codes = array("q"), array("q")
        self._sets = self._as_arrays()

    def rows_of(self, ids: Numbers) -> tuple[Numbers, Sets]:
        numbers = ids.tolist()
        with self._lock:
            if missing := [pk for pk in numbers if pk not in self._rows]:
                self._add(missing)
            sets = self._sets
        return np.fromiter(map(self._rows.__getitem__, numbers), np.int64, len(numbers)), sets

    def _add(self, missing: list[int]) -> None:
        held = facet_sets(missing)
        for pk in missing:
            self._rows[pk] = len(self._lengths)
            self._lengths.append(len(held[pk]))
            self._codes.extend(self._codes_by_value.setdefault(v, len(self._codes_by_value)) for v in held[pk])
        self._sets = self._as_arrays()

    def _as_arrays(self) -> Sets:
        lengths = np.array(self._lengths, np.int64)
        row_of = np.repeat(np.arange(len(lengths)), lengths)
        starts = np.cumsum(lengths) - lengths
        return Sets(starts, lengths, np.array(self._codes, np.int64), row_of, tuple(self._codes_by_value))


_known = _Known()


def numbered(ids: Numbers) -> tuple[Numbers, Sets]:
    """The row of each of these sets, no set twice, and all sets that are known; two queries at most."""
    return _known.rows_of(ids)
