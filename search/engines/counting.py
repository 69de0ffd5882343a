"""Which rows does a match set make, and how many of them has each facet value?

Takes the narrow columns of all matching entries, whatever database they came from, and counts them as arrays.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.asking import MEMBERS_SHOWN
from search.engines.contract import FoundRow, Networks
from search.engines.numbered import Flags, Numbers, Sets, numbered

ROTATION = 0x9E3779B97F4A7C15
MASK = (1 << 63) - 1
NETWORK = "network"
"""The one facet that no set holds: who belongs to which is asked each day anew."""


MATCH = np.dtype([("entry", np.int64), ("group", np.int64), ("facet_set", np.int64), ("score", np.float64)])
Matches = NDArray[np.void]
"""One row of type MATCH for each matching entry; the higher score comes first."""


class Counted(NamedTuple):
    """The rows of the page, how many there are in all and by facet value."""

    total: int
    rows: tuple[FoundRow, ...]
    counts: dict[str, dict[str, int]]


def count(
    matches: Matches,
    networks: Networks,
    choices: Mapping[str, tuple[str, ...]],
    facets: Iterable[str],
    page: tuple[int, int],
    seed: int,
) -> Counted:
    """Filter, group, order and count. `page` is the first row and how many; without facets nothing is counted."""
    found = _Columns(matches)
    missed = _missed_choices(found.sets, networks, choices)[found.rows]
    kept = missed == 0
    rows, total = _page(found, kept, page, seed)
    if not (wanted := tuple(facets)):
        return Counted(total, rows, {})
    present = _present(found, kept)
    counts = {NETWORK: _by_network(found, present, networks), **_by_facet(found, present)}
    for number, facet in enumerate(choices):
        present = _present(found, kept | (missed == 1 << number))
        if facet == NETWORK:
            counts[facet] = _by_network(found, present, networks)
        else:
            counts[facet] = _by_facet(found, present).get(facet, {})
    return Counted(total, rows, {facet: counts.get(facet, {}) for facet in wanted})


def turned(number: int, seed: int) -> int:
    """The place of a number in the order of this seed: a tie is broken by it, never by alphabet."""
    return ((number ^ (seed * ROTATION)) * ROTATION) & MASK


class _Columns:
    """Of all matches. A group is its place in `groups`, a facet set its row in `sets`."""

    def __init__(self, matches: Matches) -> None:
        self.entries: Numbers = matches["entry"]
        self.scores: NDArray[np.float64] = matches["score"]
        self.groups, self.group = np.unique(matches["group"], return_inverse=True)
        unique, place = np.unique(matches["facet_set"], return_inverse=True)
        of_unique, self.sets = numbered(unique)
        self.rows: Numbers = of_unique[place]


def _missed_choices(sets: Sets, networks: Networks, choices: Mapping[str, tuple[str, ...]]) -> Numbers:
    """For each facet set the bits of the facets whose choice it does not meet."""
    missed = np.zeros(len(sets.lengths), np.int64)
    for number, (facet, chosen) in enumerate(choices.items()):
        values = _owners_in(networks, chosen) if facet == NETWORK else [f"{facet}={value}" for value in chosen]
        missed[~sets.having(values)] |= 1 << number
    return missed


def _owners_in(networks: Networks, chosen: Iterable[str]) -> list[str]:
    """The values by which a set shows that its owner belongs to one of these networks."""
    return [f"owner={owner}" for owner, of_owner in networks.items() if not set(chosen).isdisjoint(of_owner)]


def _page(found: _Columns, kept: Flags, page: tuple[int, int], seed: int) -> tuple[tuple[FoundRow, ...], int]:
    sizes = np.bincount(found.group[kept], minlength=len(found.groups))
    first, size = page
    shown = _in_order(found, kept, sizes, first + size, seed)[first:]
    rows = []
    for group in shown.tolist():
        entries = found.entries[kept & (found.group == group)].tolist()
        entries.sort(key=lambda entry: turned(entry, seed))
        rows.append(FoundRow(int(found.groups[group]), tuple(entries[:MEMBERS_SHOWN]), len(entries)))
    return tuple(rows), int(np.count_nonzero(sizes))


def _in_order(found: _Columns, kept: Flags, sizes: Numbers, most: int, seed: int) -> Numbers:
    """The first groups by the best score of each."""
    best = np.full(len(found.groups), -np.inf)
    np.maximum.at(best, found.group[kept], found.scores[kept])
    [present] = np.nonzero(sizes)
    if 0 < most < len(present):  # only what may be on the page is put in order
        least = np.partition(best[present], -most)[-most]
        present = present[best[present] >= least]
    order = np.lexsort((_turned(found.groups[present], seed), -best[present]))
    return present[order][:most]


def _turned(numbers: Numbers, seed: int) -> Numbers:
    """As `turned`, of many: its 63 bits depend on none above them."""
    mixed = numbers.astype(np.uint64) ^ np.uint64(seed * ROTATION & (2 * MASK + 1))
    return (mixed * np.uint64(ROTATION) & np.uint64(MASK)).astype(np.int64)


def _present(found: _Columns, counted: Flags) -> tuple[Numbers, Numbers]:
    """Groups and the rows of their facet sets, each pair once."""
    rows = len(found.sets.lengths)
    pairs = np.unique(found.group[counted] * rows + found.rows[counted])
    return np.divmod(pairs, max(1, rows))


def _by_facet(found: _Columns, present: tuple[Numbers, Numbers]) -> dict[str, dict[str, int]]:
    """How many groups have each value that sets hold, by facet."""
    counts: dict[str, dict[str, int]] = {}
    for code, number in enumerate(_groups_by_code(*present, found.sets).tolist()):
        if number:
            facet, _, value = found.sets.values[code].partition("=")
            counts.setdefault(facet, {})[value] = number
    return counts


def _by_network(found: _Columns, present: tuple[Numbers, Numbers], networks: Networks) -> dict[str, int]:
    """How many groups are of each network."""
    group, row = present
    counts = {}
    for network in dict.fromkeys(name for names in networks.values() for name in names):
        is_of_it = found.sets.having(_owners_in(networks, [network]))
        if number := len(np.unique(group[is_of_it[row]])):
            counts[network] = number
    return counts


def _groups_by_code(group: Numbers, row: Numbers, sets: Sets) -> Numbers:
    """A group that comes with one facet set only, as most do, is counted by its set; the others need the union of
    their sets."""
    codes = len(sets.values)
    is_alone = np.bincount(group)[group] == 1
    times = np.bincount(row[is_alone], minlength=len(sets.lengths))
    alone = np.bincount(sets.codes, weights=times[sets.row_of], minlength=codes).astype(np.int64)
    rows = row[~is_alone]
    having = np.unique(np.repeat(group[~is_alone], sets.lengths[rows]) * codes + sets.codes_of(rows))
    return alone + np.bincount(having % max(1, codes), minlength=codes)
