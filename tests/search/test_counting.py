"""A hundred thousand matches are counted as arrays, and the outcome is that of counting them one by one."""

import random
from collections import defaultdict, namedtuple

import numpy as np
import pytest

from search.asking import FACETS, MEMBERS_SHOWN
from search.engines.counting import MATCH, count, turned
from search.engines.facet_sets import facet_set_id, keep_facet_sets

pytestmark = pytest.mark.django_db
Match = namedtuple("Match", MATCH.names)
NETWORKS = {"o1": ("n1", "n2"), "o2": ("n2",)}


def some_sets(chance: random.Random) -> list[tuple[str, ...]]:
    """Of an owner, a kind and up to three values of other facets."""
    values = [f"{facet}={facet[0]}{number}" for facet in ("type", "mode", "level") for number in range(3)]
    return [
        tuple(sorted({f"owner=o{chance.randrange(4)}", "kind=course", *chance.sample(values, chance.randrange(4))}))
        for _ in range(12)
    ]


def by_hand(matches, sets, choices, seed):
    """Rows in order, how many there are, and counts by facet and value, each facet without its own choice."""

    def values(match):
        [owner] = [value[6:] for value in sets[match.facet_set] if value.startswith("owner=")]
        return {*sets[match.facet_set], *(f"network={name}" for name in NETWORKS.get(owner, ()))}

    def meets(match, but=""):
        chosen = ({f"{facet}={value}" for value in choices[facet]} for facet in choices if facet != but)
        return all(values(match) & wanted for wanted in chosen)

    rows = defaultdict(list)
    for match in filter(meets, matches):
        rows[match.group].append(match)
    order = sorted(rows, key=lambda group: (-max(match.score for match in rows[group]), turned(group, seed)))
    counts = {facet: defaultdict(set) for facet in FACETS}
    for facet in FACETS:
        for match in matches:
            if meets(match, but=facet):
                for value in values(match):
                    if value.startswith(f"{facet}="):
                        counts[facet][value.partition("=")[2]].add(match.group)
    counted = {facet: {value: len(groups) for value, groups in of.items()} for facet, of in counts.items()}
    return [(group, len(rows[group])) for group in order], counted


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("choices", [{}, {"type": ("t0", "t1")}, {"mode": ("m1",), "network": ("n2",)}])
def test_rows_order_and_counts_are_those_of_counting_by_hand(seed: int, choices: dict) -> None:
    chance = random.Random(seed)  # noqa: S311 -- samples
    sets = {facet_set_id(values): values for values in some_sets(chance)}
    keep_facet_sets(sets.values())
    scores = (0.0, 1.5, 2.0, float("-inf"))
    matches = [
        Match(entry, 2**62 + chance.randrange(25), chance.choice([*sets]), chance.choice(scores)) for entry in range(60)
    ]
    rows, counts = by_hand(matches, sets, choices, seed)
    counted = count(np.array(matches, MATCH), NETWORKS, choices, FACETS, (5, 10), seed)
    assert counted.total == len(rows)
    assert [(row.group, row.count) for row in counted.rows] == rows[5:15]
    assert all(len(row.entries) == min(row.count, MEMBERS_SHOWN) for row in counted.rows)
    assert counted.counts == counts


def test_of_no_match_there_is_no_row() -> None:
    assert count(np.array([], MATCH), NETWORKS, {"type": ("t0",)}, ("kind",), (0, 20), 1) == (0, (), {"kind": {}})
