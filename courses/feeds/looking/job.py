"""What is a look at a file, or at a system's answers, asked, and what did it see?"""

from typing import Any

import msgspec

from consortium.vocabulary.tables import ConsortiumProfile
from courses.feeds.exchange import Answers, ReaderSettings
from courses.feeds.guess import Guessed
from courses.feeds.readers.moodle_listing import Listing, SortedOut


class LookJob(msgspec.Struct, frozen=True, tag=True):
    """`profile` is TOML to try on the file; empty: one is guessed. `format` empty: it is told by the content.

    `is_of_feed` as that of a Job. `rules` are the [file] and [rows] of a profile to guess within: a sheet that was
    chosen, a row of headings.
    """

    path: str
    consortium: ConsortiumProfile
    format: str = ""
    profile: str = ""
    rules: dict[str, Any] = {}
    is_of_feed: bool = True
    memory_bytes: int = 512_000_000
    seconds: int = 30


class OfferJob(msgspec.Struct, frozen=True, tag=True):
    """What a system offers, and what the options in `how` choose of it.

    `listing` is what was seen of it before; without one it is told by `answers`.
    """

    format: str
    how: ReaderSettings
    answers: Answers = ()
    listing: Listing | None = None
    memory_bytes: int = 512_000_000
    seconds: int = 30


class Offered(msgspec.Struct, frozen=True):
    """All categories and courses that are there, and what is chosen of them."""

    listing: Listing
    chosen: SortedOut


class Became(msgspec.Struct, frozen=True):
    """One value of a real row, what the rule made of it, and what is wrong with it in words."""

    place: str
    before: str
    after: str
    wrong: str = ""


class Preview(msgspec.Struct, frozen=True):
    """What one rule makes of the first values that differ; `rule` is "fields.NAME" or "offering.NAME"."""

    rule: str
    values: tuple[Became, ...]


class Seen(msgspec.Struct, frozen=True):
    """A file as a registrar should be shown it. `profile` is TOML: the one that was tried, or the guess.

    `samples` are the first three values of each column; `id_warnings` come of the whole file, `better_id` would do
    better where they are not empty.
    """

    format: str
    kind: str
    columns: tuple[str, ...]
    samples: dict[str, tuple[str, ...]]
    rows: int
    profile: str
    guessed: tuple[Guessed, ...]
    warnings: tuple[str, ...]
    id_warnings: tuple[str, ...]
    better_id: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    previews: tuple[Preview, ...] = ()


class NotSeen(msgspec.Struct, frozen=True):
    """Why nothing can be said of the file."""

    reason: str
    message: str
