"""How is a title shown that a feed shouts?"""

import re
from functools import lru_cache, partial

from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary

_LONE_DASH = {"-", "–", "—", ":"}
_ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")
_PARTS = re.compile(r"([^\W_]+(?:['’][^\W_]+)?)")


@lru_cache(maxsize=20_000)
def label_of(title: str) -> str:
    """The title as readers see it: spaces put right and, where it is all capitals, written with the profile's.

    "MD - ANAESTHESIOLOGY" is shown as "MD Anaesthesiology"; a title with a small letter is left as it is stated.
    """
    words = title.split()
    if any(c.islower() for c in title) or not any(c.isupper() for c in title):
        return " ".join(words)
    capitals, small = _profile_words()
    shown: list[str] = []
    for number, word in enumerate(words):
        if word in _LONE_DASH and len(shown) == 1 and _is_award(words[0], capitals):
            continue
        is_edge = not shown or number == len(words) - 1
        written = partial(_written, is_edge=is_edge, capitals=capitals, small=small)
        shown.append(_PARTS.sub(written, word))
    return " ".join(shown)


def _is_award(word: str, capitals: dict[str, str]) -> bool:
    """MD, MD/MS or NBEMS-DIPLOMA, which need no dash before what it is given in."""
    return word.rstrip(".").split("/")[0].casefold() in capitals or consortium_vocabulary().award(word) is not None


def _written(found: re.Match[str], is_edge: bool, capitals: dict[str, str], small: frozenset[str]) -> str:
    part = found[1]
    plain = part.casefold()
    if plain in capitals:
        return capitals[plain]
    is_initial = found.string[found.end() :].startswith(".")  # the A of "M.A. RANGOONWALA"
    if plain in small and not is_edge and not is_initial:
        return plain
    if any(c.isdigit() for c in part):
        return part.lower() if _ORDINAL.fullmatch(part) else part
    return part[:1].upper() + part[1:].lower()


@lru_cache(maxsize=1)
def _profile_words() -> tuple[dict[str, str], frozenset[str]]:
    profile = consortium_profile()
    return {word.casefold(): word for word in profile.capitals}, frozenset(w.casefold() for w in profile.small_words)
