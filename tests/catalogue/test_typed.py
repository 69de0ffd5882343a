"""What people type in lives beside what feeds state: written by the same writer, touched by no sync."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consortium.organisations.models import Organisation
from courses.catalogue.freshness import is_stale
from courses.catalogue.hiding import hide_course
from courses.catalogue.keeping import confirm_course
from courses.catalogue.models import Course, Source
from courses.catalogue.twins import settle_twins
from courses.catalogue.typed import NotTyped, alike, offer_again, retype_course, type_course, withdraw_course
from courses.catalogue.writer import withdraw_courses
from courses.feeds.connecting import CannotConnect, Connection, connect
from courses.feeds.fingerprint import fingerprint
from search.models import Entry
from tests.catalogue.stating import AT, source, stated, write
from tests.catalogue.typing_in import answer, typed
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


def again(course: Course) -> Course:
    return Course.objects.with_dates().select_related("source", "organisation").get(pk=course.pk)


def test_the_first_course_makes_the_colleges_one_source_of_typed_courses(tapi: Organisation) -> None:
    typed(tapi, "one")
    typed(tapi, "two", title="Plastering")
    assert Source.objects.get().kind == Source.Kind.TYPED
    assert Course.objects.public().filter(source__kind="typed").count() == 2


def test_a_college_has_one_source_of_typed_courses_and_no_second(tapi: Organisation) -> None:
    typed(tapi)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(organisation=tapi, name="other", kind=Source.Kind.TYPED)


def test_a_feeds_source_that_has_its_name_already_keeps_it(tapi: Organisation) -> None:
    source(tapi, "by-hand")
    assert typed(tapi).source.name == "by-hand-2"


def test_it_is_written_as_a_feeds_course_is(tapi: Organisation) -> None:
    course = typed(tapi, code="SU 1", credits="2.50", disciplines=["Anatomy"])
    assert bytes(course.fingerprint) == fingerprint(course.stated)
    assert (str(course.credits), course.disciplines, course.slug) == ("2.50", ["anatomy"], "suturing")
    assert course.written > 0


def test_a_person_states_and_confirms_it_at_once(tapi: Organisation) -> None:
    course = again(typed(tapi))
    assert course.last_stated_at == course.confirmed_at == course.changed_at


def test_it_is_believed_for_a_term_and_then_readers_are_told_to_ask(tapi: Organisation) -> None:
    course = again(typed(tapi))
    now = timezone.now()
    assert not is_stale(course.source, course.last_stated_at, now + dt.timedelta(days=149))
    assert is_stale(course.source, course.last_stated_at, now + dt.timedelta(days=151))


def test_to_confirm_it_is_to_state_it_anew(tapi: Organisation) -> None:
    course = typed(tapi)
    Course.objects.filter(pk=course.pk).update(stated_at=AT, confirmed_at=AT)
    assert confirm_course(again(course))
    assert again(course).last_stated_at > AT
    assert Entry.objects.get(kind="course").stated_at > AT


def test_a_form_that_is_gone_back_to_and_sent_with_another_title_changes_the_course_it_made(tapi: Organisation) -> None:
    first = typed(tapi, title={"en": "Suturing"})
    assert typed(tapi, title={"en": "Suturing of skin"}).pk == first.pk
    assert again(first).title == "Suturing of skin"


def test_the_same_form_sent_twice_makes_one_course(tapi: Organisation) -> None:
    assert typed(tapi, "one") == typed(tapi, "one")


def test_a_changed_course_keeps_its_address_and_has_a_later_date(tapi: Organisation) -> None:
    course = typed(tapi)
    Course.objects.filter(pk=course.pk).update(changed_at=AT)
    retype_course(course, answer(title="Sutures and knots"))
    now = again(course)
    assert (now.title, now.slug, now.public_id) == ("Sutures and knots", "suturing", course.public_id)
    assert now.changed_at > AT


def test_saved_as_it_was_it_is_stated_anew_and_not_changed(tapi: Organisation) -> None:
    course = typed(tapi)
    Course.objects.filter(pk=course.pk).update(changed_at=AT, stated_at=AT, confirmed_at=AT)
    retype_course(course, answer())
    now = again(course)
    assert now.changed_at == AT
    assert now.last_stated_at == now.confirmed_at > AT


def test_runs_keep_what_they_are_called_and_those_taken_out_are_withdrawn(tapi: Organisation) -> None:
    course = typed(tapi, offerings=[{"starts_on": "2027-01-04"}, {"starts_on": "2027-06-01"}])
    first = course.stated["offerings"][0]["id"]
    retype_course(course, answer(offerings=[{"id": first, "starts_on": "2027-01-11"}]))
    [held] = course.offerings.filter(withdrawn_at__isnull=True)
    assert (held.offering_id, held.starts_on) == (first, dt.date(2027, 1, 11))


@pytest.mark.parametrize("how", ["offered again", "typed again"])
def test_a_withdrawn_course_is_kept_and_can_be_offered_again(tapi: Organisation, how: str) -> None:
    course = typed(tapi)
    withdraw_course(course)
    assert not Course.objects.public().exists()
    assert Entry.objects.get(kind="course").gone
    if how == "offered again":
        offer_again(course)
    else:
        retype_course(course, answer())
    assert Course.objects.public().get() == course
    assert again(course).last_stated_at is not None


def test_a_hidden_one_stays_hidden_when_it_is_typed_again(tapi: Organisation) -> None:
    course = typed(tapi)
    hide_course(course, None, "Not yet.")
    retype_course(course, answer(title="Knots"))
    assert not Course.objects.public().exists()


def test_a_feeds_course_is_not_typed_over(tapi: Organisation) -> None:
    [course] = write(source(tapi), stated("7"))
    for change in (lambda: retype_course(course, answer("7")), lambda: withdraw_course(course)):
        with pytest.raises(NotTyped):
            change()
    assert again(course).title == "Course 7"


def test_no_feed_can_be_connected_in_its_place(tapi: Organisation) -> None:
    name = typed(tapi).source.name
    with pytest.raises(CannotConnect, match="types in by hand"):
        connect(tapi, name, Connection("ooapi-v5", url="https://tapi.example/v5"))


class TestTwins:
    def test_the_older_of_a_feeds_and_a_typed_one_is_shown_and_the_other_takes_over(self, tapi: Organisation) -> None:
        [fed] = write(source(tapi), stated("7", title="Suturing", code="SU 1"))
        course = typed(tapi, title="SUTURING", code="su 1")
        assert again(course).same_as == fed
        with transaction.atomic():
            withdraw_courses([fed.pk], AT)
            settle_twins(tapi)
        assert Course.objects.public().get() == course

    def test_it_is_known_before_it_is_saved(self, tapi: Organisation) -> None:
        [fed] = write(source(tapi), stated("7", title="Suturing", code="SU 1"))
        assert list(alike(tapi, answer(title="suturing ", code="SU  1"), None)) == [fed]
        assert not alike(tapi, answer(title="Suturing"), None)
        assert not alike(college("narmada"), answer(title="Suturing", code="SU 1"), None)

    def test_a_course_is_not_alike_to_itself(self, tapi: Organisation) -> None:
        course = typed(tapi, code="SU 1")
        assert not alike(tapi, answer(code="SU 1", duration="2 weeks"), course)

    def test_the_same_college_and_record_of_two_colleges_are_two_courses(self, tapi: Organisation) -> None:
        assert typed(tapi, "one") != type_course(college("narmada"), answer("one"))
