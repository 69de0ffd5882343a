"""Search by the database itself: the embedded default, and what answers when Elasticsearch does not."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np
from django.db import OperationalError, connection

from search.asking import FACETS, PAGE_SIZE, Query
from search.engines.conditions import Sql, conditions, sort_value
from search.engines.contract import (
    ENOUGH_WITH_ALL_WORDS,
    MORE_AT_MOST,
    EngineUnavailable,
    Found,
    Marks,
    Networks,
)
from search.engines.counting import MATCH, Counted, Matches, count
from search.engines.postgresql import PostgresqlText
from search.engines.spelling import meant_words
from search.engines.sqlite import SqliteText

Mode = Literal["all", "any"]
SOME_AT_MOST = 3 * MORE_AT_MOST
# Above any score: what has all the words comes before what has some.
ALL_WORDS = 100_000.0


class Text(Protocol):
    """How one database matches words."""

    def matches(self, words: Sequence[str], mode: Mode, where: Sql, score: Sql = ...) -> Sql: ...

    def rescored(self, matches: Matches, words: Sequence[str]) -> Matches: ...

    def has_word(self, word: str) -> bool: ...

    def marks(self, entries: Sequence[int], words: Sequence[str]) -> dict[int, Marks]: ...


def database_text() -> Text:
    return PostgresqlText() if connection.vendor == "postgresql" else SqliteText()


class DatabaseEngine:
    """One engine over SQLite FTS5 and PostgreSQL text search: the match set comes narrow and is counted here."""

    name = "database"

    def __init__(self) -> None:
        self.text = database_text()

    def find(self, query: Query, words: tuple[str, ...], networks: Networks) -> Found:
        try:
            return self._find(query, words, networks)
        except OperationalError as error:
            raise EngineUnavailable(str(error)) from error

    def _find(self, query: Query, words: tuple[str, ...], networks: Networks) -> Found:
        mode = self._mode(query, words)
        matches = self._matches(query, words, mode or "all")
        if query.group is not None:  # an opened row: each of its entries is one
            matches["group"] = matches["entry"]
        counted = count(matches, networks, query.choices, FACETS, (query.first, PAGE_SIZE), query.seed)
        more, capped = self._more(query, words, networks, counted) if mode == "all" else (0, False)
        shown = [row.entries[0] for row in counted.rows]
        return Found(
            total=counted.total,
            words=mode,
            rows=counted.rows,
            counts=counted.counts,
            more=more,
            more_is_capped=capped,
            meant=meant_words(words, self.text.has_word),
            marks=self.text.marks(shown, words) if words and shown else {},
        )

    def _mode(self, query: Query, words: tuple[str, ...]) -> Literal["all", "any", ""]:
        """All words first, whatever is filtered, so that narrowing never widens."""
        if not words:
            return ""
        if query.any_words:
            return "any"
        if len(words) == 1:
            return "all"
        enough = self.text.matches(words, "all", Sql(f" LIMIT {ENOUGH_WITH_ALL_WORDS}"))
        return "all" if len(_found(enough)) == ENOUGH_WITH_ALL_WORDS else "any"

    def _matches(self, query: Query, words: tuple[str, ...], mode: Mode) -> Matches:
        where, order = conditions(query), sort_value(query)
        if order is None and words:
            matches = self.text.rescored(_found(self.text.matches(words, mode, where)), words)
            return matches if mode == "all" else self._all_words_first(matches, words, where)
        value = order or Sql("0.0")
        if words:
            sql = self.text.matches(words, mode, where, value)
        else:
            sql = Sql(
                f'SELECT e.id, e."group", e.facet_set_id, {value.text} FROM search_entry e'  # noqa: S608 -- constants
                f" WHERE NOT e.gone{where.text}",
                (*value.parameters, *where.parameters),
            )
        return _found(sql, query.sort if order else "")

    def _all_words_first(self, matches: Matches, words: tuple[str, ...], where: Sql) -> Matches:
        if len(words) > 1:
            having = _found(self.text.matches(words, "all", where, Sql("0.0")))
            matches["score"][np.isin(matches["entry"], having["entry"])] += ALL_WORDS
        return matches

    def _more(self, query: Query, words: tuple[str, ...], networks: Networks, counted: Counted) -> tuple[int, bool]:
        """How many rows have only some of the words; counted no further than MORE_AT_MOST."""
        if len(words) == 1:
            return 0, False
        where = conditions(query)
        limited = Sql(f"{where.text} LIMIT {counted.total + SOME_AT_MOST}", where.parameters)
        matches = _found(self.text.matches(words, "any", limited, Sql("0.0")))
        some = count(matches, networks, query.choices, (), (0, 0), 0).total
        is_cut = len(matches) == counted.total + SOME_AT_MOST
        more = max(0, some - counted.total)
        return min(more, MORE_AT_MOST), is_cut or more > MORE_AT_MOST


def _found(sql: Sql, sort: str = "") -> Matches:
    """Row by row, so that no row is kept: a hundred thousand tuples take longer to make than to find."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.parameters)
        rows = ((*row[:3], _number(row[3], sort)) for row in cursor) if sort else cursor
        return np.fromiter(rows, MATCH)


def _number(value: Any, sort: str) -> float:
    """A date as a score: soonest first for starts and closes, latest first for fresh, none last."""
    if value is None:
        return float("-inf")
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    seconds = value.timestamp() if isinstance(value, dt.datetime) else float(value.toordinal())
    return seconds if sort == "fresh" else -seconds
