"""How is an applied run undone, and what may its source do after that?"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consortium.people.models import User
from courses.catalogue.bulk import blocks
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import Stated, change_courses, mark_stated_at, return_courses, withdraw_courses
from courses.feeds.apply import lock_feed
from courses.feeds.changes import write_absent, write_problems, write_returned, write_stated
from courses.feeds.document import record_of
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint
from courses.feeds.leases import begin, claim
from courses.feeds.models import Change, Feed, Run
from courses.feeds.outcome import Validators, close, supersede_older
from courses.feeds.record import Problem

_TOUCHED = "was written again by a later run; it was left as it is"
_TOUCHED_REMEDY = "Revert the later run first, or mend the course at its source."


class CannotRevert(ValueError):
    """Says why."""


def revert(run: Run, by: User | None = None) -> Run:
    """Undo what a run did, as a run of its own; of an older one what no later run wrote since. Raises CannotRevert."""
    _check(run)
    undoing = begin(run.feed, "revert", by=by, reverts=run)
    if undoing.status == Run.Status.SUPERSEDED:
        return undoing
    lease = claim(undoing.pk, uuid.uuid4().hex)
    if lease is None:
        raise CannotRevert(f"Another process took up run {undoing.pk}. Look at its outcome.")
    with transaction.atomic():
        undoing = lease.fence()
        feed = lock_feed(undoing)
        _undo(run, undoing, feed)
        _pause(feed, run)
        supersede_older(undoing, Validators("", ""))
        close(undoing, Run.Status.DONE, timezone.now())
    return undoing


@transaction.atomic
def resume(feed: Feed) -> bool:
    """Let a paused source run again, now, whatever it holds; false where it was not paused."""
    rows = Feed.objects.filter(pk=feed.pk, paused_at__isnull=False).update(
        paused_at=None,
        paused_reason="",
        paused_hash="",
        etag="",
        last_modified="",
        content_hash="",
        next_due_at=timezone.now(),
    )
    return bool(rows)


def _check(run: Run) -> None:
    if run.status == Run.Status.HELD:
        raise CannotRevert(f"Run {run.pk} waits for a decision. Release it first: release {run.pk} --discard.")
    if run.dry_run or not run.is_applied:
        raise CannotRevert(f"Run {run.pk} wrote nothing that could be undone: it is {run.status}.")
    undone = run.reverted_by.filter(is_applied=True).first()
    if undone:
        raise CannotRevert(f"Run {run.pk} was reverted already, by run {undone.pk}.")


def _undo(run: Run, undoing: Run, feed: Feed) -> None:
    at = timezone.now()
    touched = _touched_since(run, feed)
    before = _accepted_before(run)
    kept: list[Problem] = []
    for block in blocks(run.changes.exclude(kind=Change.Kind.HELD).filter(course__isnull=False).iterator()):
        kept += [_left(change) for change in block if change.course_id in touched]
        _undo_block(undoing, [change for change in block if change.course_id not in touched], at, before)
    settle_twins(feed.source.organisation)
    undoing.read = undoing.changed + undoing.returned
    undoing.problem_count = write_problems(undoing, kept)
    undoing.message = f"Run {run.pk} was undone." + (
        f" {len(kept)} courses were written since and left." if kept else ""
    )
    undoing.is_applied = True
    feed.revision = F("revision") + 1


def _undo_block(undoing: Run, changes: Sequence[Change], at: dt.datetime, before: dt.datetime | None) -> None:
    """Content goes back to `before`; what was created or came back is withdrawn, what was withdrawn comes back."""
    rewritten = list(_earlier(change for change in changes if change.after))
    gone = [_key(change) for change in changes if change.kind in (Change.Kind.CREATED, Change.Kind.RETURNED)]
    back = [_key(change) for change in changes if change.kind == Change.Kind.WITHDRAWN]
    write_absent(undoing, Change.Kind.WITHDRAWN, gone)
    write_stated(undoing, Change.Kind.CHANGED, [(key, stated) for key, stated in rewritten if key not in set(gone)])
    change_courses(rewritten, before or at)  # an undoing is no change at the source, and none that is later
    write_returned(undoing, back)
    return_courses(back)
    mark_stated_at([*(key for key, _ in rewritten), *gone, *back], before)
    withdraw_courses(gone, at)
    undoing.changed += len(rewritten) - len({key for key, _ in rewritten} & set(gone))
    undoing.withdrawn += len(gone)
    undoing.returned += len(back)


def _earlier(changes: Iterator[Change]) -> Iterator[tuple[int, Stated]]:
    for change in changes:
        if stated := change.before:
            prints = fingerprint(stated), volatile_fingerprint(stated)
            yield _key(change), Stated(record_of(change), stated, *prints, {})


def _touched_since(run: Run, feed: Feed) -> set[int]:
    """Courses that later runs wrote; a run and the one that undid it count for nothing."""
    later = Change.objects.filter(run__feed=feed, run__pk__gt=run.pk, run__is_applied=True, run__reverts__isnull=True)
    later = later.exclude(kind=Change.Kind.HELD).exclude(run__reverted_by__is_applied=True)
    return {key for key in later.values_list("course", flat=True) if key is not None}


def _accepted_before(run: Run) -> dt.datetime | None:
    """When what is restored was last stated."""
    earlier = Run.objects.filter(feed=run.feed_id, pk__lt=run.pk, dry_run=False, reverts__isnull=True)
    statuses = [Run.Status.DONE, Run.Status.UNCHANGED]
    return earlier.filter(status__in=statuses).order_by("-pk").values_list("finished_at", flat=True).first()


def _pause(feed: Feed, run: Run) -> None:
    feed.paused_at = timezone.now()
    feed.paused_reason = (
        f"Paused since run {run.pk} was reverted, until somebody resumes it or the feed holds something else."
    )
    feed.paused_hash = feed.content_hash
    feed.save(update_fields=["paused_at", "paused_reason", "paused_hash", "revision"])


def _key(change: Change) -> int:
    assert change.course_id is not None  # noqa: S101 -- the query left out changes without a course
    return change.course_id


def _left(change: Change) -> Problem:
    return Problem("", record_of(change), "", "", _TOUCHED, _TOUCHED_REMEDY, "note")
