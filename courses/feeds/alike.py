"""Which of the courses that are gone and which of the new ones are the same, by code and title?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from courses.catalogue.settle import settle


class Alike(NamedTuple):
    """`pairs` are (gone, new). What has a like that is not the only one is ambiguous, and never paired."""

    pairs: list[tuple[int, int]]
    ambiguous_gone: list[int]
    ambiguous_new: list[int]
    lone_gone: list[int]
    lone_new: list[int]


def key_of(stated: Mapping[str, Any]) -> str:
    """Alike for twins; empty without a code: a title alone is not enough."""
    key: str = settle(stated)["twin_key"]
    return key


def alike(gone: Iterable[tuple[int, str]], new: Iterable[tuple[int, str]]) -> Alike:
    """Both as (what it is known by, its key)."""
    gone, new = list(gone), list(new)
    times_gone, times_new = Counter(key for _, key in gone), Counter(key for _, key in new)
    by_key = {key: name for name, key in new}
    found = Alike([], [], [], [], [])
    for name, key in gone:
        if not key or not times_new[key]:
            found.lone_gone.append(name)
        elif times_gone[key] == times_new[key] == 1:
            found.pairs.append((name, by_key[key]))
        else:
            found.ambiguous_gone.append(name)
    paired = {name for _, name in found.pairs}
    for name, key in new:
        if name not in paired:
            (found.ambiguous_new if key and times_gone[key] else found.lone_new).append(name)
    return found
