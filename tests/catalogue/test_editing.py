"""What a college edits is shown over what its source states; no sync takes it away, and where one moves it is told."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortium.organisations.models import Organisation, ToDo
from courses.catalogue.editing import CannotEdit, ChangedSince, drop, edit, keep, lock_fields
from courses.catalogue.models import Course, Override
from courses.catalogue.overrides import conflicts
from courses.catalogue.seen import seen_of
from courses.catalogue.writer import change_courses
from courses.feeds.revert import revert
from search.models import Entry
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def course(tapi: Organisation) -> Course:
    return write(source(tapi), stated("7", title="Gross anatomy", code="AN 101", intake=150, duration="6 weeks"))[0]


def states(course: Course, **values: Any) -> Course:
    """Its source states something else from now on."""
    record = {"title": "Gross anatomy", "code": "AN 101", "intake": 150, "duration": "6 weeks", **values}
    with transaction.atomic():
        change_courses([(course.pk, stated(course.record_id, **record))], LATER)
    return Course.objects.get(pk=course.pk)


def waiting() -> list[str]:
    return [one.field for one in conflicts(Course.objects.all())]


def test_an_edit_is_shown_in_place_of_what_the_source_states_which_is_kept_beside_it(course: Course) -> None:
    edit(course, "title", {"en": "Anatomy of the whole body"}, None)
    course.refresh_from_db()
    assert (course.title, course.stated["title"]) == ("Anatomy of the whole body", {"en": "Gross anatomy"})
    assert Entry.objects.get(key=f"course:{course.pk}").title == "Anatomy of the whole body"
    assert course.slug == "gross-anatomy"


def test_an_edit_can_show_nothing_where_the_source_states_something(course: Course) -> None:
    edit(course, "duration", None, None)
    edit(course, "intake", None, None)
    course.refresh_from_db()
    assert (course.duration, course.intake) == ("", None)


def test_an_edit_survives_every_sync_and_a_revert(tapi: Organisation, tmp_path: Path) -> None:
    catalogue = Catalogue(tapi, tmp_path).holds(rows(12))
    catalogue.sync()
    edit(catalogue.course("R1"), "title", {"en": "Our title"}, None)
    run = catalogue.holds([row(1, seats=12), *rows(12)[1:]]).sync()
    assert (catalogue.course("R1").title, catalogue.course("R1").intake) == ("Our title", 12)
    revert(run)
    assert (catalogue.course("R1").title, catalogue.course("R1").intake) == ("Our title", None)
    assert Override.objects.get().value == {"en": "Our title"}


def test_an_edit_survives_the_withdrawal_and_return_of_its_course(tapi: Organisation, tmp_path: Path) -> None:
    catalogue = Catalogue(tapi, tmp_path).holds(rows(12))
    catalogue.sync()
    edit(catalogue.course("R1"), "intake", 30, None)
    catalogue.holds(rows(12)[1:]).sync()
    catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync()
    assert (catalogue.course("R1").intake, catalogue.course("R1").withdrawn_at) == (30, None)


def test_a_dropped_edit_shows_what_the_source_states_now(course: Course) -> None:
    edit(course, "intake", 100, None)
    states(course, intake=200)
    drop(course, "intake")
    course.refresh_from_db()
    assert (course.intake, waiting()) == (200, [])


def test_a_source_that_moves_away_is_a_question_and_one_that_comes_back_is_none(course: Course) -> None:
    edit(course, "intake", 100, None)
    states(course, duration="7 weeks")
    assert waiting() == []
    states(course, intake=200)
    assert waiting() == ["intake"]
    todo = ToDo.objects.get(kind="conflicts", done_at__isnull=True)
    assert "In one place the catalogue moved away" in todo.text
    states(course, intake=150)
    assert waiting() == []
    assert not ToDo.objects.filter(kind="conflicts", done_at__isnull=True).exists()


def test_a_source_that_states_what_the_college_says_asks_nothing(course: Course) -> None:
    edit(course, "intake", 100, None)
    states(course, intake=100)
    assert waiting() == []


def test_keeping_ours_ends_the_question_until_the_source_moves_again(course: Course) -> None:
    edit(course, "intake", 100, None)
    keep(states(course, intake=200), "intake", None)
    assert waiting() == []
    assert states(course, intake=200).intake == 100
    assert waiting() == []
    states(course, intake=300)
    assert waiting() == ["intake"]


def test_what_moved_since_a_person_looked_is_not_answered_unseen(course: Course) -> None:
    edit(course, "intake", 100, None)
    looked = Override.objects.get()
    seen = seen_of(course.stated["intake"], looked)
    states(course, intake=200)
    with pytest.raises(ChangedSince):
        edit(course, "intake", 120, None, seen=seen)
    with pytest.raises(ChangedSince):
        keep(course, "intake", None, seen=seen)
    with pytest.raises(ChangedSince):
        drop(course, "intake", seen=seen)
    assert (Override.objects.get().value, Override.objects.get().against, waiting()) == (100, 150, ["intake"])
    keep(course, "intake", None, seen=seen_of(200, Override.objects.get()))
    assert waiting() == []


def test_a_value_that_the_source_states_already_is_no_edit(course: Course) -> None:
    edit(course, "intake", 100, None)
    assert edit(course, "intake", 150, None) is False
    assert not Override.objects.exists()


def test_in_a_locked_field_the_feed_has_the_last_word(course: Course) -> None:
    edit(course, "intake", 100, None)
    lock_fields(course.source, ["intake"])
    course.refresh_from_db()
    assert course.intake == 150
    with pytest.raises(CannotEdit, match="last word"):
        edit(course, "intake", 120, None)
    assert states(course, intake=200).intake == 200
    assert waiting() == []
    lock_fields(course.source, [])
    course.refresh_from_db()
    assert (course.intake, waiting()) == (100, ["intake"])


@pytest.mark.parametrize(("field", "value"), [("code", "X"), ("offerings", []), ("title", None), ("title", {})])
def test_what_is_the_sources_own_is_not_edited(course: Course, field: str, value: Any) -> None:
    with pytest.raises(CannotEdit):
        edit(course, field, value, None)


def test_an_edited_title_is_what_twins_are_known_by(tapi: Organisation, course: Course) -> None:
    (other,) = write(source(tapi, "second"), stated("B", title="Anatomy", code="AN 101"))
    edit(other, "title", {"en": "Gross anatomy"}, None)
    other.refresh_from_db()
    assert other.same_as == course
    drop(other, "title")
    other.refresh_from_db()
    assert other.same_as is None


def test_edits_cost_a_block_of_records_one_query_where_there_are_none(course: Course) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        states(course, intake=151)
    assert sum("override" in query["sql"] for query in asked) == 1


def test_the_public_page_says_what_the_college_edited_and_when(course: Course, client: Client) -> None:
    edit(course, "title", {"en": "Anatomy of the whole body"}, None)
    page = client.get(f"/courses/tapi/{course.slug}/").content.decode()
    assert "Title: edited by the college" in page
    lock_fields(course.source, ["title"])
    assert "edited by the college" not in client.get(f"/courses/tapi/{course.slug}/").content.decode()
