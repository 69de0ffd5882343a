"""What a reader asks for, what it is answered, and the rows it makes of the answers."""

import datetime as dt
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from courses.feeds.profile import FeedProfile
from courses.feeds.record import Severity

Options = TypeVar("Options", bound=msgspec.Struct)


class Request(msgspec.Struct, frozen=True):
    """One thing to fetch. `about` is the reader's own note of it; `missing_is_empty` accepts a 404 or 410."""

    address: str
    about: str = ""
    missing_is_empty: bool = False


class Answer(msgspec.Struct, frozen=True):
    """What came: the status, what readers need of the headers (in small letters), the path of the unpacked bytes."""

    status: int
    headers: dict[str, str]
    path: str


Exchange = tuple[Request, Answer]


class Listed(msgspec.Struct, frozen=True):
    """Exchanges in order, a JSON line each in a file: those of a server may be a hundred thousand."""

    path: str
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Exchange]:
        with Path(self.path).open("rb") as lines:
            for line in lines:
                yield _decode_exchange(line)


_decode_exchange = msgspec.json.Decoder(Exchange).decode
Answers = Listed | tuple[Exchange, ...]
"""May be gone through as often as one likes."""


class ReaderSettings(msgspec.Struct, frozen=True):
    """How one feed is read. Holds no secrets: it travels to the reading process.

    `address` is a web address, or the path of a file where `is_file` is true. `where` adds to the profile's filter.
    `since`: what changed from then on is enough; nothing where the feed must be read whole. `time_zone` is the
    consortium's: moments that a source states without a day of its own are days there.
    """

    address: str
    is_file: bool = False
    profile: FeedProfile | None = None
    where: dict[str, str] = {}
    since: dt.datetime | None = None
    time_zone: str = "UTC"

    def options(self, kind: type[Options]) -> Options:
        """What the profile says of this format's own choices (courses/feeds/options.py has checked it)."""
        return msgspec.convert(self.profile.options if self.profile else {}, kind)


class Fault(msgspec.Struct, frozen=True):
    """What a reader found wrong with one field of a row; `field` is "" where the row as a whole is wrong.

    `by_profile` is one more remedy, for those who have a feed with a profile that says how it is read.
    """

    field: str
    value: str
    reason: str
    remedy: str
    severity: Severity = "field"
    by_profile: str = ""


class Row(msgspec.Struct):
    """A record in our words, unchecked: `place` as a person can find it, `values` by field name, what went wrong.

    `is_deleted`: the source says itself that the record is gone; of its values only the id counts. `keeps`, of a source
    that tells less than a whole record: what stays as it was last stated. A field's name; "offerings" for those that
    are not told here, less "-offerings/ID"; "*" for every field that is not told. `stated_at`: when the source itself
    says that it stated the record so, or deleted it, in a form that sorts; of several rows under one id the latest
    counts.
    """

    place: str
    values: dict[str, Any]
    faults: list[Fault] = []
    is_deleted: bool = False
    keeps: tuple[str, ...] = ()
    stated_at: str = ""


class ChangesOnly(msgspec.Struct, frozen=True):
    """Stated among the rows: what this reading does not hold is as it was. Else what is absent is withdrawn."""


class Notice(msgspec.Struct, frozen=True):
    """What a run must say of the feed as a whole: what was assumed or left out. Counted as no row.

    `by_profile` as in a Fault.
    """

    place: str
    value: str
    reason: str
    remedy: str
    by_profile: str = ""

    def sentence(self, *, has_profile: bool) -> str:
        value = repr(self.value) if self.value else ""
        return f"{value} {self.reason}. {advice(self.remedy, self.by_profile, has_profile=has_profile)}".strip()


Told = Row | ChangesOnly | Notice


class Reader(Protocol):
    """One file of `courses/feeds/readers/` for each format: two pure generators and two facts."""

    VERSION: int
    NEEDS_PROFILE: bool

    def requests(self, settings: ReaderSettings) -> Generator[Request, Answer, None]: ...

    def rows(self, answers: Answers, settings: ReaderSettings) -> Iterator[Told]: ...


class NotReadable(Exception):
    """The feed as a whole cannot be read; `reason` is one of the reasons of a failed run (docs/run-reasons.md).

    `by_profile` as in a Fault.
    """

    def __init__(self, reason: str, message: str, by_profile: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.by_profile = by_profile


def advice(remedy: str, by_profile: str, *, has_profile: bool) -> str:
    """What to do, for those who have a feed with a profile or for those who have a file alone."""
    return f"{remedy} {by_profile}".strip() if has_profile else remedy
