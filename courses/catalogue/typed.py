"""How does a person state a course without any feed, change it, and take it back?

Every college has one source for what its people type; no feed belongs to it, so no sync touches it. A person is the
source: what she writes is stated and confirmed at once.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import count

from django.db import transaction
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.checking import Answer
from courses.catalogue.editions import note_typed
from courses.catalogue.freshness import SILENT_INTERVALS
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Course, Source
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.settle import settle
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import (
    Stated,
    change_courses,
    create_courses,
    return_courses,
    state_again,
    withdraw_courses,
)

TITLE = "entered by the college"
_NAME = "by-hand"
_DAY = 86_400


class NotTyped(ValueError):
    """The course is of a feed, which alone states it."""


@transaction.atomic
def type_course(organisation: Organisation, answer: Answer) -> Course:
    """A new course; the same record again, as of a form that was sent twice or gone back to, is the course that it
    made, as it was last typed."""
    lock_catalogue(organisation.pk)
    source, record = _source_of(organisation), _record(answer)
    held = Course.objects.filter(source=source, record_id=record.record_id).first()
    if held is not None:
        retype_course(held, answer)
        held.refresh_from_db()
        return held
    now = timezone.now()
    [[(_, key)]] = create_courses(source, [record], now)
    note_typed(key)
    _said_by_a_person(key, now)
    settle_twins(organisation)
    return Course.objects.get(pk=key)


@transaction.atomic
def retype_course(course: Course, answer: Answer) -> None:
    """What it states from now on. One that was withdrawn is offered again. Raises NotTyped."""
    course, now = _locked(course), timezone.now()
    if bytes(course.fingerprint) != answer.fingerprint:
        change_courses([(course.pk, _record(answer))], now)
        note_typed(course.pk)
    elif course.withdrawn_at:
        return_courses([course.pk])
        note_typed(course.pk)
    _said_by_a_person(course.pk, now)
    settle_twins(course.organisation)


@transaction.atomic
def withdraw_course(course: Course) -> None:
    """It is no longer offered: kept, and marked so, as one that a feed states no more. Raises NotTyped."""
    course = _locked(course)
    if course.withdrawn_at is None:
        withdraw_courses([course.pk], timezone.now())
        note_typed(course.pk)
        settle_twins(course.organisation)


@transaction.atomic
def offer_again(course: Course) -> None:
    """As it was last stated. Raises NotTyped."""
    course = _locked(course)
    if course.withdrawn_at is not None:
        return_courses([course.pk])
        note_typed(course.pk)
        _said_by_a_person(course.pk, timezone.now())
        settle_twins(course.organisation)


def alike(organisation: Organisation, answer: Answer, course: Course | None) -> CourseQuerySet:
    """What the college states already with this code and title, of whichever source; not what `course` was alike to
    before."""
    key = twin_key_of(answer)
    if not key or (course is not None and course.twin_key == key):
        return Course.objects.none()
    held = Course.objects.filter(organisation=organisation, twin_key=key, withdrawn_at__isnull=True)
    return held.select_related("source").order_by("pk")


def twin_key_of(answer: Answer) -> str:
    """Empty where it states no code."""
    key: str = settle(answer.stated)["twin_key"]
    return key


def _source_of(organisation: Organisation) -> Source:
    """Made at the first course. What it states holds for as long as an uploaded catalogue: about a term."""
    found = Source.objects.filter(organisation=organisation, kind=Source.Kind.TYPED).first()
    return found or Source.objects.create(
        organisation=organisation,
        name=_free_name(organisation),
        title=TITLE,
        kind=Source.Kind.TYPED,
        every_seconds=consortium_profile().confirm_days * _DAY // SILENT_INTERVALS,
    )


def _free_name(organisation: Organisation) -> str:
    taken = set(Source.objects.filter(organisation=organisation).values_list("name", flat=True))
    return next(name for name in _names() if name not in taken)


def _names() -> Iterator[str]:
    yield _NAME
    yield from (f"{_NAME}-{number}" for number in count(2))


def _locked(course: Course) -> Course:
    """As it stands once nobody else writes."""
    lock_catalogue(course.organisation_id)
    held = Course.objects.select_related("source", "organisation").get(pk=course.pk)
    if held.source.kind != Source.Kind.TYPED:
        raise NotTyped("A feed states this course. Change it there, or edit a field over it.")
    return held


def _said_by_a_person(key: int, now: dt.datetime) -> None:
    """Of all its dates only that of its last change is left to the writer."""
    Course.objects.filter(pk=key).update(confirmed_at=now)
    state_again([key], now)


def _record(answer: Answer) -> Stated:
    stated = answer.stated
    return Stated(stated["id"], stated, answer.fingerprint, answer.volatile_fingerprint, {})
