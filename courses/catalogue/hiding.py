"""How does a person take a course, a source or a college's whole catalogue from view, and show it again?"""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.people.models import User
from courses.catalogue.bulk import BLOCK, among
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Course, HiddenCollege, Source
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.signals import courses_changed
from courses.catalogue.twins import settle_twins, twins_of
from courses.catalogue.written import mark


class NoReason(ValueError):
    """A course is hidden with a reason, or not at all."""


@transaction.atomic
def hide_course(course: Course, by: User | None, reason: str) -> None:
    """Hide it and its twins from pages, search and addresses; no sync brings them back. Raises NoReason."""
    _set(course, hidden_at=timezone.now(), hidden_by=by, hidden_reason=_reason(reason))


@transaction.atomic
def show_course(course: Course) -> None:
    """Undo `hide_course`, for its twins too."""
    _set(course, hidden_at=None, hidden_by=None, hidden_reason="")


@transaction.atomic
def hide_source(source: Source, by: User | None, reason: str) -> None:
    """Hide all its courses, those that it will state too. Raises NoReason."""
    _set_source(source, hidden_at=timezone.now(), hidden_by=by, hidden_reason=_reason(reason))


@transaction.atomic
def show_source(source: Source) -> None:
    """Undo `hide_source`. What was hidden singly stays hidden."""
    _set_source(source, hidden_at=None, hidden_by=None, hidden_reason="")


@transaction.atomic
def hide_college(organisation: Organisation, by: User | None, reason: str) -> None:
    """Hide all courses of a college, of whichever source, those that come later too. Raises NoReason."""
    facts = {"hidden_at": timezone.now(), "hidden_by": by, "hidden_reason": _reason(reason)}
    lock_catalogue(organisation.pk)
    HiddenCollege.objects.update_or_create(organisation=organisation, defaults=facts)
    _tell(Course.objects.filter(organisation=organisation))


@transaction.atomic
def show_college(organisation: Organisation) -> None:
    """Undo `hide_college`. What was hidden singly, or with its source, stays hidden."""
    lock_catalogue(organisation.pk)
    HiddenCollege.objects.filter(organisation=organisation).delete()
    _tell(Course.objects.filter(organisation=organisation))


def is_hidden(course: Course) -> bool:
    """Singly or as a twin of one that is, with its source or with its college; as `CourseQuerySet.hidden()`."""
    singly = course.hidden_at or (course.same_as is not None and course.same_as.hidden_at)
    return any((singly, course.source.hidden_at, hasattr(course.organisation, "hidden_courses")))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NoReason("Say why it is hidden: whoever comes later must understand it.")
    return reason.strip()[:300]


def _set(course: Course, **columns: object) -> None:
    lock_catalogue(course.organisation_id)
    keys = [twin.pk for twin in twins_of(course)]
    Course.objects.filter(pk__in=keys).update(**columns, **mark()._asdict())
    settle_twins(course.organisation)
    courses_changed.send(Course, ids=keys)


def _set_source(source: Source, **columns: object) -> None:
    lock_catalogue(source.organisation_id)
    Source.objects.filter(pk=source.pk).update(**columns)
    settle_twins(source.organisation)
    _tell(Course.objects.filter(source=source))


def _tell(courses: CourseQuerySet) -> None:
    for block in _blocks(courses):
        Course.objects.filter(pk__in=among(block)).update(**mark()._asdict())
        courses_changed.send(Course, ids=block)


def _blocks(courses: CourseQuerySet) -> Iterator[list[int]]:
    """Primary keys, a block at a time: no cursor stays open while entries are written."""
    last = 0
    while block := list(courses.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK]):
        yield block
        last = block[-1]
