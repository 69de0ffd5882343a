"""What must run now? Once a minute the database is asked, and each answer is told to the queue as a hint."""

import datetime as dt
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from consortium.clock import shared_now
from consortium.organisations.models import Organisation
from courses.feeds.hosts import approved_among
from courses.feeds.leases import ACTIVE, begin
from courses.feeds.mails import remind_held
from courses.feeds.models import Feed, Run
from courses.feeds.outcome import fail
from courses.feeds.push.answers import forget_answers
from courses.feeds.push.believed import forget_nonces
from courses.feeds.push.expiry import warn_of_expiry
from courses.feeds.push.whole import forget_transfers
from courses.feeds.release import NotHeld, lapse
from courses.feeds.silence import tell_of_silence
from courses.feeds.still_right import ask_if_still_right

logger = logging.getLogger(__name__)
READ_BY_ITSELF = (Feed.Way.ADDRESS, Feed.Way.FILE)
Send = Callable[[int], None]
_LOST = "The process that carried it out ended {attempts} times. Nothing was changed; its operators must look at it."


def dispatch(send: Send, has_hints: Callable[[], bool] = lambda: True, now: dt.datetime | None = None) -> None:
    """Tell `send` every run that is to be carried out. Two at once are harmless: each row is won by one.

    `has_hints` says whether the queue still holds any; where it holds none it may have forgotten what it was told.
    """
    now = now or shared_now()
    _sweep(now)
    _lapse_held(now)
    remind_held(now)
    warn_of_expiry(now)
    tell_of_silence(now)
    ask_if_still_right(now)
    forget_nonces(now)
    forget_answers(now)
    forget_transfers(now)
    for feed in approved_among(_due(now)):
        if _win(feed, now):
            begin(feed, "schedule", tell_at=now)
    for run in _to_be_told(Run.objects.all(), now, has_hints):
        if _put_off(run, now):
            send(run.pk)
    _forget_spools()


def _due(now: dt.datetime) -> list[Feed]:
    active = Run.objects.filter(feed=OuterRef("pk"), status__in=ACTIVE, dry_run=False)
    feeds = Feed.objects.filter(~Exists(active), next_due_at__lte=now, is_draft=False)
    feeds = feeds.filter(way__in=READ_BY_ITSELF).exclude(url="", path="")
    feeds = feeds.filter(Q(paused_at__isnull=True) | ~Q(paused_hash=""))
    feeds = feeds.filter(source__organisation__state=Organisation.State.MEMBER)
    return list(feeds.select_related("source").order_by("next_due_at"))


def _win(feed: Feed, now: dt.datetime) -> bool:
    """Claim a due feed by one conditional update."""
    next_due_at = now + dt.timedelta(seconds=feed.every_seconds)
    return bool(Feed.objects.filter(pk=feed.pk, next_due_at=feed.next_due_at).update(next_due_at=next_due_at))


def next_of_college(run_id: int) -> int | None:
    """The run that waited for this one, of the same college, to be over."""
    now = shared_now()
    college = Run.objects.values_list("feed__source__organisation", flat=True).get(pk=run_id)
    runs = Run.objects.filter(feed__source__organisation=college)
    return next((run.pk for run in _to_be_told(runs, now, lambda: True) if _put_off(run, now)), None)


def _to_be_told(runs: QuerySet[Run], now: dt.datetime, has_hints: Callable[[], bool]) -> list[Run]:
    """Queued runs whose time it is; of an empty queue all of them, but those that somebody may just be taking.

    Of one college one at a time, so that however many feeds it has and however slow they are, the others' are read.
    """
    queued = runs.filter(status=Run.Status.QUEUED)
    if not queued.exists():
        return []
    its_time = Q(lease_until__lte=now)
    if not has_hints():
        its_time |= Q(created_at__lt=now - dt.timedelta(seconds=settings.FEED_REQUEUE_SECONDS))
    at_work = runs.filter(Q(status=Run.Status.RUNNING) | Q(status=Run.Status.QUEUED) & ~its_time, dry_run=False)
    busy = set(at_work.values_list("feed__source__organisation", flat=True))
    told = []
    for run in queued.filter(its_time).select_related("feed__source").order_by("pk"):
        college = run.feed.source.organisation_id
        if run.dry_run or college not in busy:  # whoever tries a feed waits for it
            told.append(run)
            busy.add(college)
    return told


def _put_off(run: Run, now: dt.datetime) -> bool:
    """A run that nobody took is told again later, and later still the longer it waits: a queue must not fill up."""
    waited = (now - run.created_at).total_seconds()
    again_at = now + dt.timedelta(seconds=max(settings.FEED_REQUEUE_SECONDS, waited))
    rows = Run.objects.filter(pk=run.pk, status=Run.Status.QUEUED, lease_until=run.lease_until)
    return bool(rows.update(lease_until=again_at))


def _sweep(now: dt.datetime) -> None:
    """Runs whose holder was not heard of in time are queued again, or end once that happened too often."""
    lost = Run.objects.filter(status=Run.Status.RUNNING, lease_until__lt=now)
    for run_id in list(lost.values_list("pk", flat=True)):
        with transaction.atomic():
            # A run that is applying just now holds its row; it is not lost, and must not be waited for.
            rows = lost.select_for_update(
                of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
            )
            run = rows.select_related("feed__source__organisation").filter(pk=run_id).first()
            if run is None:
                continue
            logger.warning("run %s was lost in attempt %s", run.pk, run.attempts)
            if run.attempts >= settings.FEED_MAX_ATTEMPTS:
                fail(run, "worker_lost", _LOST.format(attempts=run.attempts))
            else:
                run.status, run.lease_token, run.lease_until, run.claimed_by = Run.Status.QUEUED, None, now, ""
                run.save(update_fields=["status", "lease_token", "lease_until", "claimed_by"])


def _lapse_held(now: dt.datetime) -> None:
    since = now - dt.timedelta(days=settings.FEED_HELD_DAYS)
    for run_id in Run.objects.waiting_since(since).values_list("pk", flat=True):
        try:
            lapse(run_id)
        except NotHeld:
            logger.info("run %s was decided just now", run_id)


def _forget_spools() -> None:
    """What killed processes left on this machine's disk."""
    root = Path(settings.FEED_SPOOL_DIR)
    for folder in root.glob("run-*") if root.is_dir() else ():
        try:
            is_old = time.time() - folder.stat().st_mtime > 2 * settings.FEED_READ_SECONDS
        except FileNotFoundError:
            continue
        if is_old:
            shutil.rmtree(folder, ignore_errors=True)
