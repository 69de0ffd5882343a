"""The office sees how every college's catalogue stands, those in need first, and takes the list along."""

import csv
import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.people.mailing import Message, queue_mail
from consortium.people.models import Mail
from courses.catalogue.models import Source
from courses.feeds.models import Feed, FeedHost, Run
from tests.corners import college
from tests.feeds.feeding import Catalogue, rows

pytestmark = pytest.mark.django_db
OFFICE = "/admin/feeds/office/"
CSV = f"{OFFICE}catalogues.csv"


def lines(client: Client) -> list[dict[str, str]]:
    text = b"".join(client.get(CSV)).decode("utf-8-sig")  # type: ignore[arg-type]  # streamed
    return list(csv.DictReader(text.splitlines()))


def test_it_says_state_age_trend_and_last_problem_of_each_and_who_has_none(
    catalogue: Catalogue, theirs: Catalogue, office: Client
):
    theirs.holds(rows(3)).sync()
    catalogue.holds(rows(12)).sync()
    catalogue.says("<!doctype html><title>Sign in</title>").sync()
    Source.objects.filter(pk=catalogue.feed.source_id).update(accepted_at=timezone.now() - dt.timedelta(days=19))
    college("narmada")
    page = office.get(OFFICE).content.decode()
    titles = re.findall(r'<b>register</b></a><span class="data-table__more">(.+?)<', page)
    assert titles == ["Tapi College of Medicine", "Mahi College of Medicine"]
    assert "19 days ago" in page
    assert 'aria-label="Last 2 runs, oldest first: 1 finished, 1 failed."' in page
    assert Run.objects.filter(status="failed").get().message[:60] in page.replace("&#x27;", "'")
    assert "Narmada College of Medicine" in page.partition("Without a catalogue")[2]


def test_the_table_to_take_along_says_the_same_and_runs_no_formula(
    catalogue: Catalogue, theirs: Catalogue, office: Client
):
    catalogue.holds(rows(3)).sync()
    Source.objects.filter(pk=catalogue.feed.source_id).update(
        title="=HYPERLINK(1)", accepted_at=timezone.now() - dt.timedelta(days=19)
    )
    college("narmada")
    mine, other, none = (line for line in lines(office) if not line["College"].startswith("Office"))
    assert (mine["Catalogue"], mine["State"], mine["Stale"], mine["Days silent"]) == (
        "'=HYPERLINK(1)",
        "Stale",
        "yes",
        "19",
    )
    assert (other["State"], other["Last accepted"]) == ("Not read yet", "")
    assert none["College"] == "Narmada College of Medicine"


def test_it_is_the_offices_alone(catalogue: Catalogue, registrar: Client):
    for address in (OFFICE, CSV):
        answer = registrar.get(address, follow=True)
        assert "How every college stands" not in answer.content.decode()
        assert answer.get("Content-Type", "").startswith("text/html")


def test_hosts_that_wait_for_its_yes_are_named_first(catalogue: Catalogue, office: Client):
    assert "for your yes" not in office.get(OFFICE).content.decode()
    host = FeedHost.objects.create(organisation=catalogue.college, host="lists.tapi.example")
    page = office.get(OFFICE).content.decode()
    assert "1 host waits for your yes." in page
    assert reverse("feeds_desk:host", args=[host.pk]) in page
    FeedHost.objects.update(state=FeedHost.State.REFUSED)
    assert "for your yes" not in office.get(OFFICE).content.decode()


def test_mail_that_did_not_arrive_is_told_with_where_to_send_it_again(office: Client):
    queue_mail([Message("r@tapi.example", "A run waits", "Look.", "held_run", "1")])
    assert "Some mail did not arrive" not in office.get(OFFICE).content.decode()
    Mail.objects.update(state="bounced", error="550 nobody here")
    page = office.get(OFFICE).content.decode()
    assert re.search(r'href="[^"]+\?state=bounced">1 refused for good', page)


def test_it_costs_the_same_whatever_its_length(catalogue: Catalogue, office: Client, django_assert_max_num_queries):
    office.get(OFFICE)
    for number in range(30):
        one = Organisation.objects.create(slug=f"c{number}", name=f"C{number}", label=f"C{number}", dye=1)
        source = Source.objects.create(organisation=one, name="register")
        feed = Feed.objects.create(source=source, format="csv", path="/x.csv")
        Run.objects.bulk_create(Run(feed=feed, status="done", finished_at=timezone.now()) for _ in range(3))
    with django_assert_max_num_queries(18):
        office.get(OFFICE)


def test_no_more_than_the_last_thirty_runs_are_drawn(catalogue: Catalogue, office: Client):
    Run.objects.bulk_create(Run(feed=catalogue.feed, status="done", finished_at=timezone.now()) for _ in range(40))
    assert "Last 30 runs" in office.get(OFFICE).content.decode()
