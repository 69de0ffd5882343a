"""Words in SQLite: FTS5 with its own BM25."""

from collections.abc import Sequence
from typing import Literal

from django.db import connection

from search.engines.conditions import Sql
from search.engines.contract import END_MARK, START_MARK, Marks
from search.engines.counting import Matches

# Title twice, as measured; bm25() is negative, the best the least. Two decimals: what is closer is a tie.
_SCORE = Sql("round(-bm25(search_text, 2.0, 1.0, 1.0), 2)")
SNIPPET_WORDS = 40


class SqliteText:
    """Built from words only: each is quoted, so that nothing of it is an operator of FTS5."""

    def matches(self, words: Sequence[str], mode: Literal["all", "any"], where: Sql, score: Sql = _SCORE) -> Sql:
        return Sql(
            f'SELECT e.id, e."group", e.facet_set_id, {score.text} FROM search_text'  # noqa: S608 -- constants
            f" CROSS JOIN search_entry e ON e.id = search_text.rowid WHERE search_text MATCH %s{where.text}",
            (*score.parameters, _match(words, mode), *where.parameters),
        )

    def rescored(self, matches: Matches, words: Sequence[str]) -> Matches:
        return matches

    def has_word(self, word: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM search_text WHERE search_text MATCH %s LIMIT 1", [_match([word], "all")])
            return cursor.fetchone() is not None

    def marks(self, entries: Sequence[int], words: Sequence[str]) -> dict[int, Marks]:
        marks = ", ".join(["%s"] * len(entries))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid, highlight(search_text, 0, %s, %s), snippet(search_text, 1, %s, %s, '…', %s)"  # noqa: S608 -- as above
                f" FROM search_text WHERE search_text MATCH %s AND rowid IN ({marks})",
                [START_MARK, END_MARK, START_MARK, END_MARK, SNIPPET_WORDS, _match(words, "any"), *entries],
            )
            return {row[0]: Marks(row[1], row[2]) for row in cursor.fetchall()}


def _match(words: Sequence[str], mode: Literal["all", "any"]) -> str:
    return (" AND " if mode == "all" else " OR ").join(f'"{word}"' for word in words)
