"""Whose courses may a person hide, show and confirm?"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.people.memberships import roles_of
from consortium.people.models import Membership, User
from courses.catalogue.models import Course, Source
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.written import mark

OFFICE, REGISTRAR = "office", "registrar"


def courses_kept_by(person: User) -> CourseQuerySet:
    """Those of the organisations whose registrar the person is; all, for the consortium's office."""
    courses = Course.objects.all()
    return courses if keeps_all(person) else courses.filter(organisation__in=organisations_kept_by(person))


def organisations_kept_by(person: User) -> QuerySet[Organisation]:
    """Those whose registrar the person is; all, for the consortium's office."""
    if keeps_all(person):
        return Organisation.objects.all()
    held = Membership.objects.current().filter(person=person, role=REGISTRAR)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def keeps_courses(person: User) -> bool:
    return person.is_superuser or not {OFFICE, REGISTRAR}.isdisjoint(roles_of(person))


def keeps_all(person: User) -> bool:
    """Whether the person is of the consortium's office."""
    return person.is_superuser or OFFICE in roles_of(person)


@transaction.atomic
def confirm_course(course: Course) -> bool:
    """A person says that what is shown is still right: the third of a course's dates. False where nothing is shown."""
    shown = Course.objects.public().filter(pk=course.pk)
    return bool(shown.update(confirmed_at=timezone.now(), **mark()._asdict()))


def confirm_all_of(source: Source) -> int:
    """The same of everything that readers see of a catalogue; in the caller's transaction. How many."""
    shown = Course.objects.public().filter(source=source)
    return shown.update(confirmed_at=timezone.now(), **mark()._asdict())
