"""A run that stands in its apply, with rows written and nothing committed, without a change to the product."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from django.db import connection

from courses.feeds.models import Feed, Run
from tests.workers import database_url, until

_TRIGGER = """
CREATE TRIGGER halt BEFORE UPDATE ON catalogue_source
WHEN old.id = {source} AND (SELECT attempts FROM feeds_run WHERE feed_id = {feed} AND status = 'running') = 1
BEGIN SELECT count(*) FROM {long}; END
"""
_LONG = ", ".join(f"json_each('[0,1,2,3,4,5,6,7,8,9]') AS place{place}" for place in range(12))


class Halt:
    """The last statement of the apply waits: on PostgreSQL for a row that this test holds; on SQLite, whose writers
    wait for nobody's row, for a trigger that counts to a million millions in the run's first attempt."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._holder: psycopg.Connection | None = None

    def begin(self) -> None:
        if connection.vendor == "postgresql":
            self._holder = psycopg.connect(database_url())
            # Rows that point at this one may still be inserted.
            self._holder.execute(
                "SELECT id FROM catalogue_source WHERE id = %s FOR NO KEY UPDATE", [self._feed.source_id]
            )
        else:
            _write(_TRIGGER.format(source=self._feed.source_id, feed=self._feed.pk, long=_LONG))

    def reached(self) -> None:
        """Returns when the run has written and has not committed."""
        if self._holder:
            until(self._waiting, "the apply waits for its source's row")
        else:
            until(self._writing, "the apply counts")

    def release(self) -> None:
        """On SQLite whoever applied must be gone."""
        if self._holder:
            self._holder.close()
        else:
            _write("DROP TRIGGER halt")

    def _writing(self) -> bool:
        if not Run.objects.filter(feed=self._feed, status=Run.Status.RUNNING, phase="applying").exists():
            return False
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False

    def _waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                " AND query LIKE 'UPDATE \"catalogue_source\"%%'"
            )
            return cursor.fetchone() is not None


def _write(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def halt_in_the_apply(feed: Feed) -> Iterator[Halt]:
    halt = Halt(feed)
    halt.begin()
    try:
        yield halt
    finally:
        halt.release()
