"""Whose courses may a person hide, show and confirm?"""

from django.utils import timezone

from consortium.people.models import Membership, User
from courses.catalogue.models import Course
from courses.catalogue.models.course import CourseQuerySet

OFFICE, REGISTRAR = "office", "registrar"


def courses_kept_by(person: User) -> CourseQuerySet:
    """Those of the organisations whose registrar the person is; all, for the consortium's office."""
    courses = Course.objects.all()
    held = Membership.objects.current().filter(person=person)
    if person.is_superuser or held.filter(role=OFFICE).exists():
        return courses
    return courses.filter(organisation__in=held.filter(role=REGISTRAR).values("organisation"))


def keeps_courses(person: User) -> bool:
    return (
        person.is_superuser or Membership.objects.current().filter(person=person, role__in=(OFFICE, REGISTRAR)).exists()
    )


def confirm_course(course: Course) -> bool:
    """A person says that what is shown is still right: the third of a course's dates. False where nothing is shown."""
    return bool(Course.objects.public().filter(pk=course.pk).update(confirmed_at=timezone.now()))
