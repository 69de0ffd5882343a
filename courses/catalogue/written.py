"""In which order did transactions that changed what is public of courses become visible?

A number taken while writing says nothing on PostgreSQL: whoever took the smaller one may commit later. The id of the
transaction does, together with the oldest one that still runs: all below that is over (docs/decisions, 30).
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from courses.catalogue.models import Course, Numbering
from courses.catalogue.models.course import CourseQuerySet

_GAP = 1_000_000_000
"""Above every number that a restored copy holds: those who follow may have seen some that it does not."""
_BASE = "COALESCE((SELECT MAX(base) FROM catalogue_numbering), 0)"


class Mark(NamedTuple):
    """What is written beside every change of what is public; the names are those of the columns."""

    written: int
    written_at: dt.datetime


MARK = Mark._fields


def mark() -> Mark:
    """For rows that are written in the transaction that is open now; one query."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("what is public of courses is written in a transaction")
    if connection.vendor == "postgresql":
        number, at = _row(f"SELECT {_BASE} + pg_current_xact_id()::text::bigint, clock_timestamp()")
        return Mark(int(number), at)
    # Only one connection writes at a time on SQLite, from the beginning of its transaction.
    return Mark(_newest() + 1, timezone.now())


def mark_all(courses: CourseQuerySet) -> None:
    """Courses of which something else that is public changed, such as the state of their college."""
    courses.update(**mark()._asdict())


def horizon() -> int:
    """Every transaction with a smaller number is over and visible; one with this number or a greater may still run."""
    if connection.vendor == "postgresql":
        return _one(f"SELECT {_BASE} + pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return _newest() + 1


def keep_order() -> None:
    """After a copy was restored into another PostgreSQL, or brought there from SQLite: go on above what it holds."""
    if connection.vendor != "postgresql":
        return
    following = _one(f"SELECT {_BASE} + pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    if (newest := _newest()) >= following:
        base = Numbering.objects.aggregate(held=Max("base"))["held"] or 0
        Numbering.objects.update_or_create(pk=1, defaults={"base": base + newest - following + _GAP})


def _newest() -> int:
    found: int | None = Course.objects.aggregate(newest=Max("written"))["newest"]
    return found or 0


def _one(question: str) -> int:
    [number] = _row(question)
    return int(number)


def _row(question: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        found: tuple[Any, ...] = cursor.fetchone()
    return found
