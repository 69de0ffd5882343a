"""A checked record as students would see it: the row of a list and what its page says, without writing it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.pages.panels import Panel, panels
from courses.catalogue.models import Course, Offering, Source
from courses.catalogue.page import CoursePage, course_page
from courses.catalogue.settle import settle, settle_offering
from courses.feeds.kept_values import called
from courses.feeds.record import Checked

HOOK = "course_previews"
"""Asked with a Drawn: whoever shows courses in lists answers with the panel of its row."""


@dataclass(frozen=True)
class Drawn:
    """A course that is in no table: `organisation` is whose it would be."""

    course: Course
    offerings: tuple[Offering, ...]
    organisation: Organisation


@dataclass(frozen=True)
class Card:
    """What the template needs. `place` is where the record stands in the file; `left_out` are fields stated wrongly."""

    place: str
    record_id: str
    rows: tuple[Panel, ...]
    page: CoursePage
    course: Course
    left_out: tuple[str, ...]


def cards_of(request: HttpRequest, records: list[Checked], organisation: Organisation) -> list[Card]:
    now = timezone.now()
    return [_card(request, checked, organisation, now) for checked in records]


def _card(request: HttpRequest, checked: Checked, organisation: Organisation, now: dt.datetime) -> Card:
    stated = msgspec.to_builtins(checked.record)
    drawn = draw(stated, organisation, now)
    return Card(
        checked.row,
        checked.record.id,
        tuple(panels(HOOK, request, drawn)),
        course_page(drawn.course, drawn.offerings, now),
        drawn.course,
        tuple(dict.fromkeys(called(name) for name in checked.unsettled)),
    )


def draw(stated: dict[str, Any], organisation: Organisation, now: dt.datetime) -> Drawn:
    """The rows that a sync would write, unsaved, as if it had been read just now."""
    source = Source(organisation=organisation, accepted_at=now)
    course = Course(
        organisation=organisation, source=source, stated=stated, stated_at=now, changed_at=now, **settle(stated)
    )
    course.last_stated_at = now  # type: ignore[attr-defined]  # what with_dates() adds
    offerings = tuple(Offering(offering_id=one["id"], **settle_offering(one)) for one in stated.get("offerings", ()))
    return Drawn(course, offerings, organisation)
