"""The floor on SQLite: prepared statements, many rows each."""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from typing import Any

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

_SETTINGS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"


def write_new(url: str, path: str, owner: Owner, words: Words) -> int:
    connection, at, count = _connect(url), _now(), 0
    last = Keys(*connection.execute(LAST).fetchone())
    for block in read(path):
        rows = [rows_of(record, last.plus(n), at, owner, words) for n, record in enumerate(block, count + 1)]
        count += len(rows)
        _insert(connection, "catalogue_course", COURSE, (_course(row) for row in rows))
        _insert(connection, "catalogue_offering", OFFERING, (row.offering for row in rows if row.offering))
        changes = ((owner.run, row.course[0], "created", row.stated, "{}", "{}") for row in rows)
        _insert(connection, "feeds_change", CREATED, changes)
        _keep_facet_sets(connection, rows)
        _insert(connection, "search_entry", ENTRY, (row.entry for row in rows))
        _insert(connection, "search_entrydate", DATE, (row.date for row in rows if row.date))
    connection.execute("COMMIT")
    connection.close()
    return count


def write_changed(url: str, path: str, owner: Owner, words: Words) -> int:
    connection, at, count = _connect(url), _now(), 0
    last = Keys(*connection.execute(LAST).fetchone())
    held = {name: keys for name, *keys in connection.execute(HELD.format(owner.source))}
    for block in read(path):
        keys = (Keys(*held[record["id"]], last.version + n) for n, record in enumerate(block, count + 1))
        rows = [rows_of(record, its, at, owner, words) for record, its in zip(block, keys, strict=True)]
        count += len(rows)
        connection.executemany(
            "INSERT INTO feeds_change (run_id, course_id, kind, before, after, carried_before, carried_after)"
            " SELECT ?, id, 'changed', stated, ?, carried, '{}' FROM catalogue_course WHERE id = ?",
            [(owner.run, row.stated, row.course[0]) for row in rows],
        )
        _update(connection, "catalogue_course", COURSE, CHANGED_COURSE, ("id",), (_course(row) for row in rows))
        offerings = (row.offering for row in rows if row.offering)
        _update(connection, "catalogue_offering", OFFERING, CHANGED_OFFERING, ("course_id", "offering_id"), offerings)
        _keep_facet_sets(connection, rows)
        _update(connection, "search_entry", ENTRY, CHANGED_ENTRY, ("id",), (row.entry for row in rows))
        connection.executemany("DELETE FROM search_entrydate WHERE entry_id = ?", [row.entry[:1] for row in rows])
        _insert(connection, "search_entrydate", DATE, (row.date for row in rows if row.date))
    connection.execute("COMMIT")
    connection.close()
    return count


def _connect(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.executescript(_SETTINGS)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def _now() -> Any:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(" ")


def _course(row: Rows) -> tuple[Any, ...]:
    """As Django keeps them here: a UUID as 32 digits."""
    return (row.course[0], row.course[1].hex, *row.course[2:])


def _insert(connection: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({names(columns)}) VALUES ({marks})", rows)


def _update(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    changed: tuple[str, ...],
    same: tuple[str, ...],
    rows: Iterable[Any],
) -> None:
    settings = ", ".join(f'"{column}" = ?' for column in changed)
    where = " AND ".join(f"{column} = ?" for column in same)
    places = [columns.index(column) for column in (*changed, *same)]
    connection.executemany(
        f"UPDATE {table} SET {settings} WHERE {where}",
        ([row[place] for place in places] for row in rows),
    )


def _keep_facet_sets(connection: sqlite3.Connection, rows: list[Rows]) -> None:
    connection.executemany(
        'INSERT INTO search_facetset (id, "values") VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
        {row.facet_set for row in rows},
    )
