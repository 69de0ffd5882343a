"""When are two titles one, and how is a title shown that a feed shouts?"""

import hashlib
import re
import unicodedata
from functools import lru_cache

from consortium.vocabulary.profile import consortium_profile

_LONE_DASH = {"-", "–", "—", ":"}
_PARTS = re.compile(r"([^\W_]+(?:['’][^\W_]+)?)")


def folded(title: str) -> str:
    """The title without case, punctuation and spaces: "MD - ANAESTHESIOLOGY" and "M.D. Anaesthesiology" are one.

    Letters, numbers and the marks of Indic scripts stay.
    """
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if unicodedata.category(c)[0] in "LNM")


def group_of(*parts: str) -> int:
    """A number of 63 bits that stands for the parts."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


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
    for word in words:
        if word in _LONE_DASH and len(shown) == 1 and shown[0].rstrip(".").split("/")[0].casefold() in capitals:
            continue
        shown.append(_PARTS.sub(lambda part, first=not shown: _written(part[1], first, capitals, small), word))
    return " ".join(shown)


def _written(part: str, is_first: bool, capitals: dict[str, str], small: frozenset[str]) -> str:
    plain = part.casefold()
    if plain in capitals:
        return capitals[plain]
    if plain in small and not is_first:
        return plain
    if any(c.isdigit() for c in part):
        return part
    return part[:1].upper() + part[1:].lower()


@lru_cache(maxsize=1)
def _profile_words() -> tuple[dict[str, str], frozenset[str]]:
    profile = consortium_profile()
    return {word.casefold(): word for word in profile.capitals}, frozenset(w.casefold() for w in profile.small_words)
