"""What did the site say of this course on a day, to look at and to print?"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.generic import TemplateView

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.desk.frame import DeskScreen as CoursesScreen
from courses.catalogue.editions import editions_of
from courses.catalogue.keeping import types_courses
from courses.catalogue.models import Course, Edition, Offering, Source
from courses.catalogue.page import course_page
from courses.catalogue.said import LABELS
from courses.catalogue.settle import settle, settle_offering
from courses.catalogue.teachers import Teacher
from courses.feeds.dated import Dated, changes_written, dated
from courses.feeds.desk.frame import DeskScreen
from courses.feeds.desk.run_lists import KIND_TONES, KINDS
from courses.feeds.models import Change

_LISTED = 50


class MomentField(forms.Field):
    """A day, meant whole, or a moment; in the consortium's time zone where none is stated."""

    def to_python(self, value: Any) -> dt.datetime | None:
        if not value:
            return None
        try:
            day, moment = parse_date(value), parse_datetime(value)
        except ValueError:
            day = moment = None
        if day is not None:
            moment = dt.datetime.combine(day, dt.time.max)
        if moment is None or not 2000 <= moment.year < dt.MAXYEAR:
            raise forms.ValidationError("Write a day such as 2026-08-03, or a moment such as 2026-08-03T14:00.")
        zone = ZoneInfo(consortium_profile().time_zone)
        return moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone)


class Wrote(NamedTuple):
    """A row of what was written of the course; of a change that a run wrote, which."""

    at: dt.datetime
    kind: str
    tone: str
    change: Change | None


class DayForm(forms.Form):
    at = MomentField(
        required=False,
        label="On the day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DatedPage(DeskScreen, TemplateView):
    """The course as it stood then, in the parts of its public page, and where that came from."""

    template_name = "feeds/desk/dated.html"
    section = CoursesScreen.section
    may_enter = staticmethod(types_courses)
    course: Course

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = self.kept().select_related("organisation__hidden_courses", "source")
        self.course = get_object_or_404(kept, pk=kwargs["course"])
        return self.render_to_response(self.get_context_data())

    def trail(self) -> list[tuple[str, str]]:
        desk = reverse("catalogue_desk:course", args=[self.course.pk])
        return [(desk, self.course.title), ("", "What the site said")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        form = DayForm(self.request.GET)
        asked = form.cleaned_data.get("at") if form.is_valid() else None
        at = min(asked or now, now)
        found = dated(self.course, at, now)
        context = {**kwargs, **(_as_on_its_page(self.course, found) if found.stated else {})}
        return super().get_context_data(
            form=form,
            day=timezone.localtime(at).date(),
            is_whole_day=asked is not None and timezone.localtime(asked).time() == dt.time.max,
            is_ahead=asked is not None and asked > now,
            found=found,
            current=self.course,
            is_typed=self.course.source.kind == Source.Kind.TYPED,
            edited=[LABELS[name] for name in found.edits],
            hidden=list(_hidden(self.course)),
            history=_history(self.course),
            **context,
        )


def _hidden(course: Course) -> Iterator[tuple[str, dt.datetime]]:
    """What a person has hidden it with, and since when."""
    if course.hidden_at:
        yield "it", course.hidden_at
    if course.source.hidden_at:
        yield "its source", course.source.hidden_at
    if hasattr(course.organisation, "hidden_courses"):
        yield "all courses of its college", course.organisation.hidden_courses.hidden_at


def _as_on_its_page(course: Course, found: Dated) -> dict[str, Any]:
    """The typed columns of what was stated, in rows that are never saved."""
    stated = found.stated or {}
    then = Course(
        pk=course.pk,
        organisation=course.organisation,
        source=course.source,
        record_id=course.record_id,
        slug=course.slug,
        changed_at=found.since or course.changed_at,
        **settle(stated, found.edits),
    )
    then.last_stated_at = found.last_read.finished_at if found.last_read else found.since  # type: ignore[attr-defined]
    offerings = [Offering(offering_id=one["id"], **settle_offering(one)) for one in stated.get("offerings", ())]
    teachers = [Teacher(one["name"], one.get("role", "")) for one in then.people if one.get("name")]
    return {"course": then, "page": course_page(then, offerings, found.at), "teachers": teachers}


def _history(course: Course) -> list[Wrote]:
    """What runs and people wrote of it, newest first."""
    changes = changes_written(course).defer("before", "after").order_by("-effective_at", "-pk")[:_LISTED]
    rows = [*map(_by_run, changes), *map(_by_hand, editions_of(course)[:_LISTED])]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:_LISTED]


def _by_run(change: Any) -> Wrote:  # a Change of `changes_written`
    kind = Change.Kind(change.kind)
    return Wrote(change.effective_at, KINDS[kind], KIND_TONES.get(kind, ""), change)


def _by_hand(edition: Edition) -> Wrote:
    if edition.is_withdrawn:
        return Wrote(edition.at, KINDS[Change.Kind.WITHDRAWN], KIND_TONES[Change.Kind.WITHDRAWN], None)
    return Wrote(edition.at, "Edited" if edition.stated is None else "Typed", "", None)


urlpatterns = [path("courses/<int:course>/", DatedPage.as_view(), name="dated")]
