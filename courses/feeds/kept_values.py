"""Which values of a course are shown as last accepted, because its catalogue has not stated them clearly since?"""

import datetime as dt
from typing import NamedTuple

from consortium.pages.panels import Panel
from courses.catalogue.freshness import day_of
from courses.catalogue.models import Course
from courses.catalogue.said import label_of_field
from courses.feeds.models import Run


class KeptValue(NamedTuple):
    """`on` is None where the run that accepted it is no longer kept."""

    label: str
    on: dt.date | None


def kept_values(course: Course) -> list[Panel]:
    """A panel among the course's dates; nothing is asked where all is as stated."""
    if not course.carried:
        return []
    runs = {run for run in course.carried.values() if isinstance(run, int)}
    ended = dict(Run.objects.filter(pk__in=runs).values_list("pk", "finished_at"))
    found = dict.fromkeys(KeptValue(called(name), _day(ended.get(run))) for name, run in course.carried.items())
    return [Panel("feeds/panels/kept_values.html", {"values": list(found)})]


def called(name: str) -> str:
    """What a registrar calls "intake", "offerings/A-2025/places" and "extra/room"."""
    head, _, rest = name.partition("/")
    return label_of_field(rest.rpartition("/")[2] if head == "offerings" and rest else rest or head)


def _day(ended_at: dt.datetime | None) -> dt.date | None:
    return day_of(ended_at) if ended_at else None
