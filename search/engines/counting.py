"""Which rows does a match set make, and how many of them has each facet value?

Pure: takes the narrow columns of all matching entries, whatever database they came from.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from search.asking import MEMBERS_SHOWN
from search.engines.contract import FoundRow

Values = tuple[str, ...]
ROTATION = 0x9E3779B97F4A7C15
MASK = (1 << 63) - 1


class Match(NamedTuple):
    """One matching entry; the higher score comes first."""

    entry: int
    group: int
    facet_set: int
    score: float


class Counted(NamedTuple):
    """The rows of the page, how many there are in all and by facet value."""

    total: int
    rows: tuple[FoundRow, ...]
    counts: dict[str, dict[str, int]]


def count(
    matches: Sequence[Match],
    values_of: Mapping[int, Values],
    choices: Mapping[str, tuple[str, ...]],
    facets: Iterable[str],
    page: tuple[int, int],
    seed: int,
) -> Counted:
    """Filter, group, order and count. `page` is the first row and how many."""
    bits = {facet: 1 << number for number, facet in enumerate(choices)}
    kept, beside = _sorted_by_choice(matches, values_of, choices, bits)
    rows, total = _page(kept, page, seed)
    pairs = {(match[1], match[2]) for match in kept}
    counts = _counts(pairs, values_of)
    for facet, bit in bits.items():
        counts[facet] = _counts_of(facet, pairs | beside[bit], values_of)
    return Counted(total, rows, {facet: counts.get(facet, {}) for facet in facets})


def turned(number: int, seed: int) -> int:
    """The place of a number in the order of this seed: a tie is broken by it, never by alphabet."""
    return ((number ^ (seed * ROTATION)) * ROTATION) & MASK


def _sorted_by_choice(
    matches: Sequence[Match],
    values_of: Mapping[int, Values],
    choices: Mapping[str, tuple[str, ...]],
    bits: Mapping[str, int],
) -> tuple[Sequence[Match], dict[int, set[tuple[int, int]]]]:
    """Those that meet every choice, and by the bit of a facet the (group, facet set) of those that miss only it."""
    if not choices:
        return matches, {}
    missed = _missed_choices({match[2] for match in matches}, values_of, choices, bits)
    kept: list[Match] = []
    beside: dict[int, set[tuple[int, int]]] = {bit: set() for bit in bits.values()}
    for match in matches:
        mask = missed[match[2]]
        if not mask:
            kept.append(match)
        elif mask in beside:
            beside[mask].add((match[1], match[2]))
    return kept, beside


def _missed_choices(
    sets: Iterable[int],
    values_of: Mapping[int, Values],
    choices: Mapping[str, tuple[str, ...]],
    bits: Mapping[str, int],
) -> dict[int, int]:
    """The bits of the facets whose choice a facet set does not meet."""
    wanted = [(bits[facet], {f"{facet}={value}" for value in chosen}) for facet, chosen in choices.items()]
    missed = {}
    for number in sets:
        values, mask = values_of[number], 0
        for bit, chosen in wanted:
            if chosen.isdisjoint(values):
                mask |= bit
        missed[number] = mask
    return missed


def _page(kept: Sequence[Match], page: tuple[int, int], seed: int) -> tuple[tuple[FoundRow, ...], int]:
    best: dict[int, float] = {}
    for _, group, _, score in kept:
        if score > best.get(group, float("-inf")):
            best[group] = score
    first, size = page
    order: Callable[[int], tuple[float, int]] = lambda group: (-best[group], turned(group, seed))  # noqa: E731 -- a key
    scores = heapq.nlargest(first + size, best.values())
    # Only what may be on the page is put in order.
    candidates = [group for group, score in best.items() if score >= scores[-1]] if scores else []
    shown = heapq.nsmallest(first + size, candidates, key=order)[first:]
    members: dict[int, list[int]] = {group: [] for group in shown}
    for entry, group, _, _ in kept:
        if group in members:
            members[group].append(entry)
    for entries in members.values():
        entries.sort(key=lambda entry: turned(entry, seed))
    rows = (FoundRow(group, tuple(entries[:MEMBERS_SHOWN]), len(entries)) for group, entries in members.items())
    return tuple(rows), len(best)


def _counts(pairs: set[tuple[int, int]], values_of: Mapping[int, Values]) -> dict[str, dict[str, int]]:
    """How many groups have each value. A group that comes with one facet set only, as most do, is counted by its set;
    the others need the union of their sets."""
    sets_of: Counter[int] = Counter(group for group, _ in pairs)
    alone: Counter[int] = Counter()
    together: dict[int, set[str]] = defaultdict(set)
    for group, facet_set in pairs:
        if sets_of[group] == 1:
            alone[facet_set] += 1
        else:
            together[group].update(values_of[facet_set])
    totals: Counter[str] = Counter()
    totals.update(chain.from_iterable(values_of[facet_set] for facet_set, number in alone.items() if number == 1))
    totals.update(chain.from_iterable(together.values()))
    for facet_set, number in alone.items():
        if number > 1:
            for value in values_of[facet_set]:
                totals[value] += number
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for value, number in totals.items():
        name, _, label = value.partition("=")
        counts[name][label] = number
    return counts


def _counts_of(facet: str, pairs: set[tuple[int, int]], values_of: Mapping[int, Values]) -> dict[str, int]:
    """The same for one facet, of which most sets have one value."""
    prefix = f"{facet}="
    own = {
        facet_set: tuple(value for value in values_of[facet_set] if value.startswith(prefix))
        for facet_set in {facet_set for _, facet_set in pairs}
    }
    groups = {(group, value) for group, facet_set in pairs for value in own[facet_set]}
    return {value[len(prefix) :]: number for value, number in Counter(value for _, value in groups).items()}
