"""How does a run end: what it counts, what is known of its feed from now on, and who must be asked?"""

import datetime as dt
from collections.abc import Set
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from consortium.clock import shared_now
from courses.catalogue.bulk import delete_rows
from courses.feeds.accepting import accept
from courses.feeds.guards import Verdict
from courses.feeds.keep_read import read_before
from courses.feeds.leases import Lease
from courses.feeds.models import Feed, Run
from courses.feeds.overtaken import is_restated_by
from courses.feeds.plan import Plan
from courses.feeds.questions import ask_about_failure, ask_about_held, asked_first, settle_failure, settle_held

DAY = 86_400
_SETTLED: dict[str, str] = {Run.Decision.DISCARDED: "was discarded", Run.Decision.LAPSED: "nobody decided in time"}


class Validators(NamedTuple):
    """What was read, and how: alike means that nothing can have changed."""

    content_hash: str
    settings_hash: str
    etag: str = ""
    last_modified: str = ""


def close_run(run: Run, feed: Feed, plan: Plan, verdict: Verdict, validators: Validators, at: dt.datetime) -> None:
    """End a run that read everything, inside the transaction that applied it."""
    run.read, run.repeated, run.refused, run.same = plan.read, plan.repeated, plan.refused, plan.same
    run.created, run.changed, run.refreshed = len(plan.created), len(plan.changed), len(plan.refreshed)
    run.returned = len(plan.returned) + len(plan.returned_changed)
    run.withdrawn, run.held = len(verdict.withdraw), len(verdict.hold)
    run.message = verdict.message
    run.content_hash, run.settings_hash = validators.content_hash, validators.settings_hash
    is_held = bool(verdict.holds_all or verdict.hold) and not run.dry_run
    superseded = supersede_older(run, plan.accepted() if run.is_batch else frozenset())
    run.first_asked = asked_first(run, superseded) if is_held else None
    close(run, Run.Status.HELD if is_held else Run.Status.DONE, at)
    if run.dry_run:
        return
    if is_held:
        ask_about_held(run)
    if run.is_applied:
        remember(feed, validators)
    _read_well(feed, at)


def close_unchanged(lease: Lease, validators: Validators, message: str, *, is_accepted: bool) -> Run:
    """End a run whose content is what was read before. `is_accepted`: its courses were stated anew just now."""
    with transaction.atomic():
        run = lease.fence()
        at = shared_now()
        feed = Feed.objects.select_for_update(of=("self",)).select_related("source__organisation").get(pk=run.feed_id)
        run.message, run.phase_times = message, lease.phase_times()
        run.content_hash, run.settings_hash = validators.content_hash, validators.settings_hash
        run.file = run.file or read_before(feed, validators.content_hash)
        supersede_older(run, but_for=validators)
        close(run, Run.Status.UNCHANGED, at)
        if not run.dry_run:
            if is_accepted:
                accept(run, at)
                remember(feed, validators)
            _read_well(feed, at)
    return run


def close_decided(run: Run, feed: Feed, settled: Run, validators: Validators, at: dt.datetime) -> None:
    """End a run that would ask what was decided already; its document is that of `settled`.

    The decision is known by this way of reading from now on, so that the same content is not read for it again.
    """
    delete_rows(run.changes.all())
    settled.settings_hash = validators.settings_hash
    settled.save(update_fields=["settings_hash"])
    run.message = decided_already(settled)
    run.content_hash, run.settings_hash = validators.content_hash, validators.settings_hash
    supersede_older(run, but_for=validators)
    close(run, Run.Status.UNCHANGED, at)
    _read_well(feed, at)


def decided_already(settled: Run) -> str:
    held = "The batch holds what was held" if settled.is_batch else "The feed holds what it held"
    return f"{held} in run {settled.pk}, which {_SETTLED[settled.decision]}."


def close_failed(lease: Lease, reason: str, message: str, retry_after: float | None = None) -> Run:
    """End a run that could not read its feed: nothing of the catalogue was touched."""
    with transaction.atomic():
        run = lease.fence()
        run.phase_times = lease.phase_times()
        return fail(run, reason, message, retry_after)


