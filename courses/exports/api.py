"""The catalogue as open JSON: a list to follow, one course, the colleges."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Status
from ninja.decorators import decorate_view

from courses.catalogue.freshness import is_stale, numbers_hold
from courses.catalogue.models import Course
from courses.exports.colleges import college_of, shown_organisations, with_sources
from courses.exports.following import Place, WrongCursor, is_public, page_after, place_before, place_of
from courses.exports.record import record_of
from courses.exports.saving_traffic import saving_traffic
from courses.exports.schemas import CollegesOut, CourseOut, CoursesOut, WrongOut
from courses.exports.shown import offerings_of, with_what_is_shown

router = Router(tags=["courses"])


@router.get("/courses", response={200: CoursesOut, 400: WrongOut}, url_name="courses")
@decorate_view(saving_traffic)
def list_courses(request: HttpRequest, cursor: str = "", since: str = "") -> Any:
    """Every course in the order in which its last change became visible, 100 at a time; what is gone is named so.

    Keep the cursor of each answer and give it back: `more` says whether to do so at once. `since` (a date or moment)
    begins there instead of at the beginning, and gives a little of what was before; with a cursor it is passed over.
    """
    try:
        page = page_after(_place(cursor, since))
    except WrongCursor as error:
        return Status(400, {"detail": str(error)})
    courses = [_course(course) if is_public(course) else _gone(course) for course in page.courses]
    return _json({"courses": courses, "cursor": page.following.cursor(), "more": page.more})


@router.get("/courses/{uuid:public_id}", response={200: CourseOut, 404: WrongOut}, url_name="course")
@decorate_view(saving_traffic)
def one_course(request: HttpRequest, public_id: UUID) -> Any:
    """A course by its id. One that is stated no more is marked; one that stands twice leads to the one shown."""
    course = get_object_or_404(
        with_what_is_shown(Course.objects.with_addresses()).select_related("organisation", "source", "same_as"),
        public_id=public_id,
    )
    if course.same_as:
        return HttpResponseRedirect(reverse("api:course", args=[course.same_as.public_id]))
    return _json(_course(course))


@router.get("/colleges", response=CollegesOut, url_name="colleges")
@decorate_view(saving_traffic)
def list_colleges(request: HttpRequest) -> HttpResponse:
    """All colleges, and whoever else has courses, with the date of each catalogue."""
    shown = with_sources(shown_organisations())
    return _json({"colleges": [college_of(organisation, settings.BASE_URL) for organisation in shown]})


def _place(cursor: str, since: str) -> Place:
    if cursor:
        return place_of(cursor)
    return place_before(_moment(since)) if since else Place()


def _moment(since: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(since.replace(" ", "+"))  # a plus sign that was not quoted
    except ValueError:
        raise WrongCursor(
            f"since: {since[:40]!r} is no date or moment. Write 2026-11-24 or 2026-11-24T08:00:00Z."
        ) from None
    moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if not 1970 < moment.year < 2200:
        raise WrongCursor("since: state a year from 1971 to 2199.")
    return moment.astimezone(dt.UTC)  # PostgreSQL knows no offset of 16 hours or more


def _course(course: Course) -> dict[str, Any]:
    slug, now = course.organisation.slug, timezone.now()
    stated_at: dt.datetime | None = course.last_stated_at  # type: ignore[attr-defined]  # of with_dates()
    return {
        "id": str(course.public_id),
        "withdrawn": course.withdrawn_at is not None,
        "college": slug,
        "source": course.source.name,
        "record_id": course.record_id,
        "page": settings.BASE_URL + reverse("course", args=[slug, course.slug]),
        "stated_at": stated_at,
        "stale": is_stale(course.source, stated_at, now),
        "numbers_hold": numbers_hold(course.source, stated_at, now),
        "changed_at": course.changed_at,
        "confirmed_at": course.confirmed_at,
        "withdrawn_at": course.withdrawn_at,
        **record_of(course, offerings_of(course)),
    }


def _gone(course: Course) -> dict[str, Any]:
    return {"id": str(course.public_id), "withdrawn": True}


def _json(value: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json; charset=utf-8")
