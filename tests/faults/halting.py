"""A run that stands in its apply, with rows written and nothing committed, without a change to the product."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from courses.feeds.models import Feed, Run
from tests.workers import Worker, database_url, until


class Halt:
    """On PostgreSQL the last statement of the apply waits for a row that this test holds; on SQLite, whose writers
    wait for nobody's row, the process is stopped as soon as it writes."""

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

    def reached(self, worker: Worker | None = None) -> None:
        """Returns when the run has written and has not committed. On SQLite it must be in this worker."""
        if self._holder or worker is None:
            until(self._waiting, "the apply waits for its source's row")
        else:
            applying = Run.objects.filter(feed=self._feed, phase="applying")
            until(applying.exists, "the run applies", pause=0.0)
            os.kill(worker.child, signal.SIGSTOP)
            assert applying.exists(), "it was quicker than this test"

    def release(self) -> None:
        if self._holder:
            self._holder.close()

    def _waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                " AND query LIKE 'UPDATE \"catalogue_source\"%%'"
            )
            return cursor.fetchone() is not None


@contextmanager
def halt_in_the_apply(feed: Feed) -> Iterator[Halt]:
    halt = Halt(feed)
    halt.begin()
    try:
        yield halt
    finally:
        halt.release()
