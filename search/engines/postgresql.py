"""Words in PostgreSQL: a GIN index finds, titles and then ts_rank pick the first 200, BM25 in Python orders them."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from django.db import connection

from search.engines.bm25 import Document, score_documents
from search.engines.conditions import Sql
from search.engines.contract import END_MARK, START_MARK, Marks
from search.engines.counting import Matches
from search.models import Word

LOOKED_INTO = 1_000
RESCORED = 200
# Above any ts_rank, so that what BM25 ordered comes before what it did not see.
ABOVE = 1_000.0
_QUERY = "to_tsquery('search_english', %s)"
# {D, C, B, A}; 1 divides by the logarithm of the length.
_RANK = "ts_rank('{1, 1, 1, 1}', e.vector, to_tsquery('search_english', %s), 1)"
_HEADLINE = f"StartSel={START_MARK}, StopSel={END_MARK}"


class PostgresqlText:
    """Built from words only: each is quoted, so that nothing of it is an operator of tsquery."""

    def matches(self, words: Sequence[str], mode: Literal["all", "any"], where: Sql, score: Sql | None = None) -> Sql:
        """Without a score of the caller's by the title alone: a whole vector stands outside its row, and to fetch
        20,000 of them takes most of a second."""
        value = score or Sql("e.score")
        ranked = "NULL" if score else _QUERY
        return Sql(
            f'SELECT e.id, e."group", e.facet_set_id, {value.text}'  # noqa: S608 -- constants
            f" FROM search_matching({_QUERY}, {ranked}) e WHERE TRUE{where.text}",
            (*value.parameters, _match(words, mode), *(() if score else (_match(words, "any"),)), *where.parameters),
        )

    def rescored(self, matches: Matches, words: Sequence[str]) -> Matches:
        best = matches["entry"][np.argsort(-matches["score"], kind="stable")[:LOOKED_INTO]]
        scores = score_documents(self._documents(self._first_of(best.tolist(), words), words), *self._statistics(words))
        for place in np.flatnonzero(np.isin(matches["entry"], list(scores))):
            matches["score"][place] = ABOVE + round(scores[int(matches["entry"][place])], 2)
        return matches

    def _first_of(self, entries: list[int], words: Sequence[str]) -> list[int]:
        """Those to be rescored, by all that stands in them."""
        if len(entries) <= RESCORED:
            return entries
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT e.id FROM search_entry e WHERE e.id = ANY(%s) ORDER BY {_RANK} DESC LIMIT %s",  # noqa: S608 -- as above
                [entries, _match(words, "any"), RESCORED],
            )
            return [row[0] for row in cursor.fetchall()]

    def has_word(self, word: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM search_entry e WHERE NOT e.gone AND e.vector @@ {_QUERY} LIMIT 1",  # noqa: S608 -- as above
                [_match([word], "all")],
            )
            return cursor.fetchone() is not None

    def marks(self, entries: Sequence[int], words: Sequence[str]) -> dict[int, Marks]:
        query = _match(words, "any")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, ts_headline('search_english', title, {_QUERY}, %s),"  # noqa: S608 -- as above
                f" ts_headline('search_english', summary, {_QUERY}, %s)"
                " FROM search_entry WHERE id = ANY(%s)",
                [query, f"{_HEADLINE}, HighlightAll=true", query, f"{_HEADLINE}, MaxWords=40, MinWords=25", [*entries]],
            )
            return {row[0]: Marks(row[1], row[2]) for row in cursor.fetchall()}

    def _documents(self, entries: list[int], words: Sequence[str]) -> list[Document]:
        """Of each entry how often each word stands in it and in its title, and how long both are."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH asked AS (
                    SELECT n, tsvector_to_array(to_tsvector('search_english', w)) AS lexemes
                    FROM unnest(%s::text[]) WITH ORDINALITY AS a(w, n))
                SELECT e.id, sum(cardinality(t.positions)),
                       sum(cardinality(array_positions(t.weights, 'A'))),
                       array_agg(a.n - 1) FILTER (WHERE a.n IS NOT NULL),
                       array_agg(cardinality(t.positions)) FILTER (WHERE a.n IS NOT NULL),
                       array_agg(cardinality(array_positions(t.weights, 'A'))) FILTER (WHERE a.n IS NOT NULL)
                FROM search_entry e, unnest(e.vector) t LEFT JOIN asked a ON t.lexeme = ANY(a.lexemes)
                WHERE e.id = ANY(%s) GROUP BY e.id
                """,
                [[*words], entries],
            )
            return [
                Document(
                    entry, length, title_length, dict(zip(asked or (), zip(all_, title, strict=True), strict=True))
                )
                if asked
                else Document(entry, length, title_length, {})
                for entry, length, title_length, asked, all_, title in cursor.fetchall()
            ]

    def _statistics(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """How many entries there are, about, and how many have each word, as last learnt."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE relname = 'search_entry'")
            entries = cursor.fetchone()[0]
        known = dict(Word.objects.filter(word__in=words).values_list("word", "entries"))
        return max(entries, *known.values(), 1), [known.get(word, 1) for word in words]


def _match(words: Sequence[str], mode: Literal["all", "any"]) -> str:
    return (" & " if mode == "all" else " | ").join(f"'{word}'" for word in words)
