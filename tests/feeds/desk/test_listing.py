"""Registrars see how their catalogues stand, the office everybody's, those in need first."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from courses.catalogue.hiding import hide_college, hide_source
from courses.catalogue.models import Source
from courses.feeds.models import Feed, Run
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db
INDEX = "/admin/feeds/"


def listed(client: Client, **asked: str) -> list[tuple[str, str]]:
    """(college and title, state) as the rows have them."""
    page = client.get(INDEX, asked).content.decode()
    cells = re.findall(r'<b>(.+?)</b></a><span class="data-table__more">(.+?)</span>.*?status[^>]*>(.+?)<', page, re.S)
    return [(f"{college}: {title}", state) for title, college, state in cells]


def test_a_registrar_sees_her_own_catalogues_only(catalogue: Catalogue, theirs: Catalogue, registrar: Client):
    assert listed(registrar) == [("Tapi College of Medicine: register", "Not read yet")]


def test_those_that_need_somebody_come_first(catalogue: Catalogue, theirs: Catalogue, office: Client):
    theirs.holds(rows(3)).sync()
    catalogue.holds(rows(3)).sync()
    catalogue.holds([row(1)]).sync()
    assert listed(office) == [
        ("Tapi College of Medicine: register", "Held, waits for you"),
        ("Mahi College of Medicine: register", "In step"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("failures", 2, "Failed"), ("paused_at", timezone.now(), "Paused"), ("is_draft", True, "Being connected")],
)
def test_what_keeps_it_from_being_in_step_is_said(
    catalogue: Catalogue, registrar: Client, column: str, value: object, said: str
):
    catalogue.holds(rows(3)).sync()
    Feed.objects.update(**{column: value})
    assert listed(registrar) == [("Tapi College of Medicine: register", said)]


def test_one_that_was_silent_for_three_of_its_intervals_is_stale(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(3)).sync()
    Source.objects.update(accepted_at=timezone.now() - dt.timedelta(days=3, minutes=1))
    assert listed(registrar)[0][1] == "Stale"
    catalogue.feed.every_seconds = 7 * 86_400
    catalogue.feed.save(update_fields=["every_seconds"])
    assert listed(registrar)[0][1] == "In step"


@pytest.mark.parametrize(
    ("way", "remedy"), [("push", "Ask whoever runs that system"), ("upload", "Upload the catalogue")]
)
def test_the_page_of_a_stale_one_says_since_when_and_what_to_do(
    catalogue: Catalogue, registrar: Client, way: str, remedy: str
):
    feed = catalogue.holds(rows(3)).sync().feed
    Feed.objects.update(way=way)
    Source.objects.update(accepted_at=dt.datetime(2026, 8, 3, 10, tzinfo=dt.UTC))
    page = registrar.get(reverse("feeds_desk:feed", args=[feed.pk])).content.decode()
    assert "Not stated since 3 Aug 2026." in page
    assert remedy in page


def test_an_upload_is_stale_after_the_day_by_which_it_was_to_be_confirmed(catalogue: Catalogue, registrar: Client):
    Feed.objects.update(path="", way=Feed.Way.UPLOAD)
    Source.objects.update(accepted_at=timezone.now() - dt.timedelta(days=30), confirm_by=today())
    assert listed(registrar)[0][1] == "In step"
    Source.objects.update(confirm_by=today() - dt.timedelta(days=1))
    assert listed(registrar)[0][1] == "Stale"


def test_the_office_narrows_the_list_by_college_and_state(catalogue: Catalogue, theirs: Catalogue, office: Client):
    theirs.holds(rows(3)).sync()
    assert [name for name, _ in listed(office, college="mahi")] == ["Mahi College of Medicine: register"]
    assert [name for name, _ in listed(office, state="new")] == ["Tapi College of Medicine: register"]
    assert "No catalogue is in this state" in office.get(INDEX, {"college": "mahi", "state": "new"}).content.decode()


@pytest.mark.parametrize("asked", [{"state": "odd"}, {"college": "nobody"}, {"page": "x"}, {"page": "99"}])
def test_a_wrong_filter_or_page_is_left_out(catalogue: Catalogue, registrar: Client, asked: dict[str, str]):
    assert len(listed(registrar, **asked)) == 1


def test_a_registrar_cannot_filter_for_another_colleges(catalogue: Catalogue, theirs: Catalogue, registrar: Client):
    assert "Mahi" not in registrar.get(INDEX, {"college": "mahi"}).content.decode()


def test_an_editor_does_not_come_in(catalogue: Catalogue):
    answer = signed_in(keeper(catalogue.college, "editor")).get(INDEX, follow=True)
    assert "Catalogue sync" not in answer.content.decode()


def test_the_list_costs_the_same_whatever_its_length(
    catalogue: Catalogue, office: Client, django_assert_max_num_queries
):
    office.get(INDEX)
    for number in range(30):
        college = Organisation.objects.create(slug=f"c{number}", name=f"C{number}", label=f"C{number}", dye=1)
        source = Source.objects.create(organisation=college, name="register")
        feed = Feed.objects.create(source=source, format="csv", path="/x.csv")
        Run.objects.create(feed=feed, status=Run.Status.DONE, finished_at=timezone.now())
    with django_assert_max_num_queries(15):
        office.get(INDEX)


def test_a_feeds_page_says_what_it_is_and_how_its_runs_went(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(3)).sync()
    catalogue.holds([row(1)]).sync()
    page = registrar.get(reverse("feeds_desk:feed", args=[catalogue.feed.pk])).content.decode()
    assert "CSV, read from a file, every day." in page
    assert "waits for your decision" in page
    assert "Last 2 runs, oldest first: 1 finished, 1 held." in page


def test_a_feeds_page_says_why_readers_see_none_of_its_courses(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(3)).sync()
    where = reverse("feeds_desk:feed", args=[catalogue.feed.pk])
    assert "A person has hidden" not in registrar.get(where).content.decode()
    hide_college(catalogue.college, None, "It is inspected.")
    assert "A person has hidden all courses of the college" in registrar.get(where).content.decode()
    hide_source(catalogue.feed.source, None, "It is written anew.")
    assert "A person has hidden it since" in registrar.get(where).content.decode()


def test_nobody_sees_or_runs_another_colleges_feed(catalogue: Catalogue, theirs: Catalogue, registrar: Client):
    for name in ("feed", "run_now", "resume"):
        address = reverse(f"feeds_desk:{name}", args=[theirs.feed.pk])
        assert registrar.post(address).status_code in (404, 405)
        assert registrar.get(address).status_code in (404, 405)
    run = theirs.holds(rows(1)).sync()
    assert registrar.get(reverse("feeds_desk:run", args=[theirs.feed.pk, run.pk])).status_code == 404
    assert registrar.get(reverse("feeds_desk:run", args=[catalogue.feed.pk, run.pk])).status_code == 404


def test_run_now_queues_a_run_that_says_who_started_it(catalogue: Catalogue, registrar: Client):
    answer = registrar.post(reverse("feeds_desk:run_now", args=[catalogue.feed.pk]))
    run = Run.objects.get()
    assert (run.status, run.trigger, run.started_by.email) == ("queued", "admin", "registrar@tapi.example")
    assert answer.url == reverse("feeds_desk:run", args=[catalogue.feed.pk, run.pk])


def test_run_now_shows_the_run_that_is_at_work_already(catalogue: Catalogue, registrar: Client):
    first, second = (registrar.post(reverse("feeds_desk:run_now", args=[catalogue.feed.pk])) for _ in range(2))
    assert second.url == first.url
    assert Run.objects.count() == 1


def test_a_paused_feed_is_not_run_but_can_be_let_run_again(catalogue: Catalogue, registrar: Client):
    Feed.objects.update(paused_at=timezone.now(), paused_reason="Run 1 was undone.")
    registrar.post(reverse("feeds_desk:run_now", args=[catalogue.feed.pk]))
    assert not Run.objects.exists()
    registrar.post(reverse("feeds_desk:resume", args=[catalogue.feed.pk]))
    assert Feed.objects.get().paused_at is None
