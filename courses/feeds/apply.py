"""How is a plan written? In one transaction: courses, what the run did, and what is known of the feed."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F

from consortium.clock import shared_now
from courses.catalogue.bulk import blocks
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Source
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import (
    Stated,
    change_courses,
    create_courses,
    mark_carried,
    mark_stated_at,
    refresh_courses,
    return_courses,
    state_again,
    withdraw_courses,
)
from courses.feeds.accepting import accept
from courses.feeds.changes import write_absent, write_carried, write_new, write_problems, write_returned, write_stated
from courses.feeds.decided import decided_alike
from courses.feeds.guards import Verdict
from courses.feeds.leases import Lease
from courses.feeds.models import Change, Feed, Run
from courses.feeds.outcome import Validators, close_decided, close_run
from courses.feeds.plan import Lot, Plan
from courses.feeds.reading import Reading, iter_problems
from courses.feeds.unknown_words import note_unknown

T = TypeVar("T")
Dates = tuple[dt.datetime, dt.datetime | None]
"""When courses were changed, and when stated where that is not their source's date."""


class StalePlan(Exception):
    """Something else was written of this source since the plan was made; it must be made again."""


class ApplyTimeout(Exception):
    """Writing takes longer than one feed may."""


class Work(NamedTuple):
    """A plan with its verdict, and what the run read to get there."""

    plan: Plan
    verdict: Verdict
    reading: Reading
    validators: Validators
    revision: int

    @property
    def leaves_the_rest(self) -> bool:
        """Whether what is not told is not stated either: what is told then has a date of its own from the start, or
        the next such run would have to write it again."""
        return not (self.plan.scope.is_whole or self.reading.only_changes)


@transaction.atomic
def apply(lease: Lease, work: Work) -> Run:
    """Write all of it, or for a dry or wholly held run only its document. Raises LeaseLost, StalePlan, ApplyTimeout."""
    run = lease.fence()
    feed = run.feed = lock_feed(run)
    if feed.revision != work.revision:
        raise StalePlan
    run.scope, run.completeness = work.plan.scope.stated(), work.reading.completeness
    at = shared_now()
    settled = None
    if run.dry_run or work.verdict.holds_all:
        _describe(run, work)
        settled = None if run.dry_run else decided_alike(run, work.validators.content_hash, work.plan.refused)
    else:
        _write(run, feed.source, work, at)
        feed.revision = F("revision") + 1
        run.is_applied, run.applied_at = True, at
    if settled is None:
        run.problem_count = write_problems(run, chain(iter_problems(work.reading.problems), work.plan.problems))
    run.phase_times = lease.phase_times()
    if not run.dry_run:
        is_all = work.plan.scope.is_whole and not work.reading.only_changes
        note_unknown(feed.source, work.reading, is_all=is_all)
    if settled is None:
        close_run(run, feed, work.plan, work.verdict, work.validators, at)
    else:
        close_decided(run, feed, settled, work.validators, at)
    return run


def lock_feed(run: Run) -> Feed:
    """The feed's row, so that its runs, releases and reverts write one after another, and its college's catalogue.

    Rows that name the feed may still come: a run that another one is at work already, a file, a message's answer.
    """
    feeds = Feed.objects.select_for_update(of=("self",), no_key=True).select_related("source__organisation")
    feed = feeds.get(pk=run.feed_id)
    lock_catalogue(feed.source.organisation_id)
    return feed


def _write(run: Run, source: Source, work: Work, at: dt.datetime) -> None:
    plan, verdict = work.plan, work.verdict
    in_time = _Deadline()
    last_accepted_at = source.accepted_at
    dates = (at, at if work.leaves_the_rest else None)
    _create(run, source, in_time.watch(plan.new()), dates)
    _change(run, Change.Kind.CHANGED, in_time.watch(plan.stated_of(plan.changed)), dates)
    _change(run, Change.Kind.RETURNED, in_time.watch(plan.stated_of(plan.returned_changed)), dates)
    write_returned(run, plan.returned.keys)
    return_courses(plan.returned.keys, dates[1])
    for lot in (plan.refreshed, plan.returned_refreshed):
        refresh_courses(in_time.watch(plan.stated_of(lot)))
    write_carried(run, plan.stated_of(plan.marked))
    mark_carried(plan.stated_of(plan.marked))
    state_again(plan.accepted_again, dates[1])
    mark_stated_at(chain(plan.kept, plan.absent, plan.untold), last_accepted_at)
    write_absent(run, Change.Kind.WITHDRAWN, verdict.withdraw)
    withdraw_courses(verdict.withdraw, at)
    write_absent(run, Change.Kind.HELD, verdict.hold)
    settle_twins(source.organisation)
    accept(run, at)


def _create(run: Run, source: Source, records: Iterator[Stated], dates: Dates) -> None:
    written: list[Stated] = []
    for named in create_courses(source, _noting(records, written), *dates):
        write_new(run, written, [key for _, key in named])
        written.clear()


def _change(run: Run, kind: str, records: Iterable[tuple[int, Stated]], dates: Dates) -> None:
    for block in blocks(records):
        write_stated(run, kind, block)
        change_courses(block, *dates)


def _describe(run: Run, work: Work) -> None:
    """The same document, with nothing applied."""
    plan, verdict = work.plan, work.verdict
    for block in blocks(plan.new()):
        write_new(run, block, [None] * len(block))
    lots: list[tuple[str, Lot]] = [
        (Change.Kind.CHANGED, plan.changed),
        (Change.Kind.RETURNED, plan.returned_changed),
    ]
    if not run.dry_run:  # what is held is confirmed from this document, when the feed's own bytes are gone
        lots += [(Change.Kind.REFRESHED, plan.refreshed), (Change.Kind.REFRESHED, plan.returned_refreshed)]
    for kind, lot in lots:
        for changed in blocks(plan.stated_of(lot)):
            write_stated(run, kind, changed)
    if not run.dry_run:
        write_carried(run, plan.stated_of(plan.marked))
    write_returned(run, plan.returned.keys)
    write_absent(run, Change.Kind.WITHDRAWN, verdict.withdraw)
    write_absent(run, Change.Kind.HELD, verdict.hold)


def _noting(records: Iterator[Stated], written: list[Stated]) -> Iterator[Stated]:
    """The same records, each noted as it goes by."""
    for record in records:
        written.append(record)
        yield record


class _Deadline:
    """Ends an apply that takes too long, while everything can still be rolled back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends_at = clock() + settings.FEED_APPLY_SECONDS

    def watch(self, records: Iterator[T]) -> Iterator[T]:
        for block in blocks(records):
            if self._clock() > self._ends_at:
                raise ApplyTimeout(f"Writing it took longer than {settings.FEED_APPLY_SECONDS} seconds.")
            yield from block
