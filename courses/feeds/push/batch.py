"""A batch: additions and changes of up to 500 records, written before it is answered. It never withdraws."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from courses.feeds.collecting import without_old_objects
from courses.feeds.leases import begin
from courses.feeds.models import Change, Feed, Run
from courses.feeds.outcome import Validators
from courses.feeds.push.checking import Result, as_file, read_here, results_of
from courses.feeds.scope import Scope
from courses.feeds.settings_hash import settings_hash
from courses.feeds.sync import carry_out_reading

TRIGGER = "push"


class Paused(Exception):
    """Nothing of this feed is taken at present, or not this again; says why."""


CHANGES = Scope("changes")


def push_batch(feed: Feed, records: Sequence[msgspec.Raw]) -> tuple[Run, list[Result]]:
    """The run, and a result for each record: created, changed, returned, same, held, repeated or refused.

    A run that is superseded wrote nothing: another is at work. Raises NotReadable, Paused.
    """
    content = sha256(as_file(records)).hexdigest()
    if feed.paused_at and feed.paused_hash == content:
        raise Paused(f"{feed.paused_reason} This batch is what was undone.")
    with without_old_objects(), read_here(records) as reading:
        results = results_of(reading, len(records))
        run = begin(feed, TRIGGER, scope=CHANGES)
        if run.status == Run.Status.QUEUED:
            carry_out_reading(run.pk, reading, Validators(content, settings_hash(feed, CHANGES)))
            run.refresh_from_db()
    _name_what_happened(run, results)
    return run, results


def _name_what_happened(run: Run, results: list[Result]) -> None:
    told = Change.objects.filter(run=run).exclude(kind=Change.Kind.CARRIED)
    changes = told.values_list("kind", "course__record_id", "after__id")
    kinds: dict[Any, str] = {record_id or stated: kind for kind, record_id, stated in changes}
    otherwise = "same" if run.is_applied else "held"
    for result in results:
        if result["status"] == "accepted":
            result["status"] = kinds.get(result["id"], otherwise) if run.is_applied else otherwise
