"""How does a person's decision on a held run take effect?"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from consortium.clock import shared_now
from consortium.people.models import User
from courses.catalogue.bulk import among, blocks, delete_rows, update_rows
from courses.catalogue.models import Course, Source
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import (
    Stated,
    change_courses,
    create_courses,
    mark_carried,
    mark_stated_at,
    refresh_courses,
    return_courses,
    withdraw_courses,
)
from courses.feeds.accepting import accept
from courses.feeds.apply import lock_feed
from courses.feeds.document import record_of
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint
from courses.feeds.models import Change, Feed, Problem, Run
from courses.feeds.new_ids import move_ids
from courses.feeds.outcome import Validators, remember
from courses.feeds.questions import settle_held


class NotHeld(ValueError):
    """The run waits for no decision."""


@transaction.atomic
def confirm(run_id: int, by: User | None = None) -> Run:
    """Do what was held. Raises NotHeld."""
    run, feed = _held(run_id)
    return _confirm(run, feed, by)


@transaction.atomic
def confirm_new_ids(run_id: int, by: User | None = None) -> Run:
    """The same, after the courses that the run states under new ids were given those. Raises NotHeld."""
    run, feed = _held(run_id)
    if run.is_applied:
        raise NotHeld(f"Run {run.pk} is written already, but for withdrawals: its new courses have their addresses.")
    new_before = run.created
    as_before = move_ids(run)
    run.message = f"{new_before - run.created} courses were given their new ids, and kept their addresses."
    decided = _confirm(run, feed, by)
    update_rows(Course, ("changed_at",), as_before)
    return decided


def _confirm(run: Run, feed: Feed, by: User | None) -> Run:
    if not run.is_applied:
        _apply_all(run, feed)
    waiting = run.changes.filter(kind=Change.Kind.HELD)
    keys = [key for key in waiting.values_list("course", flat=True) if key is not None]
    back = _stated_since(run, keys)
    keys = [key for key in keys if key not in back]
    waiting.filter(course__in=back).delete()
    withdraw_courses(keys, shared_now())
    settle_twins(feed.source.organisation)
    waiting.update(kind=Change.Kind.WITHDRAWN)
    run.withdrawn += len(keys)
    feed.revision = F("revision") + 1
    feed.save(update_fields=["revision"])
    return _decide(run, Run.Decision.CONFIRMED, by)


def _stated_since(run: Run, keys: list[int]) -> set[int]:
    """Of what waits, what a file given later stated again: such a file holds too little to settle the question."""
    if not Run.objects.filter(feed=run.feed_id, pk__gt=run.pk, is_applied=True).exists():
        return set()
    back = Course.objects.filter(pk__in=among(keys)).filter(
        Q(stated_at__isnull=True) | Q(stated_at__gt=run.finished_at)
    )
    return set(back.values_list("pk", flat=True))


@transaction.atomic
def discard(run_id: int, by: User | None = None) -> Run:
    """Leave undone what was held, and do not ask again while the same courses are absent. Raises NotHeld."""
    run, _ = _held(run_id)
    return _decide(run, Run.Decision.DISCARDED, by)


@transaction.atomic
def lapse(run_id: int) -> Run:
    """Nobody decided in time: nothing is done, and the same content asks no more. Other unusual content does."""
    run, _ = _held(run_id)
    return _decide(run, Run.Decision.LAPSED, None)


def _held(run_id: int) -> tuple[Run, Feed]:
    run = Run.objects.select_related("feed__source__organisation").get(pk=run_id)
    feed = lock_feed(run)
    run.refresh_from_db()
    if run.status != Run.Status.HELD:
        state = f"{run.status}, {run.decision}" if run.decision else run.status
        raise NotHeld(f"Run {run.pk} waits for no decision: it is {state}.")
    return run, feed


def _decide(run: Run, decision: str, by: User | None) -> Run:
    run.status, run.decision = Run.Status.DONE, decision
    run.decided_at, run.decided_by, run.held = shared_now(), by, 0
    run.save()
    settle_held(run)
    return run


def _apply_all(run: Run, feed: Feed) -> None:
    """A wholly held run is applied from its own document: its changes state all that is to be written."""
    source, at = feed.source, shared_now()
    _mark_refused(run, source)
    _create(run, source)
    changed = run.changes.filter(kind__in=[Change.Kind.CHANGED, Change.Kind.RETURNED], before__isnull=False)
    change_courses(_stated(changed.iterator()), at)
    refreshed = run.changes.filter(kind=Change.Kind.REFRESHED)
    refresh_courses(_stated(refreshed.iterator()))
    delete_rows(refreshed)  # applied, they are no change of a course
    mark_carried(_stated(run.changes.filter(kind=Change.Kind.CARRIED).iterator()))
    returned = run.changes.filter(kind=Change.Kind.RETURNED, before__isnull=True)
    return_courses(list(returned.values_list("course", flat=True)))
    gone = list(run.changes.filter(kind=Change.Kind.WITHDRAWN).values_list("course", flat=True))
    held = list(run.changes.filter(kind=Change.Kind.HELD).values_list("course", flat=True))
    mark_stated_at([*gone, *held, *_untold(run, source)], source.accepted_at)
    withdraw_courses(gone, at)
    accept(run, run.finished_at or at)
    run.is_applied, run.applied_at = True, at
    remember(feed, Validators(run.content_hash, run.settings_hash))


def _untold(run: Run, source: Source) -> list[int]:
    """After a file that holds only a part: what it did not change. Which of it was stated and the same is not known any
    more, so all of it keeps its earlier date."""
    if not run.scope:
        return []
    told = run.changes.filter(course__isnull=False).values("course")
    rest = Course.objects.filter(source=source, withdrawn_at__isnull=True, stated_at__isnull=True).exclude(pk__in=told)
    return list(rest.values_list("pk", flat=True))


def _create(run: Run, source: Source) -> None:
    for block in blocks(run.changes.filter(kind=Change.Kind.CREATED).iterator()):
        written = create_courses(source, (_one(change, change.after) for change in block if change.after), shared_now())
        keys = [key for named in written for _, key in named]
        update_rows(Change, ("course_id",), zip([change.pk for change in block], keys, strict=True))


def _stated(changes: Iterator[Change]) -> Iterator[tuple[int, Stated]]:
    for change in changes:
        if change.course_id is not None and change.after:
            yield change.course_id, _one(change, change.after)


def _one(change: Change, stated: dict[str, Any]) -> Stated:
    return Stated(record_of(change), stated, fingerprint(stated), volatile_fingerprint(stated), change.carried_after)


def _mark_refused(run: Run, source: Source) -> None:
    refused = run.problems.filter(severity=Problem.Severity.RECORD).exclude(record="")
    for names in blocks(refused.values_list("record", flat=True).distinct().order_by("record")):
        keys = Course.objects.filter(source=source, record_id__in=names, withdrawn_at__isnull=True)
        mark_stated_at(list(keys.values_list("pk", flat=True)), source.accepted_at)
