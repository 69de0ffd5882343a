"""One run of a feed: fetch, read, plan, judge, apply."""

import logging
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F

from consortium.people.models import User
from consortium.vocabulary.answers import answered_profile
from courses.feeds.apply import ApplyTimeout, StalePlan, Work, apply
from courses.feeds.collecting import seldom_collecting
from courses.feeds.credentials import credential_of
from courses.feeds.exchange import ReaderSettings
from courses.feeds.fetch import Fetched, FetchFailed, fetch
from courses.feeds.guards import judge, those_that_stay
from courses.feeds.hosts import asking_where_it_leads, hosts_approved_for, why_not_yet
from courses.feeds.keep_read import keep_read
from courses.feeds.labels import scope_of
from courses.feeds.leases import Lease, LeaseLost, begin, claim
from courses.feeds.limits import limits_of
from courses.feeds.models import Change, Feed, KeptFile, Run
from courses.feeds.outcome import Validators, close_failed, close_unchanged, decided_already
from courses.feeds.plan import make_plan
from courses.feeds.profile import ProfileError
from courses.feeds.readers import reader_of
from courses.feeds.reading import Job, Reading, ReadingCrashed, ReadingFailed, read
from courses.feeds.reading.progress import rows_read
from courses.feeds.revert import carry_out_revert
from courses.feeds.scope import EVERYTHING, Scope
from courses.feeds.settings_hash import reader_settings, settings_hash
from courses.feeds.since import changes_since
from courses.feeds.uploads.keeping import opened

logger = logging.getLogger(__name__)
_PLANS = 5
_LOCKED_PAUSE = 0.5
_EXPECTED = (FetchFailed, ReadingFailed, ProfileError, ApplyTimeout, ReadingCrashed, LeaseLost, SoftTimeLimitExceeded)
OURS = "A fault of this installation stopped the reading; its operators find it in the log. Nothing was changed."


def sync(
    feed: Feed,
    trigger: str = "command",
    *,
    dry_run: bool = False,
    by: User | None = None,
    file: KeptFile | None = None,
    scope: Scope = EVERYTHING,
) -> Run:
    """Read a feed now, in this process; the run says how it went."""
    run = begin(feed, trigger, dry_run=dry_run, by=by, file=file, scope=scope)
    if run.status == Run.Status.QUEUED:
        carry_out(run.pk, uuid.uuid4().hex)
    run.refresh_from_db()
    return run


def carry_out(run_id: int, owner: str) -> None:
    """Carry out a run that is free, and no other. `owner` is the same when the same task is tried again."""
    lease = claim(run_id, owner)
    if lease is None:
        return
    run = Run.objects.select_related("feed__source__organisation", "file", "reverts").get(pk=run_id)
    with _ended_in_words(lease), _spool(run) as folder, seldom_collecting():
        if run.reverts:  # the process that was to undo it is gone
            carry_out_revert(lease, run.reverts)
        else:
            _one_run(lease, run, folder)


def carry_out_reading(run_id: int, reading: Reading, validators: Validators) -> None:
    """The same for what was read already: compare and apply."""
    lease = claim(run_id, uuid.uuid4().hex)
    if lease is None:
        return
    run = Run.objects.select_related("feed__source__organisation").get(pk=run_id)
    with _ended_in_words(lease):
        _apply(lease, run, reading, validators)


@contextmanager
def _ended_in_words(lease: Lease) -> Iterator[None]:
    """Whatever stops a run is told by the run."""
    try:
        with _given_back_on_a_crash(lease):
            yield
    except (FetchFailed, ReadingFailed) as failure:
        close_failed(lease, failure.reason, failure.message, getattr(failure, "retry_after", None))
    except ProfileError as error:
        close_failed(lease, "unreadable", f"The feed's profile cannot be used.\n{error}")
    except ApplyTimeout as error:
        close_failed(lease, "timeout", f"{error} Nothing was changed.")
    except SoftTimeLimitExceeded:
        close_failed(lease, "timeout", "The run took longer than one feed may. Nothing was changed.")
    except ReadingCrashed as error:
        logger.exception("run %s: %s", lease.run_id, error)
        close_failed(lease, "worker_lost", OURS)
    except LeaseLost as error:
        logger.warning("%s", error)


def _one_run(lease: Lease, run: Run, folder: Path) -> Run:
    feed = run.feed
    if feed.way == Feed.Way.PUSH and run.file is None:
        raise ReadingFailed(
            "worker_lost",
            "What took this batch ended before it was written, and it was not kept. It is to be sent again.",
        )
    began = time.monotonic()
    how, read_by = reader_settings(feed, _given(run)), settings_hash(feed, scope_of(run.scope))
    if _given(run) is None and (waits := why_not_yet(feed)):
        raise FetchFailed("blocked_address", waits)
    how = msgspec.structs.replace(how, since=changes_since(run, read_by))
    is_known = feed.settings_hash == read_by and bool(feed.content_hash)
    lease.enter("fetching")
    fetched = _fetch(run, how, folder, lease, is_known=is_known)
    if fetched.unchanged:
        validators = Validators(feed.content_hash, read_by, feed.etag, feed.last_modified)
    else:
        validators = Validators(fetched.content_hash, read_by, fetched.etag, fetched.last_modified)
    known = _why_nothing_is_new(feed, run, validators)
    if known is not None:
        message, is_accepted = known
        return close_unchanged(lease, validators, message, is_accepted=is_accepted)
    kept = keep_read(run, fetched.answers, fetched.content_hash, folder)
    lease.enter("reading", file=kept)
    left = settings.FEED_READ_SECONDS - (time.monotonic() - began)  # one limit for fetching and reading together
    reading = _read(run, how, fetched, folder, lease, seconds=max(1, int(left)))
    return _apply(lease, run, reading, validators)


