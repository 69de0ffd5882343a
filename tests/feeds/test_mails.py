"""The registrars of a college are told once when a run is held, and reminded once."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import ToDo
from consortium.people.models import Mail, Membership
from courses.catalogue.freshness import day_of
from courses.catalogue.models import Source
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Run
from courses.feeds.release import discard
from tests.corners import college
from tests.feeds.desk.conftest import keeper
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path)


def hold(catalogue: Catalogue) -> Run:
    catalogue.holds(rows(12)).sync()
    return catalogue.holds(rows(4)).sync()


def pass_days(run: Run, days: float) -> None:
    Run.objects.filter(pk=run.pk).update(finished_at=timezone.now() - dt.timedelta(days=days))
    for _ in range(2):
        dispatch(lambda _run: None)


def told() -> list[tuple[str, str]]:
    return list(Mail.objects.order_by("pk").values_list("kind", "to"))


def test_each_registrar_is_told_once_with_a_link_to_the_run(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar", "a@tapi.example")
    keeper(catalogue.college, "registrar", "b@tapi.example")
    keeper(catalogue.college, "editor", "e@tapi.example")
    keeper(college("mahi"), "registrar", "m@mahi.example")
    run = hold(catalogue)
    catalogue.sync()
    assert told() == [("held_run", "a@tapi.example"), ("held_run", "b@tapi.example")]
    body = Mail.objects.all()[0].body
    link = reverse("feeds_desk:run", args=[run.feed_id, run.pk])
    assert f"{ours.BASE_URL}{link}" in body
    assert "8 of 12 courses are no longer in the feed" in body
    assert ToDo.objects.get().link == link


def test_of_a_college_without_a_registrar_the_office_is_told(catalogue: Catalogue) -> None:
    keeper(college("office"), "office", "o@office.example")
    hold(catalogue)
    assert told() == [("held_run", "o@office.example")]


def test_one_whose_role_has_ended_is_not_told(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar")
    Membership.objects.update(since=timezone.now() - dt.timedelta(days=2), until=timezone.now() - dt.timedelta(days=1))
    hold(catalogue)
    assert told() == []


def test_after_a_week_they_are_reminded_once_and_after_two_it_lapses(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar", "a@tapi.example")
    run = hold(catalogue)
    pass_days(run, 6.9)
    assert len(told()) == 1
    pass_days(run, 7.1)
    assert told() == [("held_run", "a@tapi.example"), ("held_run_again", "a@tapi.example")]
    pass_days(run, 14.1)
    run.refresh_from_db()
    assert (run.decision, len(told()), len(catalogue.shown())) == ("lapsed", 2, 12)
    again = catalogue.sync()
    assert (again.status, len(told())) == ("unchanged", 2), "nobody is asked again of the same bytes"


def test_reads_that_ask_the_same_ask_once_and_its_days_count_from_the_first(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar", "a@tapi.example")
    first = hold(catalogue)
    second = catalogue.holds([row(1, about="New."), *rows(4)[1:]]).sync()
    assert (second.status, second.first_asked, len(told())) == ("held", first, 1)
    pass_days(first, 7.1)
    assert told() == [("held_run", "a@tapi.example"), ("held_run_again", "a@tapi.example")]
    assert reverse("feeds_desk:run", args=[second.feed_id, second.pk]) in Mail.objects.get(kind="held_run_again").body
    third = catalogue.holds([row(1, about="Newer."), *rows(4)[1:]]).sync()
    todo = ToDo.objects.get(done_at=None)
    assert (third.first_asked, todo.key) == (first, f"run-{third.pk}")
    first.refresh_from_db()
    assert todo.due_on == day_of(first.finished_at + dt.timedelta(days=ours.FEED_HELD_DAYS))
    pass_days(first, 13.9)
    third.refresh_from_db()
    assert (third.status, len(told())) == ("held", 2)
    pass_days(first, 14.1)
    third.refresh_from_db()
    assert (third.decision, len(told())) == ("lapsed", 2)


@pytest.mark.parametrize(
    ("absent", "is_new"),
    [
        ({5, 6, 7}, False),  # more of them than before
        ({5}, True),  # few enough to go without a question
        ({5, 6, 8}, False),
        ({5, 7, 8}, True),  # another course takes the place of one
        ({1, 2}, True),
    ],
)
def test_a_question_is_another_where_courses_on_the_earlier_list_and_others_are_absent(
    catalogue: Catalogue, absent: set[int], is_new: bool
) -> None:
    keeper(catalogue.college, "registrar", "a@tapi.example")
    catalogue.holds(rows(12)).sync()
    catalogue.holds([row(number) for number in range(1, 13) if number not in (5, 6)]).sync()
    newer = catalogue.holds([row(number) for number in range(1, 13) if number not in absent]).sync()
    assert (newer.first_asked is None) is is_new
    assert len(told()) == 1 + (is_new and newer.status == "held")


def test_many_refused_rows_are_asked_about_once_while_they_stay_many(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar", "a@tapi.example")
    catalogue.holds(rows(12)).sync()
    for about in ("A.", "B.", "C."):
        run = catalogue.holds([*({"id": f"R{n}"} for n in range(1, 5)), row(5, about=about), *rows(12)[5:]]).sync()
        assert run.status == "held"
    assert len(told()) == 1
    assert catalogue.holds(rows(4)).sync().first_asked is None
    assert len(told()) == 2, "that courses are absent is another question"


def test_nobody_is_reminded_of_what_is_decided_or_where_the_setting_says_so(
    catalogue: Catalogue, settings: Settings
) -> None:
    keeper(catalogue.college, "registrar")
    run = hold(catalogue)
    settings.FEED_REMIND_DAYS = 0
    pass_days(run, 8)
    settings.FEED_REMIND_DAYS = 7
    discard(run.pk)
    pass_days(run, 8)
    assert len(told()) == 1


def test_days_are_those_of_the_consortium_also_where_a_worker_tells_them(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar")
    run = hold(catalogue)
    evening = dt.datetime(2026, 8, 3, 20, 30, tzinfo=dt.UTC)  # past midnight in India
    Run.objects.filter(pk=run.pk).update(finished_at=evening)
    Source.objects.update(accepted_at=evening)
    dispatch(lambda _run: None, now=evening + dt.timedelta(days=13))
    reminder = Mail.objects.get(kind="held_run_again").body
    assert "discarded on 18 August 2026" in reminder
    assert "not been stated since 4 Aug 2026" in Mail.objects.get(kind="stale_feed").subject


def test_nobody_is_reminded_of_a_college_that_left(catalogue: Catalogue) -> None:
    keeper(college("office"), "office")
    run = hold(catalogue)
    catalogue.college.state = "left"
    catalogue.college.save()
    pass_days(run, 8)
    assert not Mail.objects.filter(kind="held_run_again").exists()
