"""Which columns of courses may leave, and in how few queries?"""

import datetime as dt

from django.db.models import Prefetch, QuerySet

from courses.catalogue.models import Course, Offering
from courses.catalogue.models.course import CourseQuerySet

_NOT_SHOWN = ("stated", "fingerprint", "volatile_fingerprint", "carried", "hidden_reason")


def with_what_is_shown(courses: CourseQuerySet, offerings: QuerySet[Offering] | None = None) -> CourseQuerySet:
    """Each with its college, source, dates and `offerings_shown`: those that are still stated, or `offerings`."""
    stated = Offering.objects.filter(withdrawn_at__isnull=True) if offerings is None else offerings
    return (
        courses.with_dates()
        .select_related("organisation__hidden_courses", "source")
        .prefetch_related(Prefetch("offerings", queryset=stated, to_attr="offerings_shown"))
        .defer(*_NOT_SHOWN)
    )


def offerings_of(course: Course) -> list[Offering]:
    """Of a course that came through `with_what_is_shown`."""
    found: list[Offering] = course.offerings_shown  # type: ignore[attr-defined]  # put there by the prefetch
    return sorted(found, key=_by_start)


def _by_start(offering: Offering) -> tuple[bool, dt.date, dt.time, str]:
    """The undated last: databases differ in that."""
    begins_on, begins_at = offering.starts_on or dt.date.max, offering.starts_at or dt.time.min
    return offering.starts_on is None, begins_on, begins_at, offering.offering_id
