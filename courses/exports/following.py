"""What changed after a cursor, in the order in which it became visible?"""

import base64
import binascii
import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.db.models import Min, Q

from courses.catalogue.hiding import is_hidden
from courses.catalogue.models import Course
from courses.catalogue.written import horizon
from courses.exports.shown import with_what_is_shown

PAGE = 100
_LAST_KEY = 2**63 - 1


class WrongCursor(ValueError):
    """The message says what to do."""


class Place(NamedTuple):
    """The last course that was given: after it come those with a greater number, or the same and a greater key."""

    written: int = -1
    key: int = 0

    def cursor(self) -> str:
        return base64.urlsafe_b64encode(f"{self.written}.{self.key}".encode()).decode().rstrip("=")


class Page(NamedTuple):
    courses: list[Course]
    following: Place
    more: bool


def place_of(cursor: str) -> Place:
    """Raises WrongCursor."""
    try:
        written, _, key = (
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode().partition(".")
        )
        place = Place(int(written), int(key))
    except (binascii.Error, ValueError):
        raise WrongCursor(
            "cursor: this is no cursor of this list. Give back that of the last answer, or leave it out to begin anew."
        ) from None
    if place.written >= horizon() or place.written < -1 or not 0 <= place.key <= _LAST_KEY:
        raise WrongCursor("cursor: this one lies ahead of all that this list holds. Leave it out to begin anew.")
    return place


def place_before(since: dt.datetime) -> Place:
    """Before everything that may have become visible at that moment or later.

    A transaction notes when it wrote, not when it ended; so what was written a longest run earlier is given again.
    """
    first = since - dt.timedelta(seconds=settings.FEED_APPLY_SECONDS)
    running = horizon()  # asked before the rows: what commits in between has a greater number, or is found
    found = Course.objects.filter(written_at__gte=first).aggregate(written=Min("written"))["written"]
    return Place((running if found is None else min(found, running)) - 1, _LAST_KEY)


def page_after(place: Place) -> Page:
    """Courses that are public and courses that are not; whoever shows them minds which (`is_public`)."""
    after = Q(written=place.written, pk__gt=place.key) | Q(written__gt=place.written)
    found = Course.objects.filter(after, written__gte=place.written, written__lt=horizon()).order_by("written", "pk")
    courses = list(with_what_is_shown(found)[: PAGE + 1])
    given = courses[:PAGE]
    following = Place(given[-1].written, given[-1].pk) if given else place
    return Page(given, following, more=len(courses) > PAGE)


def is_public(course: Course) -> bool:
    """As `CourseQuerySet.public()`, of a course that was read with its source and organisation."""
    if course.withdrawn_at or course.same_as_id or is_hidden(course):
        return False
    return course.organisation.state == "member"
