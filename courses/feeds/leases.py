"""Who may carry out a run now? A run row, a lease on it, and a token that a later holder makes worthless."""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from consortium.clock import shared_now
from consortium.people.models import User
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.scope import EVERYTHING, Scope

logger = logging.getLogger(__name__)
ACTIVE = (Run.Status.QUEUED, Run.Status.RUNNING)
_TOLD_EVERY = 2.0  # seconds: whoever looks at a run sees it move


class LeaseLost(Exception):
    """Another process carries this run out, or it was ended; whoever meets this writes nothing more."""


def begin(
    feed: Feed,
    trigger: str,
    *,
    dry_run: bool = False,
    by: User | None = None,
    reverts: Run | None = None,
    file: KeptFile | None = None,
    scope: Scope = EVERYTHING,
    tell_at: dt.datetime | None = None,
) -> Run:
    """A queued run of the feed; a superseded one where another is at work already.

    `tell_at` is when the queue is to be told of it; without, somebody is about to take it, and it need not be soon.
    """
    run = Run(feed=feed, trigger=trigger, dry_run=dry_run, started_by=by, reverts=reverts)
    run.file, run.scope = file, scope.stated()
    run.lease_until = tell_at or _from_now(settings.FEED_REQUEUE_SECONDS)
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        other = at_work(feed)
        now = shared_now()
        run = Run(feed=feed, trigger=trigger, started_by=by, started_at=now, finished_at=now)
        run.file, run.scope = file, scope.stated()
        run.status, run.reason = Run.Status.SUPERSEDED, "already_running"
        run.message = f"Run {other.pk if other else 'before it'} of this feed is at work. Look at its outcome."
        run.save()
    return run


def at_work(feed: Feed) -> Run | None:
    """The feed's run that is queued or running; a trial keeps no other waiting."""
    return Run.objects.filter(feed=feed, status__in=ACTIVE, dry_run=False).first()


class Lease:
    """The right to carry out a run until `lease_until`, renewed while the work goes on."""

    def __init__(self, run_id: int, token: uuid.UUID) -> None:
        self.run_id = run_id
        self.token = token
        self._renewed_at = self._entered_at = time.monotonic()
        self._phase = ""
        self._times: list[tuple[str, float]] = []

    def enter(self, phase: str, seconds: int | None = None, **columns: Any) -> None:
        """Say what is being done, and hold the lease for so long; raises LeaseLost. `columns` are written with it."""
        times = self.phase_times()
        self._times, self._phase, self._entered_at = times, phase, time.monotonic()
        columns |= {"phase": phase, "phase_times": times, "progress": {"entered_at": shared_now().isoformat()}}
        self._extend(seconds or settings.FEED_LEASE_SECONDS, **columns)

    def phase_times(self) -> list[tuple[str, float]]:
        """[(phase, seconds)] of this attempt in order, the one that it is in as long as it took so far."""
        if not self._phase:
            return []
        return [*self._times, (self._phase, round(time.monotonic() - self._entered_at, 3))]

    def renew(self, look: Callable[[], dict[str, int]] = dict) -> None:
        """Called as often as one likes; writes now and then. `look` is asked only then: how far the work is.

        Raises LeaseLost.
        """
        if time.monotonic() - self._renewed_at < min(_TOLD_EVERY, settings.FEED_LEASE_SECONDS / 8):
            return
        now = shared_now()
        entered_at = now - dt.timedelta(seconds=time.monotonic() - self._entered_at)
        progress = {**look(), "entered_at": entered_at.isoformat(), "at": now.isoformat()}
        try:
            self._extend(settings.FEED_LEASE_SECONDS, progress=progress)
        except OperationalError:
            # On SQLite another feed may be applied just now; the lease outlasts a few missed renewals.
            if connection.vendor != "sqlite":
                raise
            logger.info("run %s: its lease could not be renewed just now", self.run_id)

    def give_back(self) -> None:
        """Whoever holds it ends before the run does: let the next beat tell it to another. No attempt was lost."""
        Run.objects.filter(self._is_mine()).update(
            status=Run.Status.QUEUED,
            lease_token=None,
            claimed_by="",
            lease_until=shared_now(),
            attempts=F("attempts") - 1,
        )

    def fence(self) -> Run:
        """The run's row, locked in the applying transaction; raises LeaseLost."""
        run = Run.objects.select_for_update(of=("self",)).filter(self._is_mine()).first()
        if run is None:
            raise LeaseLost(f"run {self.run_id} is carried out by another process, or was ended")
        return run

    def _extend(self, seconds: int, **columns: Any) -> None:
        rows = Run.objects.filter(self._is_mine()).update(lease_until=_from_now(seconds), **columns)
        if not rows:
            raise LeaseLost(f"run {self.run_id} is carried out by another process, or was ended")
        self._renewed_at = time.monotonic()

    def _is_mine(self) -> Q:
        return Q(pk=self.run_id, lease_token=self.token, status=Run.Status.RUNNING)


def claim(run_id: int, owner: str) -> Lease | None:
    """Take a run that is queued, whose lease has run out, or that this same task held before its process died."""
    now = shared_now()
    token = uuid.uuid4()
    free = Q(status=Run.Status.QUEUED) | Q(status=Run.Status.RUNNING) & (Q(lease_until__lt=now) | Q(claimed_by=owner))
    rows = Run.objects.filter(free, pk=run_id, attempts__lt=settings.FEED_MAX_ATTEMPTS).update(
        status=Run.Status.RUNNING,
        phase="reading",
        lease_token=token,
        claimed_by=owner,
        lease_until=_from_now(settings.FEED_LEASE_SECONDS),
        attempts=F("attempts") + 1,
        started_at=Coalesce(F("started_at"), now),
    )
    return Lease(run_id, token) if rows else None


def _from_now(seconds: float) -> dt.datetime:
    return shared_now() + dt.timedelta(seconds=seconds)
