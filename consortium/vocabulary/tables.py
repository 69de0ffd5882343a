"""What a consortium profile holds, in types that any process can load without Django."""

from typing import Annotated

import msgspec

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Label = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
LanguageTag = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word of a table: `slug` is stored, `label` is shown, `aliases` are other ways to write it.

    `parent` is the slug of the wider term; `about` is a sentence for readers.
    """

    slug: Slug
    label: Label
    aliases: tuple[str, ...] = ()
    parent: str = ""
    about: str = ""


class Level(Term, frozen=True, forbid_unknown_fields=True):
    """A level of study. Where `phase` is true it is a stage that students pass through in the order of the table."""

    phase: bool = False
    duration: str = ""


class Award(Term, frozen=True, forbid_unknown_fields=True):
    """What a programme ends with; `level` is the level of study of a record that states the award alone."""

    level: str = ""


class HomeBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A block of the home page, in the order of the table; what a block shows is the template of its name."""

    block: Slug
    heading: str = ""
    text: str = ""


class KeptWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of catalogues that mean no term of a table and need none: they are kept as stated, without a note."""

    levels: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()


class ConsortiumProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A checked profile: everything that is true of this consortium and not of every other."""

    name: Label
    time_zone: str
    languages: Annotated[tuple[LanguageTag, ...], msgspec.Meta(min_length=1)]
    tagline: str = ""
    about: str = ""
    region: str = ""
    examples: tuple[str, ...] = ()
    """Searches offered on the home page."""
    capitals: tuple[str, ...] = ()
    """Words of titles written exactly so, whatever a feed shouts: "MD", "MIDI"."""
    small_words: tuple[str, ...] = ()
    """Words of titles that stay small inside a title: "and", "of"."""
    levels: tuple[Level, ...] = ()
    awards: tuple[Award, ...] = ()
    disciplines: tuple[Term, ...] = ()
    network_kinds: tuple[Term, ...] = ()
    research_kinds: tuple[Term, ...] = ()
    code_schemes: tuple[Term, ...] = ()
    confirm_days: Annotated[int, msgspec.Meta(ge=7, le=366)] = 150
    """After how many days an uploaded catalogue is to be confirmed, where its giver says no other day: about a term."""
    home: tuple[HomeBlock, ...] = ()
    kept: KeptWords = KeptWords()

    @property
    def phases(self) -> tuple[Level, ...]:
        """The stages a student passes through, in order."""
        return tuple(level for level in self.levels if level.phase)


TABLES = ("levels", "awards", "disciplines", "network_kinds", "research_kinds", "code_schemes")
"""The tables of terms in a profile."""
