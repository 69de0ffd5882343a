"""How is an applied run undone, and what may its source do after that?"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import F, Max

from consortium.clock import shared_now
from consortium.people.models import User
from courses.catalogue.bulk import among, blocks
from courses.catalogue.models import Course
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import (
    Stated,
    change_courses,
    mark_carried,
    mark_stated_at,
    return_courses,
    withdraw_courses,
)
from courses.feeds.apply import lock_feed
from courses.feeds.changes import write_absent, write_carried, write_problems, write_returned, write_stated
from courses.feeds.document import record_of
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint
from courses.feeds.leases import Lease, begin, claim
from courses.feeds.models import Change, Feed, Run
from courses.feeds.new_ids import give_back_ids
from courses.feeds.outcome import close, supersede_older
from courses.feeds.record import Problem
from courses.feeds.undoing import Left, has_written, left_alone, undone_by, written_by

T = TypeVar("T")
_LEFT_REMEDY = "Undo that run first, or mend the course at its source."
_STATES = (Change.Kind.CREATED, Change.Kind.CHANGED, Change.Kind.RETURNED)


class CannotRevert(ValueError):
    """Says why."""


class _Dates(NamedTuple):
    """When a course last changed, and when it was last stated, before the run that is undone; None where none tells."""

    changed_at: dt.datetime | None = None
    stated_at: dt.datetime | None = None


def revert(run: Run, by: User | None = None) -> Run:
    """Undo what a run did, as a run of its own; of an older one what no later run wrote since. Raises CannotRevert."""
    check(run)
    undoing = begin(run.feed, "revert", by=by, reverts=run)
    if undoing.status == Run.Status.SUPERSEDED:
        return undoing
    lease = claim(undoing.pk, uuid.uuid4().hex)
    if lease is None:
        raise CannotRevert(f"Another process took up run {undoing.pk}. Look at its outcome.")
    return carry_out_revert(lease, run)


@transaction.atomic
def carry_out_revert(lease: Lease, run: Run) -> Run:
    """Undo `run` under this lease, all of it or nothing. Raises LeaseLost."""
    undoing = lease.fence()
    feed = lock_feed(undoing)
    _undo(run, undoing, feed)
    _end_pause(feed) if run.reverts_id else _pause(feed, run)
    supersede_older(undoing)
    close(undoing, Run.Status.DONE, shared_now())
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
        next_due_at=shared_now(),
    )
    return bool(rows)


def check(run: Run) -> None:
    """Raises CannotRevert where there is nothing to undo, or what was held is not decided."""
    if run.status == Run.Status.HELD:
        raise CannotRevert(f"Run {run.pk} waits for a decision. Decide it first.")
    if not has_written(run):
        raise CannotRevert(f"Run {run.pk} wrote nothing that could be undone: it is {run.status}.")
    if undone := undone_by(run):
        raise CannotRevert(f"Run {run.pk} was undone already, by run {undone.pk}.")


def _undo(run: Run, undoing: Run, feed: Feed) -> None:
    at = shared_now()
    left = left_alone(run)
    before = _accepted_before(run)
    kept: list[Problem] = []
    for block in blocks(written_by(run).order_by("pk").iterator(chunk_size=1_000)):
        kept += [_problem(change, left[change.pk]) for change in block if change.pk in left]
        _undo_block(undoing, [change for change in block if change.pk not in left], at, before)
    settle_twins(feed.source.organisation)
    undoing.read = undoing.changed + undoing.returned
    undoing.problem_count = write_problems(undoing, kept)
    undoing.message = f"Run {run.pk} was undone.{_stayed(len(kept))}"
    undoing.is_applied, undoing.applied_at = True, at
    feed.revision = F("revision") + 1


def _stayed(count: int) -> str:
    if not count:
        return ""
    told = "1 course was" if count == 1 else f"{count} courses were"
    return f" {told} written since and left."


def _undo_block(undoing: Run, changes: Sequence[Change], at: dt.datetime, read_at: dt.datetime | None) -> None:
    """Content goes back to `before`; what was created or came back is withdrawn, what was withdrawn comes back.

    An undoing is no change at the source, none that is later, and states nothing.
    """
    carried = [(_key(change), _as_before(change, change.after)) for change in changes if _is_carried(change)]
    rewritten = list(_earlier(changes))
    gone = [_key(change) for change in changes if change.kind in (Change.Kind.CREATED, Change.Kind.RETURNED)]
    back = [_key(change) for change in changes if change.kind == Change.Kind.WITHDRAWN]
    is_gone, is_back = set(gone), set(back)
    returned_otherwise = [(key, stated) for key, stated in rewritten if key in is_back]
    changed = [(key, stated) for key, stated in rewritten if key not in is_gone and key not in is_back]
    as_it_was = sorted(is_back - {key for key, _ in returned_otherwise})
    write_carried(undoing, carried)
    mark_carried(carried)
    write_absent(undoing, Change.Kind.WITHDRAWN, gone)
    write_stated(undoing, Change.Kind.CHANGED, changed)
    write_stated(undoing, Change.Kind.RETURNED, returned_otherwise)
    give_back_ids(rewritten)
    dates = _dates_before(undoing, [*(key for key, _ in rewritten), *gone, *back], read_at)
    for changed_at, lot in _grouped((dates[key].changed_at, (key, stated)) for key, stated in rewritten):
        change_courses(lot, changed_at or read_at or at)
    write_returned(undoing, as_it_was)
    return_courses(back)
    for stated_at, keys in _grouped((one.stated_at, key) for key, one in dates.items()):
        mark_stated_at(keys, stated_at)
    withdraw_courses(gone, at)
    undoing.changed += len(changed)
    undoing.withdrawn += len(gone)
    undoing.returned += len(back)


def _dates_before(undoing: Run, keys: Sequence[int], read_at: dt.datetime | None) -> dict[int, _Dates]:
    """By the last run before that wrote each; it was stated by the whole reading of `read_at` too."""
    written = Change.objects.filter(course__in=among(keys), run__lt=undoing.reverts_id, run__is_applied=True)
    written = written.filter(kind__in=_STATES, run__reverts__isnull=True).order_by()
    rows = written.values_list("course").annotate(Max("run__applied_at"), Max("run__finished_at"))
    found = {
        key: _Dates(changed_at, max(filter(None, (read_at, told_at)), default=None))
        for key, changed_at, told_at in rows
    }
    return {key: found.get(key, _Dates(None, read_at)) for key in keys}


def _grouped(pairs: Iterable[tuple[Any, T]]) -> Iterable[tuple[Any, list[T]]]:
    groups: dict[Any, list[T]] = {}
    for name, one in pairs:
        groups.setdefault(name, []).append(one)
    return groups.items()


def _earlier(changes: Sequence[Change]) -> Iterator[tuple[int, Stated]]:
    """What courses stated before; of one that was withdrawn only where its content went back with it (a revert's)."""
    withdrawn = [change for change in changes if change.kind == Change.Kind.WITHDRAWN]
    now = dict(
        Course.objects.filter(pk__in=among([_key(change) for change in withdrawn])).values_list("pk", "fingerprint")
    )
    for change in changes:
        if not (stated := change.before):
            continue
        earlier = _as_before(change, stated)
        if change.kind != Change.Kind.WITHDRAWN or bytes(now[_key(change)]) != earlier.fingerprint:
            yield _key(change), earlier


def _as_before(change: Change, stated: dict[str, Any] | None) -> Stated:
    """With the values kept that were kept before."""
    stated = stated or {}
    prints = fingerprint(stated), volatile_fingerprint(stated)
    return Stated(record_of(change), stated, *prints, change.carried_before)


def _is_carried(change: Change) -> bool:
    return change.kind == Change.Kind.CARRIED


def _accepted_before(run: Run) -> dt.datetime | None:
    """When what is restored was last stated; a file of a part need not have stated it, so only whole ones count."""
    earlier = Run.objects.filter(feed=run.feed_id, pk__lt=run.pk, dry_run=False, reverts__isnull=True, scope={})
    statuses = [Run.Status.DONE, Run.Status.UNCHANGED]
    return earlier.filter(status__in=statuses).order_by("-pk").values_list("finished_at", flat=True).first()


def _pause(feed: Feed, run: Run) -> None:
    """Until the feed holds something else than now; of batches it is the undone one that is not taken again. A person's
    own pause, which is of everything, stands."""
    if feed.paused_at is None or feed.paused_hash:
        feed.paused_at = shared_now()
        feed.paused_reason = (
            f"Run {run.pk} was undone: it waits until somebody lets it run again, or the feed holds something else."
        )
        feed.paused_hash = run.content_hash if run.is_batch else feed.content_hash or run.content_hash
    feed.save(update_fields=["paused_at", "paused_reason", "paused_hash", "revision"])


def _end_pause(feed: Feed) -> None:
    """What the feed holds is what is shown again."""
    if feed.paused_hash:
        feed.paused_at, feed.paused_reason, feed.paused_hash = None, "", ""
    feed.save(update_fields=["paused_at", "paused_reason", "paused_hash", "revision"])


def _key(change: Change) -> int:
    assert change.course_id is not None  # noqa: S101 -- the query left out changes without a course
    return change.course_id


def _problem(change: Change, left: Left) -> Problem:
    reason = f"{left.became} by run {left.run} since; it was left as it is"
    return Problem("", record_of(change), "", "", reason, _LEFT_REMEDY, "note")
