"""How is all that the database holds put by, and put back as it was?"""

import sqlite3
from typing import Protocol

from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


class Snapshot(Protocol):
    """What the database held at one moment."""

    def put_back(self) -> None:
        """The rows are those again, whatever was committed since. Numbers that were given are not given a second time:
        files and indices outside may bear them."""


def snapshot() -> Snapshot:
    return _OfSqlite() if connection.vendor == "sqlite" else _OfPostgresql()


class _OfPostgresql:
    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self._tables = [_quoted(name) for name in connection.introspection.django_table_names(only_existing=True)]
            self._rows = {table: _copied(cursor, table) for table in self._filled(cursor)}

    def put_back(self) -> None:
        cache.clear()
        with transaction.atomic(), connection.cursor() as cursor:
            _spare_the_checks(cursor)
            cursor.execute(f"LOCK TABLE {', '.join(self._tables)} IN EXCLUSIVE MODE")  # waits for all who still write
            for table in self._filled(cursor):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- a table of ours
            for table, rows in self._rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)

    def _filled(self, cursor: CursorWrapper) -> list[str]:
        """Tables that have a row: most have none, and to truncate one costs more than to look."""
        tables = enumerate(self._tables)
        looks = [f"SELECT {number} WHERE EXISTS (SELECT FROM {table})" for number, table in tables]  # noqa: S608 -- ours
        cursor.execute(" UNION ALL ".join(looks))
        return [self._tables[number] for (number,) in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _copied(cursor: CursorWrapper, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _spare_the_checks(cursor: CursorWrapper) -> None:
    """What is put back was consistent. Only a superuser may say so; for others the database looks again at the end."""
    cursor.execute(
        "SELECT set_config('session_replication_role', 'replica', true)"
        " FROM pg_roles WHERE rolname = current_user AND rolsuper"
    )


class _OfSqlite:
    def __init__(self) -> None:
        connection.ensure_connection()
        self._file = sqlite3.connect(":memory:")
        connection.connection.backup(self._file)

    def put_back(self) -> None:
        cache.clear()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            numbers = cursor.fetchall()
            self._file.backup(connection.connection)
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", numbers)
