"""A whole catalogue in parts: begun, sent part after part, and committed as one run in which absence counts."""

import datetime as dt
import tempfile
import uuid
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length

from consortium.clock import shared_now
from courses.feeds.fetch.spool import megabytes
from courses.feeds.models import Feed, KeptFile, Run, Transfer, TransferPart
from courses.feeds.push.beginning import begin_pushed
from courses.feeds.push.checking import Result, as_file, read_here, results_of, told_where_full
from courses.feeds.push.keeping import keep_pushed
from courses.feeds.push.message import Message
from courses.feeds.push.pausing import lock_unless_paused, refuse_paused
from courses.feeds.uploads.keeping import CannotKeep


class Progress(NamedTuple):
    """Of a transfer: the numbers of the parts that are here, so that a client goes on where it stopped."""

    token: uuid.UUID
    parts: list[int]
    records: int
    until: dt.datetime


class NoTransfer(ValueError):
    """There is no such transfer of this feed, or no more."""


class NotComplete(ValueError):
    """A commit of what is not all here."""


@transaction.atomic
def begin_transfer(feed: Feed) -> Progress:
    """A new one; what was begun before and never committed is of an older state and goes. Raises Paused."""
    refuse_paused(feed)
    older = Transfer.objects.filter(feed=feed, run__isnull=True)
    older.filter(pk__in=[one.pk for one in older.select_for_update()]).delete()  # once no part is being kept of it
    return _progress(Transfer.objects.create(feed=feed, begun_at=shared_now()))


def status_of(feed: Feed, message: Message) -> Progress:
    """For a client that stopped on the way. Raises NoTransfer."""
    return _progress(_named(feed, message))


def _progress(transfer: Transfer) -> Progress:
    parts = transfer.parts.aggregate(records=Sum("records"))
    numbers = list(transfer.parts.values_list("number", flat=True))
    return Progress(transfer.token, numbers, parts["records"] or 0, transfer.begun_at + _kept_for())


def take_part(feed: Feed, message: Message) -> list[Result]:
    """Check and keep one part; the same number again takes its place. Raises NoTransfer, NotReadable, CannotKeep."""
    _named(feed, message)
    records = message.records or ()
    with read_here(records) as reading:
        results = results_of(reading, len(records))
    _keep_part(feed, message, len(records), as_file(records))
    return results


@transaction.atomic
def _keep_part(feed: Feed, message: Message, records: int, body: bytes) -> None:
    """Nobody commits the transfer or puts it aside meanwhile: a part that was answered is read."""
    transfer = _named(feed, message, locks=True)
    number = message.part or 0
    _check_room(transfer, number, len(body))
    values = {"records": records, "body": body, "body_hash": sha256(body).hexdigest()}
    TransferPart.objects.update_or_create(transfer=transfer, number=number, defaults=values)


def _check_room(transfer: Transfer, number: int, size: int) -> None:
    """Parts that no commit could join are not piled up. Raises CannotKeep."""
    others = transfer.parts.exclude(number=number).aggregate(size=Sum(Length("body")))
    if (others["size"] or 0) + size > (most := settings.FEED_MAX_UNPACKED_BYTES):
        raise CannotKeep(
            f"The parts of this transfer hold more than {megabytes(most)} together, and one catalogue may not. This "
            "part was not kept: leave out what is no course, and begin anew."
        )


@transaction.atomic
def commit_transfer(feed: Feed, message: Message) -> Run:
    """The queued run that reads all parts as one file; whoever calls tells the queue. Raises Paused,
    NoTransfer, NotComplete, AlreadyRunning, NotReadable, CannotKeep. Committed again, the same run."""
    refuse_paused(feed)
    transfer = _named(feed, message, locks=True, committed=True)
    if transfer.run is not None:
        return transfer.run
    _check_whole(transfer, message.parts or 0)
    run = begin_pushed(feed, lambda: _kept(transfer), tell_at=shared_now())
    lock_unless_paused(feed)
    transfer.run = run
    transfer.save(update_fields=["run"])
    transfer.parts.all().delete()
    return run


def forget_transfers(now: dt.datetime) -> None:
    """Those that were begun and never committed."""
    Transfer.objects.filter(begun_at__lt=now - _kept_for()).delete()


def _named(feed: Feed, message: Message, *, locks: bool = False, committed: bool = False) -> Transfer:
    found = Transfer.objects.select_related("run").select_for_update(of=("self",)) if locks else Transfer.objects
    named = found.filter(feed=feed, token=message.transfer or uuid.UUID(int=0))
    transfer = named.filter(begun_at__gt=shared_now() - _kept_for()).first()
    if transfer is None or (transfer.run_id and not committed):
        raise NoTransfer("There is no such transfer, or it was committed or is too old. Begin a new one.")
    return transfer


def _check_whole(transfer: Transfer, parts: int) -> None:
    here = set(transfer.parts.values_list("number", flat=True))
    missing = sorted(set(range(1, parts + 1)) - here)
    if missing:
        shown = ", ".join(str(number) for number in missing[:20])
        raise NotComplete(f"Parts are missing: {shown}. Send them, then commit again. Nothing was changed.")
    if too_many := sorted(here - set(range(1, parts + 1))):
        raise NotComplete(f"Part {too_many[0]} is here, but the commit speaks of {parts} parts. Nothing was changed.")


def _kept(transfer: Transfer) -> KeptFile:
    with told_where_full(), tempfile.TemporaryFile() as joined:
        joined.writelines(_joined(transfer))
        return keep_pushed(transfer.feed, joined, transfer.begun_at)


def _joined(transfer: Transfer) -> Iterator[bytes]:
    """The bodies of all parts as one list of records."""
    start, end = b'{"records":[', b"]}"
    yield start
    for number, body in enumerate(transfer.parts.values_list("body", flat=True).iterator(chunk_size=20)):
        yield (b",\n" if number else b"") + bytes(body)[len(start) : -len(end)]
    yield end


def _kept_for() -> dt.timedelta:
    return dt.timedelta(hours=settings.PUSH_TRANSFER_HOURS)


__all__ = [
    "CannotKeep",
    "NoTransfer",
    "NotComplete",
    "Progress",
    "begin_transfer",
    "commit_transfer",
    "forget_transfers",
    "status_of",
    "take_part",
]
