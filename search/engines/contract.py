"""What every engine answers, and how it says that it can't."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from search.asking import Query

START_MARK, END_MARK = "\x02", "\x03"
ENOUGH_WITH_ALL_WORDS = 3
MORE_AT_MOST = 1_000

Networks = Mapping[str, tuple[str, ...]]
"""Slug of an organisation to the slugs of the networks that it belongs to today."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row: the entries of one group, turned by the seed of the query, at most MEMBERS_SHOWN of them."""

    group: int
    entries: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Title and a piece of the summary, found words between START_MARK and END_MARK, nothing escaped."""

    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found. `counts` are rows by facet and value, each facet without its own choice.

    `meant` is the words of the query where one was put right, else empty; nothing of it is in the rows.
    """

    total: int
    words: Literal["all", "any", ""]
    rows: tuple[FoundRow, ...]
    counts: Mapping[str, Mapping[str, int]]
    more: int = 0
    more_is_capped: bool = False
    meant: tuple[str, ...] = ()
    marks: Mapping[int, Marks] = field(default_factory=dict)


class Engine(Protocol):
    """Answers a query over the entries."""

    name: str

    def find(self, query: Query, words: tuple[str, ...], networks: Networks) -> Found:
        """Raises EngineUnavailable when no answer comes in time."""
        ...


class EngineUnavailable(Exception):
    """The engine is gone, silent or overloaded; the message says how."""
