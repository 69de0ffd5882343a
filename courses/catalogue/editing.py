"""How does a person put a value in place of what a source states, and answer when the source moves?"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortium.people.models import User
from courses.catalogue.conflict_todo import ask_or_settle
from courses.catalogue.editions import note_edits
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Course, Override, Source
from courses.catalogue.overrides import FIELDS
from courses.catalogue.seen import seen_of
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import settle_again


class CannotEdit(ValueError):
    """Says why, and what to do."""


class ChangedSince(Exception):
    """The field is no longer what the person saw."""


def edit(course: Course, field: str, value: Any, by: User | None, *, seen: str | None = None) -> bool:
    """Show `value`, a checked one, in place of what the source states; None shows nothing.

    False where the source states it already: then nothing stands over it. `seen` is `seen_of` what the person looked
    at, here and below. Raises CannotEdit, ChangedSince.
    """
    with transaction.atomic():
        course = _locked(course, field, seen)
        _check(course, field, value)
        stated = course.stated.get(field)
        if value == stated:
            Override.objects.filter(course=course, field=field).delete()
        else:
            made = {"value": value, "against": stated, "made_by": by, "made_at": timezone.now(), "moved_at": None}
            Override.objects.update_or_create(course=course, field=field, defaults=made)
        _settle(course)
    return bool(value != stated)


def drop(course: Course, field: str, *, seen: str | None = None) -> None:
    """Show again what the source states. Raises ChangedSince."""
    with transaction.atomic():
        course = _locked(course, field, seen)
        Override.objects.filter(course=course, field=field).delete()
        _settle(course)


def keep(course: Course, field: str, by: User | None, *, seen: str | None = None) -> None:
    """The source moved, and the edit stands over what it states now. Raises ChangedSince."""
    with transaction.atomic():
        course = _locked(course, field, seen)
        Override.objects.filter(course=course, field=field).update(
            against=course.stated.get(field), moved_at=None, made_by=by, made_at=timezone.now()
        )
        ask_or_settle([course.organisation_id])


def lock_fields(source: Source, fields: Iterable[str]) -> None:
    """In these fields the feed has the last word: edits of them rest, and count again once a field is let go."""
    chosen = [field for field in FIELDS if field in set(fields)]
    with transaction.atomic():
        lock_catalogue(source.organisation_id)
        Source.objects.filter(pk=source.pk).update(locked_fields=chosen)
        edited = Override.objects.filter(course__source=source).values_list("course", flat=True).distinct()
        keys = list(edited.order_by("course"))
        settle_again(keys)
        note_edits(keys)
        settle_twins(source.organisation)
        ask_or_settle([source.organisation_id])


def _locked(course: Course, field: str, seen: str | None) -> Course:
    """As it stands once nobody else writes."""
    lock_catalogue(course.organisation_id)
    course = Course.objects.select_related("source", "organisation").get(pk=course.pk)
    if seen is not None:
        override = Override.objects.filter(course=course, field=field).first()
        if seen != seen_of(course.stated.get(field), override):
            raise ChangedSince("Since this page was opened, somebody or the feed changed the field. Look again.")
    return course


def _check(course: Course, field: str, value: Any) -> None:
    if field not in FIELDS:
        raise CannotEdit("This field is the source's own. Change it there.")
    if course.source.kind == Source.Kind.TYPED:
        raise CannotEdit("This course is typed by hand. Change the course itself.")
    if field in course.source.locked_fields:
        raise CannotEdit("Your college lets the feed have the last word in this field. Change it at the source.")
    if field == "title" and not value:
        raise CannotEdit("A course needs a title. Write one, or hide the course.")


def _settle(course: Course) -> None:
    settle_again([course.pk])
    note_edits([course.pk])
    settle_twins(course.organisation)
    ask_or_settle([course.organisation_id])
