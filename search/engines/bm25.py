"""How well does a document answer words? BM25, for a database whose own ranking does not know how rare a word is."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

K1, B = 1.2, 0.75
TITLE_WEIGHT = 0.3


class Document(NamedTuple):
    """How long a document and its title are, in words, and how often each asked word (by number) is in both."""

    entry: int
    length: int
    title_length: int
    frequencies: Mapping[int, tuple[int, int]]


def score_documents(documents: Sequence[Document], entries: int, having: Sequence[int]) -> dict[int, float]:
    """`having[n]` is how many of all `entries` have the asked word n; the mean length is that of these documents."""
    if not documents:
        return {}
    mean = sum(d.length for d in documents) / len(documents) or 1
    mean_title = sum(d.title_length for d in documents) / len(documents) or 1
    rarity = [math.log(1 + (entries - n + 0.5) / (n + 0.5)) for n in having]
    return {
        document.entry: sum(
            rarity[word]
            * (
                _saturated(often, document.length / mean)
                + TITLE_WEIGHT * _saturated(in_title, document.title_length / mean_title)
            )
            for word, (often, in_title) in document.frequencies.items()
        )
        for document in documents
    }


def _saturated(often: int, relative_length: float) -> float:
    return often * (K1 + 1) / (often + K1 * (1 - B + B * relative_length))
