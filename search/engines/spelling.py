"""Which word was meant where no entry has the one that was typed?"""

from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest

from search.models import Word

SHORTEST = 4
OFFERED = 5
"""So many of the nearest are looked at; a learnt word may be of entries that are hidden by now."""


def meant_words(words: Sequence[str], is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """The words with the unknown ones put right, or nothing where all are known or none can be."""
    known = set(Word.objects.filter(word__in=words).values_list("word", flat=True)) if words else set()
    meant = [
        word if word in known or len(word) < SHORTEST or is_known(word) else _better(word, is_known) for word in words
    ]
    return tuple(meant) if tuple(meant) != tuple(words) else ()


def _better(word: str, is_known: Callable[[str], bool]) -> str:
    return first_known(_nearest(word), is_known) or word


def first_known(candidates: Iterable[str], is_known: Callable[[str], bool]) -> str | None:
    """Never a word that nothing visible has."""
    return next(filter(is_known, candidates), None)


def _nearest(word: str) -> list[str]:
    """The words with the fewest letters wrong (two at most, the first right), then the commonest."""
    first = word[0]
    candidates = Word.objects.filter(word__gte=first, word__lt=first + "\uffff").values_list("word", "entries")
    near: list[tuple[int, int, str]] = []
    for candidate, entries in candidates.iterator():
        if abs(len(candidate) - len(word)) > 2 or len(candidate) < SHORTEST:
            continue
        wrong = distance(word, candidate, 2)
        if wrong <= 2:
            near.append((wrong, -entries, candidate))
    return [candidate for *_, candidate in nsmallest(OFFERED, near)]


def distance(one: str, other: str, at_most: int) -> int:
    """Letters to change, add, leave out or swap with their neighbour; counted no further than `at_most` + 1."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
        before_last, last = last, row
    return last[-1]
