"""What is a reading asked to do, and what did it find?"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec

from consortium.vocabulary.tables import ConsortiumProfile
from courses.feeds.exchange import Answers, ReaderSettings
from courses.feeds.scope import EVERYTHING, Scope


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class Job(msgspec.Struct, frozen=True):
    """All that the reading process needs to know. `folder` exists and is its own: it writes its findings there.

    `is_of_feed`: those who read what is wrong have a feed, and no file alone. `first`: the answers are only the
    beginning of what the feed states, and so many rows of it are enough.
    """

    format: str
    settings: ReaderSettings
    answers: Answers
    consortium: ConsortiumProfile
    folder: str
    memory_bytes: int = 512_000_000
    seconds: int = 3_000
    scope: Scope = EVERYTHING
    is_of_feed: bool = True
    first: int | None = None
    today: dt.date = msgspec.field(default_factory=_today)

    @property
    def records(self) -> Path:
        return Path(self.folder) / "records.jsonl"

    @property
    def problems(self) -> Path:
        return Path(self.folder) / "problems.jsonl"

    @property
    def deleted(self) -> Path:
        return Path(self.folder) / "deleted.jsonl"


class StatedWord(msgspec.Struct, frozen=True):
    """A word for a level, an award or a discipline that nobody knows; `place` is where it came first."""

    field: str
    word: str
    place: str
    times: int


class Reading(msgspec.Struct, frozen=True):
    """What a reading found: `read` = records + `repeated` + `refused`. Both files hold one JSON line each.

    `problems` of severity `record` name the refused records, so that they are not taken for absent ones. `deleted`
    are the ids that the source says are gone, one JSON text a line. `only_changes`: nothing else is absent.
    `completeness` is that of its records on average, of a hundred (courses/feeds/completeness.py).
    """

    read: int
    repeated: int
    refused: int
    records_path: str
    problems_path: str
    deleted_path: str = ""
    only_changes: bool = False
    completeness: int | None = None
    words: tuple[StatedWord, ...] = ()

    @property
    def records(self) -> Path:
        return Path(self.records_path)

    @property
    def problems(self) -> Path:
        return Path(self.problems_path)

    def deleted(self) -> Iterator[str]:
        if self.deleted_path:
            with Path(self.deleted_path).open("rb") as lines:
                yield from (msgspec.json.decode(line, type=str) for line in lines)


class Failed(msgspec.Struct, frozen=True):
    """Why the feed as a whole cannot be read."""

    reason: str
    message: str
