"""A batch: additions and changes of up to 500 records, written before it is answered. It never withdraws."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q

from courses.catalogue.models import Course
from courses.feeds.collecting import seldom_collecting
from courses.feeds.models import Change, Feed, Run
from courses.feeds.outcome import Validators, fail
from courses.feeds.overtaken import is_restated
from courses.feeds.push.beginning import begin_pushed
from courses.feeds.push.checking import NotReadable, Result, read_here, results_of
from courses.feeds.push.keeping import keep_batch
from courses.feeds.push.pausing import lock_unless_paused, refuse_paused
from courses.feeds.scope import CHANGES
from courses.feeds.settings_hash import settings_hash
from courses.feeds.sync import carry_out_reading


def push_batch(feed: Feed, body: bytes, records: Sequence[msgspec.Raw]) -> tuple[Run, list[Result]]:
    """The run, and a result for each record: created, changed, returned, same, held, discarded, repeated or refused.

    `body` is the message as it came, `records` what stands in it. What was asked about already is asked once: the
    answer is of the run that asked. Raises Paused, AlreadyRunning, and NotReadable once the run says so.
    """
    validators = Validators(sha256(body).hexdigest(), settings_hash(feed, CHANGES))
    refuse_paused(feed, validators.content_hash)  # before anything of it is kept
    asked = _asked_already(feed, validators)
    if asked is not None:
        run = asked
    else:
        with transaction.atomic():
            run = begin_pushed(feed, lambda: keep_batch(feed, body), CHANGES)
            lock_unless_paused(feed, validators.content_hash)
    with nullcontext() if asked else _told_by(run), seldom_collecting(), read_here(records) as reading:
        results = results_of(reading, len(records))
        if asked is None:
            carry_out_reading(run.pk, reading, validators)
            run = _asked_already(feed, validators) or run  # under another way of reading (decided.py)
    run = Run.objects.select_related("feed__source__organisation", "file").get(pk=run.pk)
    _name_what_happened(run, results)
    return run, results


def _asked_already(feed: Feed, validators: Validators) -> Run | None:
    """The batch with the same content that waits, or that was decided against, unless its records were told since."""
    same = Run.objects.filter(feed=feed, trigger=Run.PUSHED, scope=CHANGES.stated(), is_applied=False)
    same = same.filter(content_hash=validators.content_hash, settings_hash=validators.settings_hash)
    last = same.filter(Q(status=Run.Status.HELD) | Q(decision__in=Run.LEFT_UNDONE)).order_by("-pk").first()
    return None if last is None or is_restated(last) else last


@contextmanager
def _told_by(run: Run) -> Iterator[None]:
    """A batch that cannot be read is told to the college too, not to its sender alone."""
    try:
        yield
    except NotReadable as error:
        with transaction.atomic():
            fail(run, error.reason, error.message)
        raise


def _name_what_happened(run: Run, results: list[Result]) -> None:
    written = Change.objects.filter(run=run, run__is_applied=True).exclude(kind=Change.Kind.CARRIED)
    kinds: dict[Any, str] = dict(written.values_list("course__record_id", "kind"))
    otherwise = "same" if run.is_applied else "discarded" if run.decision else "held"
    accepted = [result for result in results if result["status"] == "accepted"]
    courses = Course.objects.filter(source=run.feed.source, record_id__in=[result["id"] for result in accepted])
    here = set(courses.values_list("record_id", flat=True))
    for result in accepted:
        is_here = result["id"] in here or not run.is_applied  # a new one whose title is in dispute is none yet
        result["status"] = kinds.get(result["id"], otherwise) if is_here else "refused"
