"""How does a person's decision on a held run take effect?"""

import datetime as dt
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
    state_again,
    withdraw_courses,
)
from courses.feeds.accepting import accept
from courses.feeds.apply import lock_feed
from courses.feeds.document import record_of
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint
from courses.feeds.models import Change, Feed, Problem, Run
from courses.feeds.new_ids import move_ids
from courses.feeds.outcome import Validators, remember
from courses.feeds.overtaken import bring_up_to_date
from courses.feeds.questions import settle_held
from courses.feeds.undoing import undone_by


class NotHeld(ValueError):
    """The run waits for no decision."""


@transaction.atomic
def confirm(run_id: int, by: User | None = None) -> Run:
    """Do what was held, but for what was stated anew since. Raises NotHeld."""
    run, feed = _held(run_id)
    left = bring_up_to_date(run, feed.source)
    return _confirm(run, feed, by, f"It was confirmed and applied.{_stayed(left)}")


@transaction.atomic
def confirm_new_ids(run_id: int, by: User | None = None) -> Run:
    """The same, after the courses that the run states under new ids were given those. Raises NotHeld."""
    run, feed = _held(run_id)
    if run.is_applied:
        raise NotHeld(f"Run {run.pk} is written already, but for withdrawals: its new courses have their addresses.")
    left = bring_up_to_date(run, feed.source)
    new_before = run.created
    as_before = move_ids(run)
    moved = new_before - run.created
    said = f"It was confirmed and applied: {moved} courses were given their new ids, and kept their addresses."
    said += _stayed(left)
    decided = _confirm(run, feed, by, said)
    update_rows(Course, ("changed_at",), as_before)
    return decided


@transaction.atomic
def confirm_after_all(run_id: int, by: User | None = None) -> Run:
    """Withdraw what a discard or a lapse left, once somebody knows better. Raises NotHeld where nothing is left."""
    run, feed = _locked(run_id)
    if not left_standing(run):
        raise NotHeld(f"Of run {run.pk} nothing is left that could be withdrawn.")
    return _confirm(run, feed, by, "")


def left_standing(run: Run) -> list[int]:
    """Courses that a discard or a lapse left as they were, and of which nothing was stated or decided since."""
    is_left = run.decision in Run.LEFT_UNDONE and run.is_applied
    return _still_absent(run) if is_left and undone_by(run) is None else []


def _confirm(run: Run, feed: Feed, by: User | None, said: str) -> Run:
    is_whole = not run.is_applied
    if is_whole:
        _apply_all(run, feed)
    waiting = run.changes.filter(kind=Change.Kind.HELD)
    keys = _still_absent(run)
    waiting.exclude(course__in=among(keys)).delete()
    withdraw_courses(keys, shared_now())
    settle_twins(feed.source.organisation)
    waiting.update(kind=Change.Kind.WITHDRAWN)
    run.withdrawn += len(keys)
    feed.revision = F("revision") + 1
    feed.save(update_fields=["revision"])
    gone = "1 course was" if len(keys) == 1 else f"{len(keys)} courses were"
    return _decide(run, Run.Decision.CONFIRMED, by, said if is_whole else f"It was confirmed: {gone} withdrawn.")


def _stayed(count: int) -> str:
    """What is told of records that others stated since."""
    if not count:
        return ""
    told = "1 record was" if count == 1 else f"{count} records were"
    return f" {told} left out: another run stated the same since."


def _still_absent(run: Run) -> list[int]:
    """Of what the run held, what nothing stated or withdrew since."""
    held = run.changes.filter(kind=Change.Kind.HELD, course__withdrawn_at__isnull=True)
    keys = [key for key in held.values_list("course", flat=True) if key is not None]
    back = _stated_since(run, keys)
    return [key for key in keys if key not in back]


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
    return _decide(run, Run.Decision.DISCARDED, by, f"It was discarded: {_left(run)}")


