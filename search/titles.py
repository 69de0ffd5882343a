"""When are two titles one?"""

import hashlib
import unicodedata


def folded(title: str) -> str:
    """The title without case, punctuation and spaces: "MD - ANAESTHESIOLOGY" and "M.D. Anaesthesiology" are one.

    Letters, numbers and the marks of Indic scripts stay.
    """
    if title.isascii():
        return "".join(filter(str.isalnum, title.casefold()))
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if unicodedata.category(c)[0] in "LNM")


def group_of(*parts: str) -> int:
    """A number of 63 bits that stands for the parts."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