def fail(run: Run, reason: str, message: str, retry_after: float | None = None) -> Run:
    """The same for a run that nobody holds; in a transaction."""
    at = shared_now()
    run.reason, run.message = reason, message
    close(run, Run.Status.FAILED, at)
    if run.dry_run:
        return run
    feed = Feed.objects.select_for_update(of=("self",)).select_related("source__organisation").get(pk=run.feed_id)
    feed.failures += 1
    feed.next_due_at = at + dt.timedelta(seconds=_pause_after(feed, retry_after))
    feed.save(update_fields=["failures", "next_due_at"])
    ask_about_failure(run, feed)
    return run


def supersede_older(run: Run, accepted: Set[str] = frozenset(), *, but_for: Validators | None = None) -> list[Run]:
    """A newer read takes the place of held runs that nobody decided, `but_for` those of the content that it did not
    read anew; returns those.

    What waits to be withdrawn still waits after a file that does not hold that part whole. A batch says nothing
    of other records, and an undoing states none: a batch that waits still waits, but after a whole reading, or another
    batch that tells all of its records; `accepted` are those that the other takes.
    """
    if run.dry_run:
        return []
    held = Run.objects.filter(feed=run.feed_id, status=Run.Status.HELD).exclude(pk=run.pk)
    if run.is_batch:
        superseded = [older for older in held if older.is_batch and is_restated_by(older, run, accepted)]
    else:
        superseded = _older_reads(run, held, but_for)
    for older in superseded:
        older.status, older.reason = Run.Status.SUPERSEDED, "newer_read"
        older.message = _superseded_by(run, older)
        older.save(update_fields=["status", "reason", "message"])
        settle_held(older)
    return superseded


def _older_reads(run: Run, held: QuerySet[Run], but_for: Validators | None) -> list[Run]:
    if but_for is not None:
        held = held.exclude(content_hash=but_for.content_hash, settings_hash=but_for.settings_hash)
    if run.scope:
        held = held.filter(Q(is_applied=False) | Q(scope=run.scope))
    is_whole = not (run.scope or run.reverts_id)
    return [older for older in held if is_whole or not older.is_batch]


def _superseded_by(run: Run, older: Run) -> str:
    if run.reverts_id:
        return (
            f"Run {run.pk} undid run {run.reverts_id} since, and asks nothing itself. What was asked here is asked "
            "again when the catalogue is read or given again, if it still stands."
        )
    if run.is_batch:
        return f"Run {run.pk} states all of these records anew; what was asked here is asked there, if it still stands."
    if run.scope:
        return f"Run {run.pk} read another file since. Give this file again if it still stands."
    if run.content_hash == older.content_hash:
        return f"Run {run.pk} read the same again since; what was asked here is asked there, if it still stands."
    return f"Run {run.pk} read other content since; what was asked here is asked there, if it still stands."


def remember(feed: Feed, validators: Validators) -> None:
    """Keep what an unchanged read is known by; in the transaction that applied it.

    A pause that waited for other content ends with it; a person's outlasts a run that was at work when she paused.
    """
    feed.etag, feed.last_modified = validators.etag, validators.last_modified
    feed.content_hash, feed.settings_hash = validators.content_hash, validators.settings_hash
    if feed.paused_hash:
        feed.paused_at, feed.paused_reason, feed.paused_hash = None, "", ""
    feed.save()


def _read_well(feed: Feed, at: dt.datetime) -> None:
    feed.failures, feed.next_due_at = 0, at + dt.timedelta(seconds=feed.every_seconds)
    feed.save(update_fields=["failures", "next_due_at"])
    settle_failure(feed)


def _pause_after(feed: Feed, retry_after: float | None) -> float:
    pause: float = min(settings.FEED_RETRY_SECONDS * 2 ** (min(feed.failures, 12) - 1), feed.every_seconds, DAY)
    return max(pause, min(retry_after or 0, DAY))


def close(run: Run, status: str, at: dt.datetime) -> None:
    """End a run; in a transaction."""
    run.status, run.finished_at, run.phase, run.progress = status, at, "", {}
    run.lease_token, run.lease_until, run.claimed_by = None, None, ""
    run.save()
