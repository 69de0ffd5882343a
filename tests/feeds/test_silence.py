"""A catalogue that was silent for three of its intervals is stale: for readers, and told to those who can mend it."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from consortium.organisations.models import ToDo
from consortium.pages.clock import today
from consortium.people.models import Mail
from courses.catalogue.models import Offering, Source
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Feed
from courses.feeds.oldest import oldest_feed
from search.refresh import rebuild_entries
from tests.corners import college
from tests.feeds.desk.conftest import keeper
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
STALE = "Last stated <time"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path).holds([row(1, title="Anatomy"), row(2)])


def silent_for(days: float) -> None:
    Source.objects.update(accepted_at=timezone.now() - days * DAY)


def tick(after_days: float = 0) -> None:
    Feed.objects.update(next_due_at=None)
    for _ in range(2):
        dispatch(lambda _run: None, now=timezone.now() + after_days * DAY)


def told() -> list[tuple[str, str]]:
    return list(Mail.objects.filter(kind="stale_feed").order_by("pk").values_list("kind", "to"))


def page() -> str:
    return Client().get("/courses/tapi/anatomy/").content.decode()


def test_readers_of_page_list_and_api_are_told_by_one_rule_without_anything_being_written(catalogue: Catalogue) -> None:
    catalogue.sync()
    rebuild_entries()
    for days, is_stale in ((2.9, False), (19, True)):
        silent_for(days)
        assert ("19 days ago</time>. Confirm dates with the college." in page()) is is_stale
        found = Client().get("/search/", {"q": "anatomy"}).content.decode()
        assert ("19 days ago</time>. Confirm dates with" in found) is is_stale
        [result] = Client().get("/api/v1/search", {"q": "anatomy"}).json()["results"]
        assert result["dates"]["stale"] is is_stale


def test_a_weekly_catalogue_is_believed_for_three_weeks_and_an_hourly_one_for_three_days(catalogue: Catalogue) -> None:
    catalogue.sync()
    for seconds, days, is_stale in ((604_800, 20, False), (604_800, 22, True), (3_600, 2, False), (3_600, 4, True)):
        feed = Feed.objects.get()
        feed.every_seconds = seconds
        feed.save()
        silent_for(days)
        assert (STALE in page()) is is_stale


def test_the_api_tells_the_three_dates_and_nothing_of_the_fetch(catalogue: Catalogue) -> None:
    catalogue.sync()
    rebuild_entries()
    course = catalogue.course("R1")
    course.confirmed_at = timezone.now()
    course.save()
    [result] = Client().get("/api/v1/search", {"q": "anatomy"}).json()["results"]
    assert set(result["dates"]) == {"stated_at", "changed_at", "confirmed_at", "edited_at", "stale"}
    assert None not in [result["dates"][name] for name in ("stated_at", "changed_at", "confirmed_at")]


def test_registrars_and_the_office_are_told_once_then_weekly_until_it_is_read_well(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar", "r@tapi.example")
    keeper(college("office"), "office", "o@office.example")
    keeper(college("mahi"), "registrar", "m@mahi.example")
    catalogue.sync()
    silent_for(2.9)
    tick()
    assert told() == []
    silent_for(3.1)
    tick()
    assert [to for _, to in told()] == ["r@tapi.example", "o@office.example"]
    assert ToDo.objects.get(kind="stale_feed").done_at is None
    tick(6.9)
    assert len(told()) == 2
    tick(7.1)
    assert len(told()) == 4
    catalogue.sync()
    tick()
    assert ToDo.objects.get(kind="stale_feed").done_at is not None
    assert Feed.objects.get().stale_told_at is None
    assert len(told()) == 4


def test_one_that_was_never_pushed_is_stale_from_when_it_was_connected(catalogue: Catalogue) -> None:
    keeper(catalogue.college, "registrar", "r@tapi.example")
    Feed.objects.update(way=Feed.Way.PUSH, path="", url="")
    Source.objects.update(created_at=timezone.now() - 4 * DAY)
    tick()
    assert [to for _, to in told()] == ["r@tapi.example"]
    assert "never been stated" in Mail.objects.get().body


def test_a_draft_and_a_college_that_left_are_nobodys_concern(catalogue: Catalogue) -> None:
    catalogue.sync()
    silent_for(30)
    Feed.objects.update(is_draft=True)
    tick()
    Feed.objects.update(is_draft=False)
    catalogue.college.state = "left"
    catalogue.college.save()
    tick()
    assert not ToDo.objects.filter(kind="stale_feed").exists()


def test_health_names_the_one_that_is_most_behind_by_its_own_interval(catalogue: Catalogue, tmp_path: Path) -> None:
    weekly = Catalogue(college("mahi"), tmp_path).holds(rows(1))
    for one in (catalogue, weekly):
        one.sync()
    feed = Feed.objects.get(pk=weekly.feed.pk)
    feed.every_seconds = 604_800
    feed.save()
    Source.objects.filter(pk=weekly.feed.source_id).update(accepted_at=timezone.now() - 6 * DAY)
    Source.objects.filter(pk=catalogue.feed.source_id).update(accepted_at=timezone.now() - 4 * DAY)
    oldest = oldest_feed()
    assert oldest is not None
    assert (oldest["college"], oldest["stale"]) == ("tapi", True)


def test_a_value_that_is_stated_wrongly_since_is_told_with_the_day_of_its_last_statement(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, title="Anatomy", seats=200)]).sync()
    assert "Not stated clearly since" not in page()
    catalogue.holds([row(1, title="Anatomy", seats="many")]).sync()
    assert "Seats a year as stated on <time" in page()
    assert "the college’s catalogue has not stated it clearly since" in page()
    catalogue.holds([row(1, title="Anatomy", seats=210)]).sync()
    assert "Not stated clearly since" not in page()


def test_places_left_say_when_and_go_from_lists_too_when_stale_or_begun(catalogue: Catalogue) -> None:
    start = today() + 40 * DAY
    catalogue.holds([row(1, title="Anatomy", starts=start.isoformat(), places=60, taken=49)]).sync()
    rebuild_entries()

    def listed() -> str:
        return Client().get("/search/", {"q": "anatomy"}).content.decode()

    assert "11 of 60 places left on " in listed()
    silent_for(3.5)
    assert "places left" not in listed()
    assert "11 of 60" not in page()
    begun = today() - DAY
    catalogue.holds([row(1, title="Anatomy", starts=begun.isoformat(), places=60, taken=49)]).sync()
    rebuild_entries()
    assert "places left" not in listed()
    assert "11 of 60" not in page()


def test_places_left_that_are_stated_wrongly_since_are_not_said_as_of_today(catalogue: Catalogue) -> None:
    run = {"starts": "2099-01-05", "places": 60}
    catalogue.holds([row(1, taken=20, **run)]).sync()
    assert Offering.objects.get().places_left == 40
    catalogue.holds([row(1, taken="many", **run)]).sync()
    offering = Offering.objects.get()
    assert (offering.places, offering.places_taken, offering.places_left) == (60, None, None)
