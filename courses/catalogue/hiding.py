"""How does a person take a course from view, and show it again?"""

from django.db import transaction
from django.utils import timezone

from consortium.people.models import User
from courses.catalogue.models import Course
from courses.catalogue.signals import courses_changed
from courses.catalogue.twins import settle_twins, twins_of
from courses.catalogue.written import mark


class NoReason(ValueError):
    """A course is hidden with a reason, or not at all."""


@transaction.atomic
def hide_course(course: Course, by: User | None, reason: str) -> None:
    """Hide it and its twins from pages, search and addresses; no sync brings them back. Raises NoReason."""
    if not reason.strip():
        raise NoReason("Say why the course is hidden: whoever comes later must understand it.")
    _set(course, hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason.strip()[:300])


@transaction.atomic
def show_course(course: Course) -> None:
    """Undo `hide_course`, for its twins too."""
    _set(course, hidden_at=None, hidden_by=None, hidden_reason="")


def _set(course: Course, **columns: object) -> None:
    keys = [twin.pk for twin in twins_of(course)]
    Course.objects.filter(pk__in=keys).update(**columns, **mark()._asdict())
    settle_twins(course.organisation)
    courses_changed.send(Course, ids=keys)
