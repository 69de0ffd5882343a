"""The addresses of the Open Education API, of all colleges or, below `college`, of one."""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from consortium.vocabulary.languages import language_tag
from consortium.vocabulary.profile import consortium_vocabulary
from courses.catalogue.freshness import is_of_late, numbers_hold
from courses.catalogue.models import Course, Offering
from courses.catalogue.models.course import CourseQuerySet
from courses.exports.colleges import shown_organisations
from courses.exports.ooapi.answers import answers
from courses.exports.ooapi.asked import WrongParameter, date, page_of, sheet_of, sorting
from courses.exports.ooapi.words import LEVELS, MODES, course_out, offering_out, organisation_id, organisation_out
from courses.exports.shown import offerings_of, with_what_is_shown

_COURSE_ORDER = {"courseId": "public_id", "name": "title"}
_OFFERING_ORDER = {"offeringId": "offering_id", "name": "label", "startDate": "starts_on", "endDate": "ends_on"}
_ORGANISATION_ORDER = {"organizationId": "pk", "name": "name"}
_UNDATED = Offering.objects.filter(withdrawn_at__isnull=True, starts_on__isnull=True)


@answers
def service(request: HttpRequest, college: str = "") -> Any:
    _of(college)
    return {
        "contactEmail": settings.DEFAULT_FROM_EMAIL,
        "specification": "https://openonderwijsapi.nl/specification/v5/docs.html",
        "documentation": settings.BASE_URL + "/api/v1/docs",
    }


@answers
def courses(request: HttpRequest, college: str = "", organisation: UUID | None = None) -> Any:
    shown = _of(college)
    if organisation:
        shown = shown.filter(organisation=_organisation(organisation))
    shown = _filtered(shown, request).order_by(*sorting(request.GET, _COURSE_ORDER, "name"))
    frame, rows = page_of(with_what_is_shown(shown, _UNDATED), sheet_of(request.GET))
    return {**frame, "items": _courses(rows)}


@answers
def course(request: HttpRequest, public_id: UUID, college: str = "") -> Any:
    [found] = _courses([get_object_or_404(with_what_is_shown(_of(college), _UNDATED), public_id=public_id)])
    return found


@answers
def offerings(request: HttpRequest, public_id: UUID, college: str = "") -> Any:
    """Those that start today or later, unless `since` says otherwise."""
    of = get_object_or_404(_of(college).with_dates().select_related("organisation", "source"), public_id=public_id)
    since, until = date(request.GET, "since") or today(), date(request.GET, "until")
    shown = of.offerings.filter(withdrawn_at__isnull=True, starts_on__gte=since)
    if until:
        shown = shown.filter(Q(ends_on__lte=until) | Q(ends_on__isnull=True, starts_on__lte=until))
    if words := request.GET.get("q"):
        shown = shown.filter(label__icontains=words)
    if request.GET.get("resultExpected") == "true":
        shown = shown.none()
    frame, rows = page_of(shown.order_by(*sorting(request.GET, _OFFERING_ORDER, "startDate")), sheet_of(request.GET))
    return {**frame, "items": [offering_out(row, of) for row in _believed(rows, of)]}


@answers
def organisations(request: HttpRequest, college: str = "") -> Any:
    shown = _organisations(college).order_by(*sorting(request.GET, _ORGANISATION_ORDER, "name"))
    if code := request.GET.get("primaryCode"):
        shown = shown.filter(slug=code)
    if words := request.GET.get("q"):
        shown = shown.filter(label__icontains=words)
    if request.GET.get("organizationType", "institute") != "institute":
        shown = shown.none()
    frame, rows = page_of(shown, sheet_of(request.GET))
    return {**frame, "items": [organisation_out(row, _home(row)) for row in rows]}


@answers
def organisation(request: HttpRequest, organisation: UUID, college: str = "") -> Any:
    found = _organisation(organisation, college)
    return organisation_out(found, _home(found))


@answers
def nothing(request: HttpRequest, **_: Any) -> Any:
    raise Http404


def _of(college: str) -> CourseQuerySet:
    if not college:
        return Course.objects.public()
    return Course.objects.public().filter(organisation=get_object_or_404(_organisations(college)))


def _organisations(college: str = "") -> Any:
    shown = shown_organisations()
    return shown.filter(slug=college) if college else shown


def _organisation(asked: UUID, college: str = "") -> Organisation:
    """Their ids are worked out, not kept; a consortium has hundreds of members."""
    for found in _organisations(college):
        if organisation_id(found) == asked:
            return found  # type: ignore[no-any-return]  # of a queryset of organisations
    raise Http404


def _home(organisation: Organisation) -> str:
    return f"{settings.BASE_URL}/colleges/{organisation.slug}/"


def _courses(rows: list[Course]) -> list[dict[str, Any]]:
    parts = Course.objects.public().filter(
        source__in={row.source_id for row in rows}, record_id__in={row.part_of for row in rows if row.part_of}
    )
    wholes = {
        (source, record): str(key) for source, record, key in parts.values_list("source", "record_id", "public_id")
    }
    levels = _levels()
    return [
        course_out(
            row,
            _believed(offerings_of(row), row),
            settings.BASE_URL + reverse("course", args=[row.organisation.slug, row.slug]),
            wholes.get((row.source_id, row.part_of), row.part_of),
            levels.get(row.level, "undefined"),
        )
        for row in rows
    ]


def _believed(offerings: list[Offering], course: Course) -> list[Offering]:
    """Without free places, and a bare "open", that our own pages say no more: the API does not tell of when they are,
    and whoever follows it would take them for today's."""
    now, stated_at = timezone.now(), course.last_stated_at  # type: ignore[attr-defined]  # of with_dates()
    holds, is_late = numbers_hold(course.source, stated_at, now), not is_of_late(stated_at, now)
    for offering in offerings:
        if not holds:
            offering.places_taken = offering.places_left = None
        if is_late:
            offering.is_open = None
    return offerings


def _levels() -> dict[str, str]:
    """The consortium's levels that a level of the API means."""
    found = {consortium_vocabulary().level(word): word for word in reversed(LEVELS)}
    return {slug: word for slug, word in found.items() if slug}


def _filtered(shown: CourseQuerySet, request: HttpRequest) -> CourseQuerySet:
    asked = request.GET
    if code := asked.get("primaryCode"):
        shown = shown.filter(code=code)
    if words := asked.get("q"):
        shown = shown.filter(Q(title__icontains=words) | Q(description__icontains=words) | Q(code__icontains=words))
    if language := asked.get("teachingLanguage"):
        shown = _holding(shown, "languages", [language_tag(language) or language])
    if level := asked.get("level"):
        slugs = [slug for slug, word in _levels().items() if word == level]
        shown = shown.exclude(level__in=_levels()) if level == "undefined" else shown.filter(level__in=slugs)
    if modes := asked.get("modeOfDelivery"):
        shown = _holding(shown, "modes", [ours for ours, theirs in MODES.items() if theirs in modes.split(",")])
    return shown


def _holding(shown: CourseQuerySet, column: str, words: list[str]) -> CourseQuerySet:
    """Those whose list holds one of the words, on any database."""
    if not words:
        raise WrongParameter("modeOfDelivery must be made of on campus, online, hybrid, situated.")
    holds = reduce(or_, (Q(told__contains=f'"{word}"') for word in words))
    return shown.alias(told=Cast(column, TextField())).filter(holds)
