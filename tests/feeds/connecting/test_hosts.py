"""A new outside host waits for the office's yes, and nothing is asked of it before."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation, ToDo
from consortium.people.models import Membership, User
from courses.catalogue.models import Source
from courses.feeds.connecting import Connection, connect
from courses.feeds.dispatch import dispatch
from courses.feeds.fetch import FetchFailed
from courses.feeds.hosts import ANSWERED, ASKED, AlreadyDecided, ask_for, decide, host_of, state_of, why_not_yet
from courses.feeds.models import Feed, FeedHost, Run
from courses.feeds.samples import fetched_shortly
from courses.feeds.sync import sync
from tests.college_system import Answer, college_system
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import PROFILE, as_csv, rows

pytestmark = pytest.mark.django_db
URL = "https://courses.tapi.example/export.csv"


@pytest.fixture
def tapi() -> Organisation:
    return _organisation("tapi")


@pytest.fixture
def office() -> User:
    return _person("office", _organisation("office", kind=Organisation.Kind.OFFICE))


@pytest.fixture
def registrar(tapi: Organisation) -> User:
    return _person("registrar", tapi)


def _organisation(slug: str, **facts: str) -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, label=slug, dye=1, **facts)


def _person(role: str, organisation: Organisation) -> User:
    account = User.objects.create_user(f"{role}@{organisation.slug}.example", name=role)
    Membership.objects.create(person=account, organisation=organisation, role=role)
    return User.objects.get(pk=account.pk)


def feed_of(organisation: Organisation, url: str = URL, name: str = "register") -> Feed:
    source = Source.objects.create(organisation=organisation, name=name)
    return Feed.objects.create(source=source, format="csv", url=url, profile=PROFILE, next_due_at=timezone.now())


def open_todos() -> list[ToDo]:
    return list(ToDo.objects.filter(done_at__isnull=True))


def todos_of_hosts() -> list[ToDo]:
    """Without that of a run that failed."""
    return [todo for todo in open_todos() if todo.kind in (ASKED, ANSWERED)]


def test_a_registrars_host_waits_and_the_office_is_asked_once(
    tapi: Organisation, office: User, registrar: User
) -> None:
    feed = feed_of(tapi)
    assert [ask_for(feed, registrar), ask_for(feed, registrar)] == ["asked", "asked"]
    [todo] = open_todos()
    assert todo.organisation.slug == "office"
    assert "courses.tapi.example" in todo.text
    assert todo.link == f"/admin/feeds/hosts/{FeedHost.objects.get().pk}/"


def test_nothing_is_fetched_before_the_office_approves(tapi: Organisation, office: User, registrar: User) -> None:
    feed = feed_of(tapi)
    ask_for(feed, registrar)
    dispatch(lambda _run: None)
    assert not Run.objects.exists()
    run = sync(feed)
    assert (run.status, run.reason) == ("failed", "blocked_address")
    assert "waits for the consortium's office to approve it" in run.message


def test_a_feed_whose_host_nobody_asked_for_is_not_read_either(tapi: Organisation) -> None:
    feed_of(tapi)
    dispatch(lambda _run: None)
    assert not Run.objects.exists()


def test_once_approved_it_is_due_at_once(tapi: Organisation, office: User, registrar: User) -> None:
    feed = feed_of(tapi)
    ask_for(feed, registrar)
    decide(FeedHost.objects.get(), approve=True, by=office)
    assert (why_not_yet(feed), open_todos()) == ("", [])
    dispatch(lambda _run: None)
    assert Run.objects.get().feed == feed


def test_of_a_refusal_the_college_is_told_and_asking_again_does_not_help(
    tapi: Organisation, office: User, registrar: User
) -> None:
    feed = feed_of(tapi)
    ask_for(feed, registrar)
    decide(FeedHost.objects.get(), approve=False, by=office)
    assert ask_for(feed, registrar) == "refused"
    [todo] = open_todos()
    assert (todo.organisation, todo.link) == (tapi, f"/admin/feeds/{feed.pk}/settings/")
    assert "refused courses.tapi.example" in todo.text
    assert "refused" in why_not_yet(feed)
    decide(FeedHost.objects.get(), approve=True, by=office)
    assert state_of(feed) == "approved"


def test_a_decision_is_made_once(tapi: Organisation, office: User, registrar: User) -> None:
    ask_for(feed_of(tapi), registrar)
    row = FeedHost.objects.get()
    decide(row, approve=True, by=office)
    with pytest.raises(AlreadyDecided, match="was approved already"):
        decide(row, approve=True, by=office)


def test_what_the_office_or_a_command_connects_is_approved_at_once(tapi: Organisation, office: User) -> None:
    assert ask_for(feed_of(tapi), office) == "approved"
    made, _ = connect(tapi, "other", Connection("csv", url="https://other.example/x.csv", profile=PROFILE))
    assert state_of(made) == "approved"
    assert open_todos() == []


def test_a_host_is_approved_for_one_college(tapi: Organisation, office: User) -> None:
    ask_for(feed_of(tapi), office)
    assert state_of(feed_of(_organisation("mahi"))) == "asked"


def test_hosts_of_our_own_network_need_no_approval(tapi: Organisation, settings: Settings, registrar: User) -> None:
    with college_system(lambda _: Answer(as_csv(rows(2)).encode())) as system:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        feed = feed_of(tapi, system.url)
        assert ask_for(feed, registrar) == "approved"
        assert sync(feed).created == 2
    assert not FeedHost.objects.exists()


def test_another_port_is_another_host(tapi: Organisation, office: User) -> None:
    ask_for(feed_of(tapi), office)
    assert state_of(feed_of(tapi, URL.replace(".example/", ".example:8443/"), "second")) == "asked"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Courses.Tapi.example./x", "courses.tapi.example"),
        ("https://courses.tapi.example:443/x", "courses.tapi.example"),
        ("https://courses.tapi.example:8443/x", "courses.tapi.example:8443"),
        ("http://[fd00::1]:8080/x", "[fd00::1]:8080"),
    ],
)
def test_a_host_is_written_in_one_way(url: str, host: str) -> None:
    assert host_of(url) == host


# Where a host leads


@pytest.fixture
def led(tapi: Organisation, settings: Settings) -> Iterator[Feed]:
    """A feed of our own network whose host leads on to one outside."""
    elsewhere = Answer(status=302, headers=(("Location", "https://files.tapi.example/courses.csv"),))
    with college_system(lambda _: elsewhere) as system:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        settings.FEED_TRIES = 1
        yield feed_of(tapi, system.url)


def test_where_a_feeds_host_leads_to_another_the_run_names_both_and_the_office_is_asked_once(
    led: Feed, office: User
) -> None:
    runs = [sync(led), sync(led)]
    assert [(run.status, run.reason) for run in runs] == [("failed", "blocked_address")] * 2
    assert f"{host_of(led.url)} leads to files.tapi.example, which is another host." in runs[0].message
    assert "files.tapi.example waits for the consortium's office to approve it." in runs[0].message
    assert f"Or give an address that stays on {host_of(led.url)}." in runs[0].message
    [todo] = todos_of_hosts()
    assert (todo.organisation.slug, "files.tapi.example" in todo.text) == ("office", True)


def test_once_the_office_approves_where_it_leads_the_feed_is_due_and_asks_there(led: Feed, office: User) -> None:
    sync(led)
    Feed.objects.update(next_due_at=None)
    decide(FeedHost.objects.get(), approve=True, by=office)
    led.refresh_from_db()
    assert (led.next_due_at is not None, todos_of_hosts()) == (True, [])
    assert "The name files.tapi.example is not known" in sync(led).message


def test_a_refusal_of_where_it_leads_stands_and_the_college_is_told(led: Feed, office: User) -> None:
    sync(led)
    decide(FeedHost.objects.get(), approve=False, by=office)
    [todo] = todos_of_hosts()
    assert (todo.organisation, "refused files.tapi.example" in todo.text) == (led.source.organisation, True)
    assert "The consortium's office refused files.tapi.example." in sync(led).message


def test_trying_it_asks_the_office_too_where_it_leads_elsewhere(led: Feed, office: User, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match=r"leads to files\.tapi\.example") as failed:
        fetched_shortly(led, tmp_path, most_answers=1)
    assert failed.value.detail == "host"
    assert [todo.organisation.slug for todo in todos_of_hosts()] == ["office"]


@pytest.mark.parametrize("screen", ["try", "choice"])
def test_only_a_button_asks_the_office_where_a_trial_is_led_elsewhere(led: Feed, office: User, screen: str) -> None:
    Feed.objects.filter(pk=led.pk).update(
        format="moodle" if screen == "choice" else "oai-pmh", profile="", is_draft=True
    )
    client = signed_in(keeper(led.source.organisation, "registrar"))
    address = reverse(f"feeds_desk:{screen}", args=[led.pk])
    page = unescape(client.get(address).content.decode())
    assert "The consortium's office is asked about files.tapi.example when you try it again." in page
    assert (FeedHost.objects.count(), todos_of_hosts()) == (0, [])
    assert "files.tapi.example waits for" in unescape(client.post(address, {"do": "look"}).content.decode())
    assert [todo.organisation.slug for todo in todos_of_hosts()] == ["office"]
    assert "files.tapi.example waits for" in unescape(client.get(address).content.decode())


def test_what_one_college_was_approved_another_is_not_led_to(led: Feed, office: User) -> None:
    FeedHost.objects.create(organisation=_organisation("mahi"), host="files.tapi.example", state="approved")
    assert sync(led).reason == "blocked_address"
