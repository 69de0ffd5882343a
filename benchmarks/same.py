"""Did floor and product write the same rows? Otherwise it is no floor."""

import json
import sqlite3
from typing import Any

import psycopg
from django.db import connection

_ROWS = """SELECT c.record_id, c.title, c.description, c.code, c.type, c.level, c.open_to, c.intake, e.title, e.summary,
 e.words, c.stated, c.disciplines, c.modes, c.languages, c.people, f."values"
 FROM catalogue_course c JOIN search_entry e ON e.key = 'course:' || c.id
 JOIN search_facetset f ON f.id = e.facet_set_id WHERE c.source_id = {0} ORDER BY c.record_id"""
_COUNTS = """SELECT (SELECT count(*) FROM catalogue_offering o JOIN catalogue_course c ON c.id = o.course_id
 WHERE c.source_id = {0}), (SELECT count(*) FROM feeds_change h JOIN catalogue_course c ON c.id = h.course_id
 WHERE c.source_id = {0}), (SELECT count(*) FROM search_entrydate d JOIN search_entry e ON e.id = d.entry_id
 WHERE e.source_id = {0})"""
_FIRST_JSON = 11


def check_same(floor_url: str, source: int) -> None:
    """Raises AssertionError with the first row that differs; keys and times are each one's own."""
    ours = [_of_product(sql.format(source)) for sql in (_COUNTS, _ROWS)]
    theirs = [_of_floor(floor_url, sql.format(source)) for sql in (_COUNTS, _ROWS)]
    if tuple(ours[0][0]) != tuple(theirs[0][0]):
        raise AssertionError(f"offerings, changes and dates: the product wrote {ours[0]}, its floor {theirs[0]}")
    for mine, its in zip(ours[1], theirs[1], strict=True):
        if _plain(mine) != _plain(its):
            raise AssertionError(f"the product wrote {_plain(mine)}, its floor {_plain(its)}")


def _of_product(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _of_floor(url: str, sql: str) -> list[Any]:
    if url.startswith("sqlite"):
        floor = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            return floor.execute(sql).fetchall()
        finally:
            floor.close()
    with psycopg.connect(url) as floor:
        return floor.execute(sql).fetchall()


def _plain(row: Any) -> list[Any]:
    """JSON decoded: its text may be spaced and ordered in many ways."""
    return [*row[:_FIRST_JSON], *(json.loads(v) if isinstance(v, str) else v for v in row[_FIRST_JSON:])]
