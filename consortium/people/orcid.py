"""What an ORCID iD is: sixteen characters whose last one proves the others (ISO 7064 MOD 11-2)."""

import re

from django.core.exceptions import ValidationError

PREFIX = re.compile(r"^(https?://)?(www\.)?orcid\.org/|^orcid:\s*", re.IGNORECASE)
GROUPED = re.compile(r"[\s\-\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}]")


def normalise_orcid(written: str) -> str:
    """`0000-0002-1825-0097` from any way of writing it: an address, lower case x, no hyphens.

    Raises ValidationError that says what is wrong and how to mend it.
    """
    bare = GROUPED.sub("", PREFIX.sub("", written.strip()).rstrip("/")).upper()
    _refuse_wrong_form(bare, written)
    expected = check_character(bare[:15])
    if bare[15] != expected:
        raise ValidationError(
            f"The ORCID “{written}” ends in {bare[15]}, but its first fifteen digits ask for {expected}. "
            "One of its characters is mistyped: copy it again from orcid.org.",
            code="orcid_check",
        )
    return "-".join(bare[start : start + 4] for start in range(0, 16, 4))


def check_character(digits: str) -> str:
    """The check character of fifteen digits: `7` for 000000021825009, `X` where it would be ten."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def _refuse_wrong_form(bare: str, written: str) -> None:
    if len(bare) != 16:
        raise ValidationError(
            f"The ORCID “{written}” has {len(bare)} characters; it must have sixteen, such as 0000-0002-1825-0097.",
            code="orcid_length",
        )
    for place, character in enumerate(bare, start=1):
        allowed = "0123456789X" if place == 16 else "0123456789"
        if character not in allowed:
            raise ValidationError(
                f"Character {place} of the ORCID “{written}” is {character}; it must be a digit"
                + (" or X." if place == 16 else "."),
                code="orcid_character",
            )
