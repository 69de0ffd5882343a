"""How many rows of a catalogue are written meanwhile? Counted by the database itself, for any connection's writes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TABLES = (
    "catalogue_course",
    "catalogue_offering",
    "feeds_change",
    "search_entry",
    "search_entrydate",
    "search_facetset",
    "search_delivery",
)


class Written:
    """`rows` by table, once the block has ended."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


@contextmanager
def counted_writes() -> Iterator[Written]:
    written = Written()
    if connection.vendor == "postgresql":
        before = _of_statistics()
        yield written
        written.rows = {table: count - before[table] for table, count in _of_statistics().items()}
    else:
        with _counting_triggers():
            yield written
            written.rows = _of_triggers()


def _of_statistics() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        time.sleep(1.5)  # what other connections wrote is told within a second
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE relname = ANY(%s)",
            [list(TABLES)],
        )
        return dict(cursor.fetchall())


@contextmanager
def _counting_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_written (name text)")
        for table in TABLES:
            for event in ("INSERT", "UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TEMP TRIGGER bench_{table}_{event} AFTER {event} ON main.{table}"
                    f" BEGIN INSERT INTO bench_written VALUES ('{table}'); END"
                )
        yield
        for table in TABLES:
            for event in ("INSERT", "UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER bench_{table}_{event}")
        cursor.execute("DROP TABLE bench_written")


def _of_triggers() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, count(*) FROM bench_written GROUP BY name")
        return dict.fromkeys(TABLES, 0) | dict(cursor.fetchall())
