"""How courses are written: set by set, told of, and never lost."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from consortium.organisations.models import Organisation
from courses.catalogue.bulk import BLOCK
from courses.catalogue.models import Course, Offering
from courses.catalogue.signals import courses_changed
from courses.catalogue.writer import (
    change_courses,
    create_courses,
    mark_stated_at,
    refresh_courses,
    return_courses,
    withdraw_courses,
)
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def told() -> Iterator[list[list[int]]]:
    """The blocks of ids that the catalogue told of."""
    blocks: list[list[int]] = []

    def keep(ids: list[int], **_: Any) -> None:
        blocks.append(list(ids))

    courses_changed.connect(keep)
    yield blocks
    courses_changed.disconnect(keep)


def test_a_new_course_has_what_its_source_states_and_an_address() -> None:
    (course,) = write(
        source(college()),
        stated("A-1", title={"en": "Gross anatomy"}, code="AN 101", intake=150, languages=["en", "gu"]),
    )
    course = Course.objects.with_dates().get(pk=course.pk)
    assert (course.title, course.code, course.intake, course.languages) == (
        "Gross anatomy",
        "AN 101",
        150,
        ["en", "gu"],
    )
    assert course.slug == "gross-anatomy"
    assert (course.changed_at, course.last_stated_at, course.created_at is not None) == (AT, AT, True)


def test_more_courses_than_one_block_are_told_of_block_by_block(told: list[list[int]]) -> None:
    courses = write(source(college()), *(stated(f"A-{number}", offerings=[{"id": "1"}]) for number in range(BLOCK + 5)))
    assert [len(block) for block in told] == [BLOCK, 5]
    assert sorted(key for block in told for key in block) == sorted(course.pk for course in courses)
    assert Offering.objects.count() == BLOCK + 5


def test_two_courses_of_one_title_have_two_addresses_that_say_which_is_which() -> None:
    where = source(college())
    courses = write(where, stated("1", title="Suturing", code="S1"), stated("2", title="Suturing", code="S2"))
    courses += write(where, stated("3", title="Suturing", code="S2"), stated("4/b", title="Suturing"))
    assert [course.slug for course in courses] == ["suturing", "suturing-s2", "suturing-3", "suturing-4b"]


def test_the_same_record_in_many_sources_of_a_college_has_an_address_in_each() -> None:
    tapi = college()
    slugs = [write(source(tapi, f"s{n}"), stated("1", title="Suturing"))[0].slug for n in range(5)]
    assert len(set(slugs)) == 5


def test_a_title_in_gujarati_has_an_address_in_latin_letters() -> None:
    (course,) = write(source(college()), stated("1", title={"gu": "બાળ પરિચર્યા"}))
    assert course.slug.isascii()
    assert len(course.slug) > 5


def test_a_changed_course_keeps_its_addresses_and_says_when_it_changed() -> None:
    (course,) = write(source(college()), stated("A-1", title="Gross anatomy"))
    with transaction.atomic():
        change_courses([(course.pk, stated("A-1", title="Clinical anatomy", credits="4"))], LATER)
    changed = Course.objects.get(pk=course.pk)
    assert (changed.title, str(changed.credits), changed.changed_at) == ("Clinical anatomy", "4.00", LATER)
    assert (changed.slug, changed.public_id, changed.stated["id"]) == (course.slug, course.public_id, "A-1")


def test_of_a_changed_course_new_offerings_come_known_ones_change_and_others_are_kept_as_withdrawn() -> None:
    first = stated("A-1", offerings=[{"id": "spring", "places": 10}, {"id": "summer"}])
    (course,) = write(source(college()), first)
    spring = course.offerings.get(offering_id="spring")
    with transaction.atomic():
        change_courses(
            [(course.pk, stated("A-1", offerings=[{"id": "spring", "places": 12}, {"id": "autumn"}]))], LATER
        )
    offerings = {offering.offering_id: offering for offering in course.offerings.all()}
    assert (offerings["spring"].pk, offerings["spring"].places) == (spring.pk, 12)
    assert offerings["summer"].withdrawn_at == LATER
    assert offerings["autumn"].withdrawn_at is None
    with transaction.atomic():
        change_courses([(course.pk, first)], LATER)
    assert course.offerings.get(offering_id="summer").withdrawn_at is None


def test_places_taken_are_refreshed_without_a_change_of_the_course(told: list[list[int]]) -> None:
    offering = {"id": "spring", "starts_on": "2027-01-11", "places": 10, "places_taken": 3}
    (course,) = write(source(college()), stated("A-1", offerings=[offering]))
    with transaction.atomic():
        refresh_courses([(course.pk, stated("A-1", offerings=[{**offering, "places_taken": 7}]))])
    refreshed = Course.objects.get(pk=course.pk)
    assert refreshed.changed_at == AT
    assert refreshed.stated["offerings"][0]["places_taken"] == 7
    row = course.offerings.get()
    assert (row.places_taken, row.places_left, row.starts_on) == (7, 3, dt.date(2027, 1, 11))
    assert told[-1] == [course.pk]


def test_a_withdrawn_course_is_kept_and_is_public_again_when_it_is_stated_again() -> None:
    (course,) = write(source(college()), stated("A-1"))
    with transaction.atomic():
        mark_stated_at([course.pk], AT)
        withdraw_courses([course.pk], LATER)
    assert not Course.objects.public().exists()
    assert Course.objects.with_dates().get().last_stated_at == AT
    with transaction.atomic():
        return_courses([course.pk])
    assert Course.objects.public().get().stated_at is None


def test_the_date_last_stated_is_set_once_when_a_course_is_first_refused() -> None:
    (course,) = write(source(college()), stated("A-1"))
    with transaction.atomic():
        mark_stated_at([course.pk], AT)
        mark_stated_at([course.pk], LATER)
    assert Course.objects.get(pk=course.pk).stated_at == AT


@pytest.mark.django_db(transaction=True)
def test_courses_are_written_in_a_transaction_or_not_at_all() -> None:
    tapi = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    with pytest.raises(transaction.TransactionManagementError, match="transaction of their run"):
        list(create_courses(source(tapi), [stated("A-1")], AT))
    assert not Course.objects.exists()
