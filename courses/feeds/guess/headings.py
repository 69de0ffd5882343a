"""Which of our fields may the heading of a column mean?"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from courses.feeds.guess.words import UNITS

EXACT, WITHIN, WEAK, WEAK_WITHIN = 100, 70, 55, 30
_WORDS = Path(__file__).with_name("headings.toml")
_LANGUAGES = {
    "en": ("english", "en", "eng", "अंग्रेजी", "अंग्रेज़ी", "અંગ્રેજી"),
    "gu": ("gujarati", "gu", "guj", "ગુજરાતી", "गुजराती"),
    "hi": ("hindi", "hi", "hin", "हिन्दी", "हिंदी", "હિન્દી", "હિંદી"),
}
_IN_LANGUAGES = ("title", "description")
_IDLE = frozenset(
    {"the", "of", "in", "for", "a", "an", "please", "enter", "mention", "dd", "mm", "yyyy", "yy", "in script"}
)


class Meaning(NamedTuple):
    """A target that a heading may mean, how surely (at most EXACT), and the known words that it was found by."""

    target: str
    score: int
    words: str


def meanings_of(heading: str) -> list[Meaning]:
    """Every field that the heading may mean, the likeliest first. Target "" is a running number, to be left out."""
    tokens = tuple(folded_words(heading))
    language = next((tag for tag, names in _LANGUAGES.items() if {*names} & {*tokens}), "")
    said = tuple(token for token in tokens if token not in _IDLE and not _is_language(token)) or tokens
    found = _exact(tokens) or _exact(said) or _within(said)
    best: dict[str, Meaning] = {}
    for meaning in found:
        if meaning.score < EXACT and not _others().get(meaning.target, frozenset()).isdisjoint(tokens):
            continue
        target = f"{meaning.target}.{language}" if language and meaning.target in _IN_LANGUAGES else meaning.target
        if target not in best or best[target].score < meaning.score:
            best[target] = Meaning(target, meaning.score, meaning.words)
    if language and tokens and all(_is_language(token) for token in tokens):
        best.setdefault(f"title.{language}", Meaning(f"title.{language}", WEAK, heading.strip()))
    return sorted(best.values(), key=lambda meaning: -meaning.score)


def unit_of(heading: str) -> str:
    """What the numbers below a heading are counted in, such as weeks; "" where it names no unit, or several."""
    tokens = set(folded_words(heading))
    found = [unit for unit, words in UNITS.items() if not tokens.isdisjoint(words)]
    return found[0] if len(found) == 1 else ""


@lru_cache(maxsize=4_096)
def folded_words(text: str) -> list[str]:
    """Words without case, dots, brackets and the English plural: letters with their vowel signs, and numbers."""
    plain = unicodedata.normalize("NFKC", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold()
    kept = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in plain)
    return [word[:-1] if len(word) > 3 and word.isascii() and word.endswith("s") else word for word in kept.split()]


def _exact(tokens: tuple[str, ...]) -> list[Meaning]:
    joined = " ".join(token for token in tokens if token not in _IDLE)
    bare = "".join(tokens)
    known = _known()
    return [
        Meaning(target, WEAK if is_weak else EXACT, words)
        for words, target, is_weak in known.get(joined, []) or known.get(" ".join(tokens), []) or known.get(bare, [])
    ]


def _within(tokens: tuple[str, ...]) -> list[Meaning]:
    """Known words that stand somewhere in the heading; the longer they are, the surer."""
    found = []
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            for words, target, is_weak in _known().get(" ".join(tokens[start:end]), []):
                if target or (start, end) == (0, len(tokens)):
                    share = (end - start) / len(tokens)
                    found.append(
                        Meaning(target, round((WEAK_WITHIN if is_weak else WITHIN) * (0.6 + 0.4 * share)), words)
                    )
    longest = sorted(found, key=lambda meaning: (-meaning.score, -len(meaning.words)))
    return longest[:4]


def _is_language(token: str) -> bool:
    return any(token in names for names in _LANGUAGES.values())


@cache
def _others() -> Mapping[str, frozenset[str]]:
    """By target the words beside which a heading speaks of something else."""
    return {
        target: frozenset(word for words in lists.get("not", ()) for word in folded_words(words))
        for target, lists in _stated().items()
    }


@cache
def _stated() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


@cache
def _known() -> dict[str, list[tuple[str, str, bool]]]:
    """Folded words, and without their spaces too, to the fields that they mean."""
    known: dict[str, list[tuple[str, str, bool]]] = {}
    for target, lists in _stated().items():
        for kind in ("words", "weak"):
            for words in lists.get(kind, ()):
                tokens = folded_words(words)
                joined = " ".join(token for token in tokens if token not in _IDLE) or " ".join(tokens)
                for form in {joined, "".join(tokens)}:
                    known.setdefault(form, []).append((words, target, kind == "weak"))
    return known
