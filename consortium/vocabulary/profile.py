"""The consortium's profile: everything that is true of this consortium and not of every other."""

from functools import cache
from pathlib import Path

from django.conf import settings

from consortium.vocabulary.checks import read_profile
from consortium.vocabulary.tables import Award, ConsortiumProfile, HomeBlock, Level, Term
from consortium.vocabulary.words import Vocabulary

__all__ = [
    "Award",
    "ConsortiumProfile",
    "HomeBlock",
    "Level",
    "Term",
    "Vocabulary",
    "consortium_profile",
    "consortium_vocabulary",
    "read_profile",
]


@cache
def consortium_profile() -> ConsortiumProfile:
    """The profile that CONSORTIUM_PROFILE names.

    Raises ConsortiumProfileError that says which file, where in it, what is wrong and how to mend it.
    """
    return read_profile(Path(settings.CONSORTIUM_PROFILE))


@cache
def consortium_vocabulary() -> Vocabulary:
    """The tables of that profile, ready to be asked."""
    return Vocabulary(consortium_profile())
