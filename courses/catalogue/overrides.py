"""What does a college say of a course in place of its source, and where has the source moved since?"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from courses.catalogue.bulk import among, update_rows
from courses.catalogue.conflict_todo import ask_or_settle
from courses.catalogue.models import Course, Override, Source
from courses.catalogue.said import LABELS

FIELDS = (
    "title",
    "description",
    "level",
    "award",
    "disciplines",
    "open_to",
    "admission",
    "admission_text",
    "admission_url",
    "prerequisites",
    "credits",
    "duration",
    "intake",
    "url",
    "people",
)
"""What may be edited over a source, in the order of the desk."""


class Edit(NamedTuple):
    """An edit that readers see: which field, and since when."""

    label: str
    made_at: dt.datetime


class Edits:
    """Those over some courses: `values` by course and field, without the fields that their sources lock."""

    def __init__(self, overrides: Sequence[Override]) -> None:
        self._overrides = overrides
        self.values: dict[int, dict[str, Any]] = {}
        if not overrides:
            return
        locked = _locked({override.course_id for override in overrides})
        for override in overrides:
            if override.field not in locked[override.course_id]:
                self.values.setdefault(override.course_id, {})[override.field] = override.value

    def compare(self, stated: Mapping[int, Mapping[str, Any]], at: dt.datetime) -> None:
        """Note which of them their source has moved away from, and which it has come back to."""
        rows = []
        for override in self._overrides:
            now = stated[override.course_id].get(override.field)
            moved_at = None if now in (override.against, override.value) else override.moved_at or at
            if moved_at != override.moved_at:
                rows.append((override.pk, moved_at))
        if rows:
            update_rows(Override, ("moved_at",), rows)
            touched = Course.objects.filter(pk__in=among(stated)).order_by()
            ask_or_settle(touched.values_list("organisation", flat=True).distinct())


def edited_fields(keys: Sequence[int]) -> dict[int, list[str]]:
    """Which fields of these courses were edited over what their sources state, by course."""
    found: dict[int, list[str]] = {}
    for course, field in Override.objects.filter(course__in=among(keys)).order_by("pk").values_list("course", "field"):
        found.setdefault(course, []).append(field)
    return found


def edits_over(courses: Sequence[int]) -> Edits:
    """One query, and another where there are any."""
    return Edits(list(Override.objects.filter(course__in=among(courses)).order_by()))


def edits_of(course: Course) -> list[Edit]:
    """What readers are told was edited; `course` comes with its source."""
    held = course.overrides.exclude(field__in=course.source.locked_fields).values_list("field", "made_at")
    return [Edit(LABELS[field], made_at) for field, made_at in sorted(held, key=lambda one: FIELDS.index(one[0]))]


def conflicts(courses: QuerySet[Course]) -> list[Override]:
    """Edits of these courses that wait for an answer, the oldest question first; not those of locked fields."""
    waiting = Override.objects.filter(course__in=courses.order_by(), moved_at__isnull=False)
    found = waiting.select_related("course__source", "course__organisation", "made_by").order_by("moved_at", "pk")
    return [one for one in found if one.field not in one.course.source.locked_fields]


def _locked(courses: set[int]) -> dict[int, list[str]]:
    sources = Course.objects.filter(pk__in=among(courses)).values_list("pk", "source_id")
    fields = dict(Source.objects.filter(courses__in=among(courses)).values_list("pk", "locked_fields"))
    return {course: fields[source] for course, source in sources}
