"""Whose courses may a person hide, show and confirm?"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.people.memberships import roles_of
from consortium.people.models import Membership, User
from courses.catalogue.models import Course, Source
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.writer import state_again
from courses.catalogue.written import mark

OFFICE, REGISTRAR, EDITOR = "office", "registrar", "editor"


def courses_kept_by(person: User) -> CourseQuerySet:
    """Those of the organisations whose registrar the person is, and what is typed by hand in those whose editor she
    is; all, for the consortium's office."""
    courses = Course.objects.all()
    if keeps_all(person):
        return courses
    typed = Q(organisation__in=organisations_typed_by(person), source__kind=Source.Kind.TYPED)
    return courses.filter(Q(organisation__in=organisations_kept_by(person)) | typed)


def organisations_kept_by(person: User) -> QuerySet[Organisation]:
    """Those whose registrar the person is; all, for the consortium's office."""
    return _organisations(person, REGISTRAR)


def organisations_typed_by(person: User) -> QuerySet[Organisation]:
    """Those for which the person may type courses by hand: their editors and registrars, and the office."""
    return _organisations(person, REGISTRAR, EDITOR)


def keeps_courses(person: User) -> bool:
    """Whether the person keeps all courses of some college, and its feeds."""
    return person.is_superuser or not {OFFICE, REGISTRAR}.isdisjoint(roles_of(person))


def types_courses(person: User) -> bool:
    """Whether the person may type courses by hand somewhere."""
    return keeps_courses(person) or EDITOR in roles_of(person)


def keeps_all(person: User) -> bool:
    """Whether the person is of the consortium's office."""
    return person.is_superuser or OFFICE in roles_of(person)


@transaction.atomic
def confirm_course(course: Course) -> bool:
    """A person says that what is shown is still right: the third of a course's dates. False where nothing is shown.

    Of a course typed by hand that states it anew: a person is its source.
    """
    now, shown = timezone.now(), Course.objects.public().filter(pk=course.pk)
    if not shown.update(confirmed_at=now, **mark()._asdict()):
        return False
    if course.source.kind == Source.Kind.TYPED:
        state_again([course.pk], now)
    return True


def confirm_all_of(source: Source) -> int:
    """The same of everything that readers see of a catalogue; in the caller's transaction. How many."""
    shown = Course.objects.public().filter(source=source)
    return shown.update(confirmed_at=timezone.now(), **mark()._asdict())


def _organisations(person: User, *roles: str) -> QuerySet[Organisation]:
    if keeps_all(person):
        return Organisation.objects.all()
    held = Membership.objects.current().filter(person=person, role__in=roles)
    return Organisation.objects.filter(pk__in=held.values("organisation"))
