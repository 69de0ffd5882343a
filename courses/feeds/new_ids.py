"""A college's system changed its ids: which held courses does a run state under others, and how do they get those?

What a course is called in its source is a value like any other: `stated` holds it, so a change says it before and
after, and undoing the run gives it back.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from courses.catalogue.bulk import among, blocks, delete_rows, update_rows
from courses.catalogue.models import Course
from courses.catalogue.writer import Stated
from courses.feeds.alike import Alike, alike, key_of
from courses.feeds.models import Change, Run

_ABSENT = (Change.Kind.HELD, Change.Kind.WITHDRAWN)


def moved_in(run: Run) -> Alike:
    """By the changes of its document: which absent courses come again, by code and title, under an id that is new."""
    absent = run.changes.filter(kind__in=_ABSENT, course__isnull=False, before__isnull=False)
    created = run.changes.filter(kind=Change.Kind.CREATED, after__isnull=False)
    return alike(_keys(absent.values_list("pk", "before")), _keys(created.values_list("pk", "after")))


def may_have_moved(run: Run) -> bool:
    """Whether its document may tell of moved ids; asked before it is read."""
    kinds = set(run.changes.order_by().values_list("kind", flat=True).distinct())
    return Change.Kind.CREATED in kinds and not kinds.isdisjoint(_ABSENT)


def move_ids(run: Run) -> list[tuple[int, dt.datetime]]:
    """Give the courses their new ids: in the run's document they are changed ones from now on, which confirming it
    writes. Returns (course, when it last changed) of those of which nothing else changed: an id is nothing that readers
    see."""
    as_before: list[tuple[int, dt.datetime]] = []
    for block in blocks(moved_in(run).pairs):
        changes = Change.objects.select_related("course").in_bulk([key for pair in block for key in pair])
        pairs = [(changes[gone], changes[new]) for gone, new in block]
        update_rows(Course, ("record_id",), ((gone.course_id, _id(new.after)) for gone, new in pairs))
        update_rows(
            Change,
            ("course_id", "kind", "before", "carried_before"),
            ((new.pk, gone.course_id, Change.Kind.CHANGED, gone.before, gone.carried_before) for gone, new in pairs),
        )
        as_before += [
            (gone.course.pk, gone.course.changed_at) for gone, new in pairs if gone.course and _same(gone, new)
        ]
        held = sum(gone.kind == Change.Kind.HELD for gone, _ in pairs)
        delete_rows(Change.objects.filter(pk__in=among([gone.pk for gone, _ in pairs])))
        run.created, run.changed = run.created - len(pairs), run.changed + len(pairs)
        run.held, run.withdrawn = run.held - held, run.withdrawn - (len(pairs) - held)
    return as_before


def give_back_ids(rewritten: list[tuple[int, Stated]]) -> None:
    """Before courses state again what they stated: under the id that they had then."""
    wanted = {key: _id(one.stated) for key, one in rewritten}
    held = Course.objects.filter(pk__in=among(wanted)).values_list("pk", "record_id")
    update_rows(Course, ("record_id",), ((key, wanted[key]) for key, record_id in held if record_id != wanted[key]))


def _keys(rows: Any) -> Iterator[tuple[int, str]]:
    return ((key, key_of(stated)) for key, stated in rows.iterator(chunk_size=1_000))


def _same(gone: Change, new: Change) -> bool:
    return {**(gone.before or {}), "id": ""} == {**(new.after or {}), "id": ""}


def _id(stated: dict[str, Any] | None) -> str:
    return str((stated or {})["id"])
