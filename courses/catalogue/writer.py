"""The one writer of courses and offerings: set by set, for syncs, edits and reverts alike.

Every function runs in the caller's transaction and, in it, tells of the ids that it wrote (`courses_changed`).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from courses.catalogue.bulk import among, blocks, insert_rows, next_keys, update_rows
from courses.catalogue.models import Course, Offering, Source
from courses.catalogue.overrides import edits_over
from courses.catalogue.settle import (
    COURSE_COLUMNS,
    OFFERING_COLUMNS,
    VOLATILE_COLUMNS,
    settle,
    settle_offering,
    settle_volatile,
)
from courses.catalogue.signals import courses_changed
from courses.catalogue.slugs import free_slugs
from courses.catalogue.written import MARK, mark

_STATED = ("stated", "fingerprint", "volatile_fingerprint", "carried")
_NEW = (
    "id", "public_id", "source_id", "organisation_id", "record_id", "slug", "changed_at", "stated_at", "hidden_reason",
    *MARK,
)  # fmt: skip
_CHANGED = ("changed_at", "withdrawn_at", "stated_at")


class Stated(NamedTuple):
    """A record as its source stated it: plain values, its fingerprints, and the fields carried from an earlier run."""

    record_id: str
    stated: dict[str, Any]
    fingerprint: bytes
    volatile_fingerprint: bytes
    carried: dict[str, Any]


def create_courses(
    source: Source, records: Iterable[Stated], at: dt.datetime, stated_at: dt.datetime | None = None
) -> Iterator[list[tuple[str, int]]]:
    """Write new courses; yields (record id, primary key) of each block once it stands. The caller takes them all.

    `stated_at` is a date of their own, here and below; without it they share their source's.
    """
    for block in blocks(records):
        _in_a_transaction()
        keys = next_keys(Course, len(block))
        _insert_courses(source, keys, block, at, stated_at)
        named = list(zip(keys, block, strict=True))
        _insert_offerings((key, offering) for key, record in named for offering in _offerings(record))
        _tell(keys)
        yield [(record.record_id, key) for key, record in named]


def change_courses(
    records: Iterable[tuple[int, Stated]], at: dt.datetime, stated_at: dt.datetime | None = None
) -> None:
    """Write what courses now state, by primary key. One that was withdrawn is back."""
    for block in blocks(records):
        _in_a_transaction()
        now, ours = mark(), edits_over([key for key, _ in block])
        update_rows(
            Course,
            (*MARK, *_CHANGED, *_STATED, *COURSE_COLUMNS),
            (
                (key, *now, at, None, stated_at, *record[1:], *settle(record.stated, ours.values.get(key)).values())
                for key, record in block
            ),
        )
        ours.compare({key: record.stated for key, record in block}, at)
        _write_offerings(block, at)
        _tell([key for key, _ in block])


def settle_again(keys: Iterable[int]) -> None:
    """Write the columns anew of courses whose source states what it did: their edits are others now."""
    for block in blocks(keys):
        _in_a_transaction()
        now, ours = mark(), edits_over(block)
        held = Course.objects.filter(pk__in=among(block)).values_list("pk", "stated")
        rows = [(key, *now, *settle(stated, ours.values.get(key)).values()) for key, stated in held]
        update_rows(Course, (*MARK, *COURSE_COLUMNS), rows)
        _tell(block)


def refresh_courses(records: Iterable[tuple[int, Stated]]) -> None:
    """Write the volatile values of courses that state nothing else than before."""
    for block in blocks(records):
        _in_a_transaction()
        now = mark()
        update_rows(
            Course,
            (*MARK, "stated", "volatile_fingerprint"),
            ((key, *now, record.stated, record.volatile_fingerprint) for key, record in block),
        )
        held = _held_offerings(key for key, _ in block)
        update_rows(
            Offering,
            VOLATILE_COLUMNS,
            (
                (held[key, offering["id"]], *settle_volatile(offering).values())
                for key, record in block
                for offering in _offerings(record)
            ),
        )
        _tell([key for key, _ in block])


def mark_carried(records: Iterable[tuple[int, Stated]]) -> None:
    """Write which values are carried of courses that state nothing else than before."""
    for block in blocks(records):
        _in_a_transaction()
        update_rows(Course, ("carried",), ((key, record.carried) for key, record in block))
        _tell([key for key, _ in block])


def return_courses(keys: Iterable[int], stated_at: dt.datetime | None = None) -> None:
    """Courses that are stated again, as they were: no longer withdrawn."""
    _set(keys, withdrawn_at=None, stated_at=stated_at)


def withdraw_courses(keys: Iterable[int], at: dt.datetime) -> None:
    """Courses that their source states no more. They are kept; when they were last stated must be marked before."""
    _set(keys, withdrawn_at=at)


def mark_stated_at(keys: Iterable[int], stated_at: dt.datetime | None) -> None:
    """Courses refused or absent for the first time get a date of their own: that of the last accepted read."""
    for block in blocks(keys):
        first = list(Course.objects.filter(pk__in=among(block), stated_at__isnull=True).values_list("pk", flat=True))
        _set(first, stated_at=stated_at)


def state_again(keys: Iterable[int], stated_at: dt.datetime | None = None) -> None:
    """Courses that are accepted again as they are."""
    for block in blocks(keys):
        others = Course.objects.filter(pk__in=among(block)).exclude(stated_at=stated_at)
        _set(list(others.values_list("pk", flat=True)), stated_at=stated_at)


def _set(keys: Iterable[int], **columns: Any) -> None:
    for block in blocks(keys):
        _in_a_transaction()
        Course.objects.filter(pk__in=among(block)).update(**columns, **mark()._asdict())
        _tell(block)


def _insert_courses(
    source: Source, keys: list[int], block: list[Stated], at: dt.datetime, stated_at: dt.datetime | None
) -> None:
    settled = [settle(record.stated) for record in block]
    slugs = free_slugs(
        source,
        ((columns["title"], columns["code"], record.record_id) for columns, record in zip(settled, block, strict=True)),
    )
    owner, now = (source.pk, source.organisation_id), mark()
    rows = (
        (key, uuid.uuid4(), *owner, record.record_id, slug, at, stated_at, "", *now, *record[1:], *columns.values())
        for key, record, slug, columns in zip(keys, block, slugs, settled, strict=True)
    )
    insert_rows(Course, (*_NEW, *_STATED, *COURSE_COLUMNS), rows)


def _write_offerings(block: Sequence[tuple[int, Stated]], at: dt.datetime) -> None:
    """New ones are inserted, known ones updated, and those no longer stated kept as withdrawn."""
    held = _held_offerings(key for key, _ in block)
    stated = {(key, offering["id"]): offering for key, record in block for offering in _offerings(record)}
    _insert_offerings((name[0], offering) for name, offering in stated.items() if name not in held)
    update_rows(
        Offering,
        (*OFFERING_COLUMNS, "withdrawn_at"),
        ((held[name], *settle_offering(offering).values(), None) for name, offering in stated.items() if name in held),
    )
    gone = [pk for name, pk in held.items() if name not in stated]
    for some in blocks(gone):
        Offering.objects.filter(pk__in=among(some), withdrawn_at__isnull=True).update(withdrawn_at=at)


def _insert_offerings(offerings: Iterable[tuple[int, dict[str, Any]]]) -> None:
    insert_rows(
        Offering,
        ("course_id", "offering_id", *OFFERING_COLUMNS),
        ((course, offering["id"], *settle_offering(offering).values()) for course, offering in offerings),
    )


def _held_offerings(courses: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = Offering.objects.filter(course__in=among(courses)).values_list("course_id", "offering_id", "pk")
    return {(course, offering): pk for course, offering, pk in rows}


def _offerings(record: Stated) -> list[dict[str, Any]]:
    offerings: list[dict[str, Any]] = record.stated.get("offerings", [])
    return offerings


def _tell(ids: list[int]) -> None:
    courses_changed.send(Course, ids=ids)


def _in_a_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("courses are written in the transaction of their run")
