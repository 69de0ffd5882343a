"""A batch: additions and changes of up to 500 records, written before it is answered. It never withdraws."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from courses.feeds.collecting import without_old_objects
from courses.feeds.models import Change, Feed, Run
from courses.feeds.outcome import Validators, fail
from courses.feeds.push.beginning import begin_pushed
from courses.feeds.push.checking import NotReadable, Result, read_here, results_of
from courses.feeds.push.keeping import keep_batch
from courses.feeds.push.pausing import lock_unless_paused
from courses.feeds.scope import Scope
from courses.feeds.settings_hash import settings_hash
from courses.feeds.sync import carry_out_reading

CHANGES = Scope("changes")


def push_batch(feed: Feed, body: bytes, records: Sequence[msgspec.Raw]) -> tuple[Run, list[Result]]:
    """The run, and a result for each record: created, changed, returned, same, held, repeated or refused.

    `body` is the message as it came, `records` what stands in it. Raises Paused, AlreadyRunning, and NotReadable once
    the run says so.
    """
    content = sha256(body).hexdigest()
    with transaction.atomic():
        run = begin_pushed(feed, lambda: keep_batch(feed, body), CHANGES)
        lock_unless_paused(feed, content)
    with _told_by(run), without_old_objects(), read_here(records) as reading:
        results = results_of(reading, len(records))
        carry_out_reading(run.pk, reading, Validators(content, settings_hash(feed, CHANGES)))
    run = Run.objects.select_related("feed__source__organisation", "file").get(pk=run.pk)
    _name_what_happened(run, results)
    return run, results


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
    otherwise = "same" if run.is_applied else "held"
    for result in results:
        if result["status"] == "accepted":
            result["status"] = kinds.get(result["id"], otherwise)