@transaction.atomic
def lapse(run_id: int) -> Run:
    """Nobody decided in time, which decides as a discard does. Raises NotHeld."""
    run, _ = _held(run_id)
    return _decide(run, Run.Decision.LAPSED, None, f"Nobody decided in time: {_left(run)}")


def _left(run: Run) -> str:
    if run.is_applied:
        return "they stay, and are not asked about again while no others are absent."
    return "nothing was changed, and the same content is not asked about again."


def _held(run_id: int) -> tuple[Run, Feed]:
    run, feed = _locked(run_id)
    if run.status != Run.Status.HELD:
        state = f"{run.status}, {run.decision}" if run.decision else run.status
        raise NotHeld(f"Run {run.pk} waits for no decision: it is {state}.")
    return run, feed


def _locked(run_id: int) -> tuple[Run, Feed]:
    run = Run.objects.select_related("feed__source__organisation").get(pk=run_id)
    feed = lock_feed(run)
    run.refresh_from_db()
    return run, feed


def _decide(run: Run, decision: str, by: User | None, said: str) -> Run:
    """What was seen stands on in the message; what was asked makes room for what was decided."""
    run.status, run.decision = Run.Status.DONE, decision
    seen, _, _ = run.message.partition("\n")
    run.message = f"{seen}\n{said}"
    run.decided_at, run.decided_by, run.held = shared_now(), by, 0
    run.save()
    settle_held(run)
    return run


def _apply_all(run: Run, feed: Feed) -> None:
    """A wholly held run is applied from its own document: its changes state all that is to be written.

    Where another was accepted since, it leaves the source's date alone, and what it states has one of its own.
    """
    source, at = feed.source, shared_now()
    is_late = bool(source.accepted_at and run.finished_at and source.accepted_at > run.finished_at)
    stated_at = run.finished_at if is_late else None
    _mark_refused(run, source)
    _create(run, source, stated_at)
    changed = run.changes.filter(kind__in=[Change.Kind.CHANGED, Change.Kind.RETURNED], before__isnull=False)
    change_courses(_stated(changed.iterator()), at, stated_at)
    refreshed = run.changes.filter(kind=Change.Kind.REFRESHED)
    refresh_courses(_stated(refreshed.iterator()))
    state_again(list(refreshed.values_list("course", flat=True)), stated_at)
    delete_rows(refreshed)  # applied, they are no change of a course
    mark_carried(_stated(run.changes.filter(kind=Change.Kind.CARRIED).iterator()))
    returned = run.changes.filter(kind=Change.Kind.RETURNED, before__isnull=True)
    return_courses(list(returned.values_list("course", flat=True)), stated_at)
    gone = list(run.changes.filter(kind=Change.Kind.WITHDRAWN).values_list("course", flat=True))
    held = list(run.changes.filter(kind=Change.Kind.HELD).values_list("course", flat=True))
    mark_stated_at([*gone, *held, *_untold(run, source)], source.accepted_at)
    withdraw_courses(gone, at)
    run.is_applied, run.applied_at = True, at
    if not is_late:
        accept(run, run.finished_at or at)
        remember(feed, Validators(run.content_hash, run.settings_hash))


def _untold(run: Run, source: Source) -> list[int]:
    """After a file that holds only a part: what it did not change. Which of it was stated and the same is not known any
    more, so all of it keeps its earlier date."""
    if not run.scope:
        return []
    told = run.changes.filter(course__isnull=False).values("course")
    rest = Course.objects.filter(source=source, withdrawn_at__isnull=True, stated_at__isnull=True).exclude(pk__in=told)
    return list(rest.values_list("pk", flat=True))


def _create(run: Run, source: Source, stated_at: dt.datetime | None) -> None:
    for block in blocks(run.changes.filter(kind=Change.Kind.CREATED).iterator()):
        new = (_one(change, change.after) for change in block if change.after)
        written = create_courses(source, new, shared_now(), stated_at)
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
