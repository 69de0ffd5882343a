"""What the page of a course says, and when it says nothing."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from consortium.pages.clock import today
from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.hiding import hide_course
from courses.catalogue.page import course_page
from courses.catalogue.writer import withdraw_courses
from tests.catalogue.stating import source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    where = source(college("tapi", place="Surat"))
    where.accepted_at = timezone.now() - dt.timedelta(minutes=5)
    where.save()
    return where


def written(where, **facts: object):
    [course] = write(where, stated("1", title="Anatomy", **facts))
    return course


def shown(status: int = 200) -> str:
    answer = Client().get("/courses/tapi/anatomy/")
    assert answer.status_code == status
    return answer.content.decode()


def test_it_says_who_may_come_and_how_to_get_in(register):
    written(register, open_to="members", letter_needed=True, admission="form")
    page = shown()
    assert "Students of member colleges, with a letter of one’s own college" in page
    assert "Apply with the college’s form" in page


def test_it_says_that_neither_is_stated_and_whom_to_ask(register):
    written(register)
    page = shown()
    assert "Who may come and how to get in are not stated." in page
    assert 'href="/colleges/tapi/#contact"' in page


def test_a_bare_open_is_said_for_a_week(register):
    written(register, offerings=[{"id": "1", "label": "Batch A", "is_open": True}])
    assert ">Open<" in shown()
    register.accepted_at = timezone.now() - dt.timedelta(days=8)
    register.save()
    assert ">Open<" not in shown()


def test_places_left_say_when_and_an_old_number_is_not_shown(register):
    start = (today() + dt.timedelta(days=30)).isoformat()
    written(register, offerings=[{"id": "1", "starts_on": start, "places": 60, "places_taken": 49}])
    assert "11 of 60 " in shown()
    register.accepted_at = timezone.now() - dt.timedelta(days=8)
    register.save()
    page = shown()
    assert "11 of 60" not in page
    assert "60 in all" in page


@pytest.mark.parametrize(("hour", "said"), [(23, "11 of 60 at 22:00"), (33, "11 of 60 on 2 Nov")])
def test_places_left_of_last_evening_are_not_said_to_be_of_this_one(register, hour, said):
    day = dt.datetime(2026, 11, 2, tzinfo=ZoneInfo(consortium_profile().time_zone))
    course = written(register, offerings=[{"id": "1", "starts_on": "2026-12-01", "places": 60, "places_taken": 49}])
    course.last_stated_at = day + dt.timedelta(hours=22)
    [run] = course_page(course, course.offerings.all(), day + dt.timedelta(hours=hour)).runs
    assert run.left == said


def test_it_says_when_it_was_stated_and_asks_to_confirm_what_is_old(register):
    written(register)
    assert "Stated by the college’s catalogue" in shown()
    register.accepted_at = timezone.now() - dt.timedelta(days=20)
    register.save()
    assert "20 days ago</time>. Confirm dates with the college." in shown()


def test_a_withdrawn_course_is_marked_and_offers_no_way_in(register):
    run = {"id": "1", "label": "Batch A", "is_open": True, "places": 60, "places_left": 11}
    course = written(register, admission="form", admission_url="https://tapi.example/apply", offerings=[run])
    with transaction.atomic():
        withdraw_courses([course.pk], timezone.now())
    page = shown(410)
    assert "no longer states this course" in page
    for told in ("https://tapi.example/apply", ">Open<", "11 of 60"):
        assert told not in page


def test_a_hidden_course_is_not_there(register):
    hide_course(written(register), None, "Wrong")
    assert "Anatomy" not in shown(404)


def test_a_column_that_was_kept_is_shown_under_its_name(register):
    written(register, extra={"fee": "Rs. 500 <b>a week</b>"})
    page = shown()
    assert "<dt>Fee</dt>" in page
    assert "Rs. 500 &lt;b&gt;a week&lt;/b&gt;" in page
