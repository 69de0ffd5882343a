"""Two sources of one organisation never show one course twice."""

import pytest
from django.db import transaction

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import NoReason, hide_course, show_course
from courses.catalogue.models import Course
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import return_courses, withdraw_courses
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def twins(tapi: Organisation) -> tuple[Course, Course]:
    (old,) = write(source(tapi, "register"), stated("7", title="Gross anatomy", code="AN 101"))
    (young,) = write(source(tapi, "online"), stated("x7", title="Gross  Anatomy", code="an 101"))
    settle_twins(tapi)
    return old, young


def shown() -> list[str]:
    return sorted(Course.objects.public().values_list("record_id", flat=True))


def test_of_two_twins_the_older_is_shown_and_the_other_names_it(twins: tuple[Course, Course]) -> None:
    old, young = twins
    young.refresh_from_db()
    assert (shown(), young.same_as) == (["7"], old)


def test_two_records_of_one_source_are_no_twins(tapi: Organisation) -> None:
    where = source(tapi)
    write(where, stated("1", title="Suturing", code="S"), stated("2", title="Suturing", code="S"))
    source(tapi, "empty")
    assert settle_twins(tapi) == 0
    assert shown() == ["1", "2"]


def test_courses_without_a_code_are_no_twins(tapi: Organisation) -> None:
    write(source(tapi, "register"), stated("1", title="Suturing"))
    write(source(tapi, "online"), stated("2", title="Suturing"))
    assert settle_twins(tapi) == 0


def test_twins_of_two_organisations_are_both_shown(tapi: Organisation) -> None:
    write(source(tapi), stated("1", title="Suturing", code="S"))
    write(source(college("narmada")), stated("2", title="Suturing", code="S"))
    settle_twins(tapi)
    assert shown() == ["1", "2"]


def test_when_the_older_is_withdrawn_the_younger_takes_over_and_gives_way_when_it_is_back(
    tapi: Organisation, twins: tuple[Course, Course]
) -> None:
    old, young = twins
    with transaction.atomic():
        withdraw_courses([old.pk], AT)
        settle_twins(tapi)
    old.refresh_from_db()
    assert (shown(), old.same_as) == (["x7"], young)
    with transaction.atomic():
        return_courses([old.pk])
        settle_twins(tapi)
    assert shown() == ["7"]


def test_a_twin_whose_title_changes_stands_for_itself_again(tapi: Organisation, twins: tuple[Course, Course]) -> None:
    _, young = twins
    Course.objects.filter(pk=young.pk).update(twin_key="")
    settle_twins(tapi)
    assert shown() == ["7", "x7"]


def test_hiding_one_hides_all_its_twins_and_showing_one_shows_it_once(twins: tuple[Course, Course]) -> None:
    old, young = twins
    hide_course(Course.objects.get(pk=young.pk), None, "Not approved for this year.")
    assert shown() == []
    show_course(Course.objects.get(pk=old.pk))
    assert shown() == ["7"]


def test_a_twin_of_a_hidden_course_is_not_shown_when_the_hidden_one_is_withdrawn(
    tapi: Organisation, twins: tuple[Course, Course]
) -> None:
    old, _ = twins
    hide_course(old, None, "Not approved for this year.")
    write(source(tapi, "third"), stated("t7", title="Gross anatomy", code="AN 101"))
    with transaction.atomic():
        withdraw_courses([old.pk], AT)
        settle_twins(tapi)
    assert shown() == []


def test_a_course_is_not_hidden_without_a_reason(twins: tuple[Course, Course]) -> None:
    with pytest.raises(NoReason):
        hide_course(twins[0], None, "  ")
    assert shown() == ["7"]


def moved(tapi: Organisation) -> tuple[Course, Course]:
    """A hidden course that its source states no more, and what it states in its place under another id."""
    where = source(tapi, "register")
    (old,) = write(where, stated("7", title="Gross anatomy", code="AN 101"))
    hide_course(old, None, "It is no course of ours.")
    (young,) = write(where, stated("8", title="Gross anatomy", code="AN 101"))
    with transaction.atomic():
        withdraw_courses([old.pk], AT)
    settle_twins(tapi)
    return old, young


def test_what_comes_in_place_of_a_hidden_course_under_another_id_is_not_shown(tapi: Organisation) -> None:
    old, young = moved(tapi)
    young.refresh_from_db()
    assert (shown(), young.same_as) == ([], old)
    assert Course.objects.hidden().count() == 2


def test_it_is_shown_once_either_is_no_longer_hidden(tapi: Organisation) -> None:
    _, young = moved(tapi)
    young.refresh_from_db()
    show_course(young)
    assert shown() == ["8"]


def test_a_course_that_stood_beside_it_when_it_was_hidden_stays(tapi: Organisation) -> None:
    old, _ = write(source(tapi), stated("1", title="Suturing", code="S"), stated("2", title="Suturing", code="S"))
    hide_course(old, None, "It is there twice.")
    with transaction.atomic():
        withdraw_courses([old.pk], AT)
    settle_twins(tapi)
    assert shown() == ["2"]
