"""The consortium's profile: everything that is true of this consortium and not of every other."""

from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings


class Term(msgspec.Struct, frozen=True):
    """A word of a table: `slug` is stored, `label` is shown, `aliases` are other ways to write it."""

    slug: str
    label: str
    aliases: tuple[str, ...] = ()
    parent: str = ""


class ConsortiumProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A checked profile."""

    name: str
    time_zone: str
    languages: tuple[str, ...]
    levels: tuple[Term, ...] = ()
    awards: tuple[Term, ...] = ()
    disciplines: tuple[Term, ...] = ()


def read_profile(path: Path) -> ConsortiumProfile:
    return msgspec.toml.decode(path.read_bytes(), type=ConsortiumProfile)


@cache
def consortium_profile() -> ConsortiumProfile:
    """The profile that CONSORTIUM_PROFILE names."""
    return read_profile(settings.CONSORTIUM_PROFILE)
