"""The floor on PostgreSQL: COPY into the tables, or into drafts that they are updated from."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg

from benchmarks.floor.rows import (
    CHANGED_COURSE,
    CHANGED_ENTRY,
    CHANGED_OFFERING,
    COURSE,
    CREATED,
    DATE,
    ENTRY,
    HELD,
    LAST,
    OFFERING,
    Keys,
    Owner,
    Rows,
    Words,
    names,
    read,
    rows_of,
)

_SEQUENCE = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"


def write_new(url: str, path: str, owner: Owner, words: Words) -> int:
    at, count = dt.datetime.now(dt.UTC), 0
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        last = Keys(*cursor.execute(LAST).fetchone())
        for block in read(path):
            rows = [rows_of(record, last.plus(n), at, owner, words) for n, record in enumerate(block, count + 1)]
            count += len(rows)
            _copy(cursor, "catalogue_course", COURSE, (row.course for row in rows))
            _copy(cursor, "catalogue_offering", OFFERING, (row.offering for row in rows if row.offering))
            changes = ((owner.run, row.course[0], "created", row.stated, "{}", "{}") for row in rows)
            _copy(cursor, "feeds_change", CREATED, changes)
            _keep_facet_sets(cursor, rows)
            _copy(cursor, "search_entry", ENTRY, (row.entry for row in rows))
            _copy(cursor, "search_entrydate", DATE, (row.date for row in rows if row.date))
        for table in ("catalogue_course", "search_entry"):
            cursor.execute(_SEQUENCE.format(table))
    return count


def write_changed(url: str, path: str, owner: Owner, words: Words) -> int:
    at, count = dt.datetime.now(dt.UTC), 0
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        last = Keys(*cursor.execute(LAST).fetchone())
        held = {name: keys for name, *keys in cursor.execute(HELD.format(owner.source)).fetchall()}
        for table, columns in (("catalogue_course", COURSE), ("catalogue_offering", OFFERING), ("search_entry", ENTRY)):
            cursor.execute(
                f"CREATE TEMP TABLE {table}_draft ON COMMIT DROP AS SELECT {names(columns)} FROM {table} WITH NO DATA"
            )
        for block in read(path):
            keys = (Keys(*held[record["id"]], last.version + n) for n, record in enumerate(block, count + 1))
            rows = [rows_of(record, its, at, owner, words) for record, its in zip(block, keys, strict=True)]
            count += len(rows)
            _write_changes(cursor, rows, owner)
    return count


def _write_changes(cursor: psycopg.Cursor[Any], rows: list[Rows], owner: Owner) -> None:
    ids = [row.entry[0] for row in rows]
    _copy(cursor, "catalogue_course_draft", COURSE, (row.course for row in rows))
    cursor.execute(
        "INSERT INTO feeds_change (run_id, course_id, kind, before, after, carried_before, carried_after)"
        " SELECT %s, c.id, 'changed', c.stated, d.stated, c.carried, d.carried"
        " FROM catalogue_course c JOIN catalogue_course_draft d USING (id)",
        [owner.run],
    )
    _update(cursor, "catalogue_course", CHANGED_COURSE, "t.id = d.id")
    _copy(cursor, "catalogue_offering_draft", OFFERING, (row.offering for row in rows if row.offering))
    _update(
        cursor, "catalogue_offering", CHANGED_OFFERING, "(t.course_id, t.offering_id) = (d.course_id, d.offering_id)"
    )
    _keep_facet_sets(cursor, rows)
    _copy(cursor, "search_entry_draft", ENTRY, (row.entry for row in rows))
    _update(cursor, "search_entry", CHANGED_ENTRY, "t.id = d.id")
    cursor.execute("DELETE FROM search_entrydate WHERE entry_id = ANY(%s)", [ids])
    _copy(cursor, "search_entrydate", DATE, (row.date for row in rows if row.date))


def _copy(cursor: psycopg.Cursor[Any], table: str, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    with cursor.copy(f"COPY {table} ({names(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _update(cursor: psycopg.Cursor[Any], table: str, columns: tuple[str, ...], same: str) -> None:
    settings = ", ".join(f'"{column}" = d."{column}"' for column in columns)
    cursor.execute(f"UPDATE {table} t SET {settings} FROM {table}_draft d WHERE {same}")
    cursor.execute(f"TRUNCATE {table}_draft")


def _keep_facet_sets(cursor: psycopg.Cursor[Any], rows: list[Rows]) -> None:
    pairs: Iterator[tuple[int, str]] = iter({row.facet_set for row in rows})
    cursor.executemany(
        'INSERT INTO search_facetset (id, "values") VALUES (%s, %s) ON CONFLICT (id) DO NOTHING', list(pairs)
    )