def _given(run: Run) -> KeptFile | None:
    """The file that a person gave this run to read; what an earlier attempt fetched is fetched again."""
    return run.file if run.file and run.file.use != KeptFile.Use.READ else None


def _fetch(run: Run, how: ReaderSettings, folder: Path, lease: Lease, *, is_known: bool) -> Fetched:
    feed, given = run.feed, _given(run)
    answers = folder / "answers"
    answers.mkdir()
    with asking_where_it_leads(feed):
        return fetch(
            reader_of(feed.format),
            how,
            limits_of(settings),
            answers,
            etag=feed.etag if is_known else "",
            last_modified=feed.last_modified if is_known else "",
            given=opened(given) if given else None,
            credential=None if given else credential_of(feed),
            approved=hosts_approved_for(feed),
            on_progress=lambda so_far: lease.renew(lambda: {"bytes": so_far}),
        )


def _why_nothing_is_new(feed: Feed, run: Run, validators: Validators) -> tuple[str, bool] | None:
    """Words for the run, and whether its courses count as stated anew; None where it must be read."""
    if feed.paused_at and feed.paused_hash == validators.content_hash and _is_asked_the_same(feed, run):
        return f"{feed.paused_reason} The feed still holds the same.", False
    if (feed.content_hash, feed.settings_hash) == validators[:2]:
        return "The feed holds what it held when it was last read.", True
    asked = Run.objects.filter(
        feed=feed, content_hash=validators.content_hash, settings_hash=validators.settings_hash, is_applied=False
    ).exclude(pk=run.pk)
    waiting = asked.filter(status=Run.Status.HELD).first()
    if waiting:
        return f"The feed holds what it held in run {waiting.pk}, which waits for a decision.", False
    if settled := asked.filter(decision__in=Run.LEFT_UNDONE).first():
        return decided_already(settled), False
    return None


def _is_asked_the_same(feed: Feed, run: Run) -> bool:
    """Whether the file is said to be what the last applied one was said to be."""
    applied = Run.objects.filter(feed=feed, is_applied=True, reverts__isnull=True).order_by("-pk")
    return bool(run.scope == (applied.values_list("scope", flat=True).first() or {}))


def _read(run: Run, how: ReaderSettings, fetched: Fetched, folder: Path, lease: Lease, *, seconds: int) -> Reading:
    findings = folder / "reading"
    findings.mkdir()
    job = Job(
        run.feed.format,
        how,
        fetched.answers,
        answered_profile(),
        str(findings),
        memory_bytes=settings.FEED_READER_MEMORY_BYTES,
        seconds=seconds,
        scope=scope_of(run.scope),
    )
    return read(job, lambda: lease.renew(lambda: {"rows": rows_read(findings)}))


def _apply(lease: Lease, run: Run, reading: Reading, validators: Validators) -> Run:
    """Plan and apply; again where something else was written of the source in between."""
    feed = run.feed
    for _ in range(_PLANS):
        feed.refresh_from_db(fields=["revision"])
        lease.enter("comparing")
        plan = make_plan(feed.source, reading, _accepted_run(feed), scope_of(run.scope))
        verdict = judge(plan, _kept_by_decision(feed))
        plan.problems += those_that_stay(plan, verdict)
        work = Work(plan, verdict, reading, validators, feed.revision)
        lease.enter("applying", settings.FEED_APPLY_LEASE_SECONDS)
        try:
            return _apply_in_turn(lease, work)
        except StalePlan:
            logger.info("run %s: its source was written meanwhile, it is compared again", lease.run_id)
    raise ApplyTimeout("Its source is written by others all the time.")


def _apply_in_turn(lease: Lease, work: Work) -> Run:
    """On SQLite feeds apply one after another: wait while another one writes for longer than the busy timeout."""
    give_up_at = time.monotonic() + settings.FEED_APPLY_SECONDS
    while True:
        try:
            return apply(lease, work)
        except OperationalError as error:
            is_busy = connection.vendor == "sqlite" and "locked" in str(error)
            if not is_busy or time.monotonic() > give_up_at:
                raise
            time.sleep(_LOCKED_PAUSE)


def _accepted_run(feed: Feed) -> int:
    last = Run.objects.filter(feed=feed, is_applied=True).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _kept_by_decision(feed: Feed) -> set[int]:
    """Courses of which a discard or a lapse decided that they stay, as long as they were not stated again since."""
    kept = Change.objects.filter(
        run__feed=feed,
        run__decision__in=Run.LEFT_UNDONE,
        kind=Change.Kind.HELD,
        course__stated_at__lt=F("run__finished_at"),
        course__withdrawn_at__isnull=True,
    )
    return {key for key in kept.values_list("course", flat=True) if key is not None}


@contextmanager
def _given_back_on_a_crash(lease: Lease) -> Iterator[None]:
    """A fault of ours goes on to the log, but the run ends with words; a lost database leaves it to another attempt,
    and a process that is told to end gives it back."""
    is_ours = True
    try:
        yield
        is_ours = False
    except (*_EXPECTED, OperationalError, InterfaceError):
        is_ours = False
        raise
    except SystemExit:
        is_ours = False
        connection.close()  # the signal may have come in the middle of a query
        lease.give_back()
        raise
    finally:
        if is_ours:
            close_failed(lease, "worker_lost", OURS)


@contextmanager
def _spool(run: Run) -> Iterator[Path]:
    """A folder for this attempt; what an attempt that was killed left behind goes too."""
    root = Path(settings.FEED_SPOOL_DIR)
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"run-{run.pk}-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = root / f"run-{run.pk}-{run.attempts}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
