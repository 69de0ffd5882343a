"""What the list of opportunities shows, and what it costs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from consortium.pages.clock import today
from consortium.research.models import ResearchIndexPage, ResearchPage, ResearchSupervisor
from tests.corners import college, home, put

pytestmark = pytest.mark.django_db


def opportunity(title: str, **facts: Any) -> ResearchPage:
    stated = {"kind": "trial", "summary": "Read charts.", "apply_email": "office@tapi.example"}
    supervisors = [ResearchSupervisor(name="Revant Vasavada")]
    return ResearchPage(title=title, supervisors=supervisors, **stated | facts)


def listed(**asked: str):
    home()
    return ResearchIndexPage.objects.get().get_context(RequestFactory().get("/research/", asked))["listed"]


def titles(**asked: str) -> list[str]:
    return [page.title for page in listed(**asked)]


def day(days: int) -> date:
    return today() + timedelta(days=days)


def test_the_next_to_close_comes_first_and_what_opens_later_last():
    tapi = college()
    put(tapi, opportunity("Later", opens_on=day(3), closes_on=day(4)))
    put(tapi, opportunity("Always"))
    put(tapi, opportunity("In a month", closes_on=day(30)))
    put(tapi, opportunity("Today", closes_on=day(0)))
    assert titles() == ["Today", "In a month", "Always", "Later"]


def test_what_has_closed_leaves_the_list_by_itself_and_is_found_when_asked_for():
    put(college(), opportunity("Yesterday", closes_on=day(-1)))
    assert titles() == []
    assert titles(state="closed") == ["Yesterday"]


def test_drafts_and_suspended_hosts_are_not_listed():
    put(college("tapi"), opportunity("Draft", live=False))
    put(college("mahi", state="suspended"), opportunity("Suspended"))
    assert titles() == []


@pytest.mark.parametrize("asked", ["0", "-1", "99", "all", ""])
def test_a_page_number_that_is_none_still_gives_a_page(asked):
    put(college(), opportunity("Only"))
    assert titles(page=asked) == ["Only"]


def queries_of_list() -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for page in listed():
            str(page.organisation), [str(person) for person in page.supervisors.all()], page.get_kind_display()
    return len(asked)


def test_the_list_asks_no_more_questions_for_more_rows():
    put(college("tapi"), opportunity("First"))
    few = queries_of_list()
    for number in range(25):
        put(college(f"college-{number}"), opportunity(f"Number {number}"))
    assert queries_of_list() == few <= 8
