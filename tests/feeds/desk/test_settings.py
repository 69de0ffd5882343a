"""A feed's settings: its address, schedule and credential; a sample; pausing, resuming, removing a draft."""

import html
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from consortium.organisations.models import Organisation, ToDo
from courses.catalogue.models import Source
from courses.feeds.credentials import credential_of, set_credential
from courses.feeds.fetch import Credential
from courses.feeds.hosts import decide
from courses.feeds.models import Feed, FeedCredential, FeedHost, KeptFile, Run
from tests.college_system import Answer, CollegeSystem, college_system
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import PROFILE, Catalogue, as_csv, rows
from tests.feeds.fetching import certificate, with_tls

pytestmark = pytest.mark.django_db
URL = "https://courses.tapi.example/export.csv"
SECRET = "s3cret-of-the-college"


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def client(tapi: Organisation) -> Client:
    return signed_in(keeper(tapi, "registrar"))


@pytest.fixture
def office() -> Client:
    return signed_in(keeper(college("office", kind=Organisation.Kind.OFFICE), "office"))


@pytest.fixture
def draft(tapi: Organisation) -> Feed:
    source = Source.objects.create(organisation=tapi, name="register", title="Course register")
    return Feed.objects.create(source=source, format="csv", profile=PROFILE, is_draft=True)


@pytest.fixture
def system(settings: Settings) -> Iterator[CollegeSystem]:
    with college_system(lambda _: Answer(as_csv(rows(3)).encode())) as made:
        settings.FEED_ALLOW_PRIVATE = [made.host]
        yield made


def set_(client: Client, feed: Feed, do: str = "save", **changed: str):
    typed = {"title": "Course register", "url": URL, "every_seconds": "86400", "kind": "none", "name": "", "secret": ""}
    return client.post(f"/admin/feeds/{feed.pk}/settings/", {**typed, "do": do, **changed})


def page_of(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_new_address_waits_for_the_office_and_its_page_has_one_button(
    client: Client, draft: Feed, office: Client
) -> None:
    assert set_(client, draft).status_code == 302
    page = page_of(client.get(f"/admin/feeds/{draft.pk}/settings/"))
    assert "courses.tapi.example waits for the consortium’s office" in page
    row = FeedHost.objects.get()
    address = ToDo.objects.get(done_at=None).link
    assert "Approve courses.tapi.example" in page_of(office.get(address))
    assert FeedHost.objects.get().state == "asked"  # reading the page decides nothing
    assert client.get(address).status_code in (302, 403)
    assert client.post(address, {"do": "approve"}).status_code in (302, 403)
    assert FeedHost.objects.get().state == "asked"
    office.post(address, {"do": "approve"})
    row.refresh_from_db()
    assert (row.state, row.decided_by.email) == ("approved", "office@office.example")


def test_before_the_office_said_yes_fetching_names_that(client: Client, draft: Feed) -> None:
    page = page_of(set_(client, draft, "fetch"))
    assert "The office has to approve this host first" in page
    assert "you find its answer among the things to do" in page
    assert not KeptFile.objects.exists()


def test_one_sample_is_fetched_and_the_next_step_follows(client: Client, draft: Feed, system: CollegeSystem) -> None:
    answer = set_(client, draft, "fetch", url=system.url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/admin/feeds/{draft.pk}/")
    kept = KeptFile.objects.get()
    assert (kept.use, kept.name, kept.size) == ("sample", "courses.csv", len(as_csv(rows(3))))
    assert (system.asked, Run.objects.count()) == (["/courses.csv"], 0)
    set_(client, draft, "fetch", url=system.url)
    assert KeptFile.objects.count() == 1


def _says(body: bytes = b"", status: int = 200, *headers: tuple[str, str]):
    return lambda _: Answer(body, status, headers)


@pytest.mark.parametrize(
    ("say", "what"),
    [
        (_says(b"<!doctype html><title>Sign in</title>"), "It answered with a web page, most often a page to sign in"),
        (_says(b"", 401), "It wants to know who asks"),
        (_says(b"", 403), "It wants to know who asks"),
        (_says(b"", 404), "There is nothing at this address"),
        (_says(b"", 500), "The system answered with an error of its own"),
        (_says(b"", 503), "The system is busy"),
        (_says(b""), "It is empty"),
        (_says(b"%PDF-1.7"), "It is a file of another kind"),
        (_says(b"", 302, ("Location", "https://10.0.0.1/x")), "This address is inside a closed network"),
        (_says(b"", 302, ("Location", "http://tapi.example/x")), "This address is not https"),
        (lambda _: Answer(b"id", length=50), "It ended in the middle"),
    ],
)
def test_each_failure_is_named_with_its_remedy(
    client: Client, draft: Feed, system: CollegeSystem, say, what: str
) -> None:
    system.say = say
    answer = set_(client, draft, "fetch", url=system.url)
    assert (answer.status_code, what in page_of(answer)) == (422, True)
    assert Feed.objects.get().url == system.url  # what was typed is saved
    assert not KeptFile.objects.exists()


def test_a_silent_system_is_not_waited_for(
    client: Client, draft: Feed, system: CollegeSystem, settings: Settings
) -> None:
    settings.FEED_TRY_SECONDS = 1
    system.say = _stay_silent
    assert "It took too long" in page_of(set_(client, draft, "fetch", url=system.url))


def _stay_silent(request: BaseHTTPRequestHandler) -> None:
    request.connection.settimeout(5)
    request.rfile.read(1)


def test_a_refused_connection_is_named(client: Client, draft: Feed, settings: Settings) -> None:
    with college_system(_says(b"")) as gone:
        settings.FEED_ALLOW_PRIVATE = [gone.host]
        url = gone.url
    assert "The host refused the connection" in page_of(set_(client, draft, "fetch", url=url))


def test_a_certificate_that_the_host_signed_itself_is_named(
    client: Client, draft: Feed, system: CollegeSystem, tmp_path: Path
) -> None:
    with_tls(system, certificate(tmp_path, "127.0.0.1"))
    page = page_of(set_(client, draft, "fetch", url=system.url.replace("http:", "https:")))
    assert "The host’s certificate is not trusted" in page
    assert isinstance(system.server.socket, ssl.SSLSocket)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"url": ""}, "Type the address at which it is read."),
        ({"url": "courses of tapi"}, "This is no address that can be read."),
        ({"url": "http://tapi.example/x.csv"}, "This address is not https."),
        ({"url": "https://10.1.2.3/x.csv"}, "This address is inside a closed network."),
        ({"url": "https://me:pass@tapi.example/"}, "This is no address that can be read."),
        ({"url": f"{URL}?wstoken=abc"}, "wstoken looks like a key"),
        ({"every_seconds": "1"}, "Choose one of these."),
        ({"title": ""}, "Say what readers call it."),
        ({"kind": "basic", "secret": "x"}, "Type the name that goes with the password."),
        ({"kind": "bearer"}, "Type the password, token or key."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client: Client, draft: Feed, typed: dict[str, str], told: str) -> None:
    answer = set_(client, draft, **typed)
    assert (answer.status_code, told in page_of(answer)) == (422, True)
    feed = Feed.objects.get()
    assert (feed.url, feed.source.title) == ("", "Course register")
    for value in typed.values():
        if value and value != "x":
            assert value in page_of(answer)


def test_a_secret_is_set_never_shown_again_and_kept_when_left_empty(client: Client, draft: Feed) -> None:
    set_(client, draft, kind="basic", name="registrar", secret=SECRET)
    page = page_of(client.get(f"/admin/feeds/{draft.pk}/settings/"))
    assert SECRET not in page
    assert "Name and password for registrar, set on" in page
    assert "by registrar@tapi.example" in page
    set_(client, draft, kind="basic", name="registrar", title="Register")
    assert credential_of(draft) == Credential("basic", "registrar", SECRET)
    assert SECRET not in page_of(set_(client, draft, kind="basic", name="", secret=SECRET))
    set_(client, draft, kind="none")
    assert not FeedCredential.objects.exists()


def test_a_secret_does_not_go_along_to_another_host(client: Client, draft: Feed) -> None:
    set_(client, draft, kind="bearer", secret=SECRET)
    answer = set_(client, draft, kind="bearer", url="https://elsewhere.example/x.csv")
    assert "The address is of another host now." in page_of(answer)
    assert Feed.objects.get().url == URL
    set_(client, draft, kind="bearer", url=URL + "?new=1")
    assert credential_of(draft) == Credential("bearer", "", SECRET)


def test_a_feed_that_is_read_is_paused_and_let_run_again(registrar: Client, catalogue: Catalogue) -> None:
    feed = catalogue.feed
    registrar.post(f"/admin/feeds/{feed.pk}/settings/", {"do": "pause"})
    feed.refresh_from_db()
    assert "Paused by registrar@tapi.example" in feed.paused_reason
    assert "Let it run again" in page_of(registrar.get(f"/admin/feeds/{feed.pk}/settings/"))
    registrar.post(f"/admin/feeds/{feed.pk}/settings/", {"do": "resume"})
    feed.refresh_from_db()
    assert feed.paused_at is None


def test_the_schedule_of_a_file_of_this_machine_can_be_changed(registrar: Client, catalogue: Catalogue) -> None:
    typed = {"do": "save", "title": "Register", "every_seconds": "3600"}
    registrar.post(f"/admin/feeds/{catalogue.feed.pk}/settings/", typed)
    catalogue.feed.refresh_from_db()
    assert (catalogue.feed.every_seconds, catalogue.feed.way) == (3600, "file")


def test_a_draft_is_removed_with_all_that_came_of_it(client: Client, draft: Feed, system: CollegeSystem) -> None:
    set_(client, draft, "fetch", url=system.url)
    kept = KeptFile.objects.get()
    assert client.post(f"/admin/feeds/{draft.pk}/settings/", {"do": "remove"})["Location"] == "/admin/feeds/"
    assert not Source.objects.exists()
    assert not kept.content.storage.exists(kept.content.name)


def test_what_is_read_already_is_not_removed(registrar: Client, catalogue: Catalogue) -> None:
    catalogue.holds(rows(2)).sync()
    registrar.post(f"/admin/feeds/{catalogue.feed.pk}/settings/", {"do": "remove"})
    assert Feed.objects.filter(pk=catalogue.feed.pk).exists()


@pytest.mark.parametrize("screen", ["settings", "upload", "handover"])
def test_the_screens_of_another_colleges_feed_are_not_there(client: Client, draft: Feed, screen: str) -> None:
    mahi = college("mahi")
    feed = Feed.objects.create(source=Source.objects.create(organisation=mahi, name="x"), format="csv")
    assert client.get(f"/admin/feeds/{draft.pk}/{screen}/").status_code == 200
    assert client.get(f"/admin/feeds/{feed.pk}/{screen}/").status_code == 404
    assert client.post(f"/admin/feeds/{feed.pk}/{screen}/", {"do": "remove"}).status_code in (404, 405)
    assert Feed.objects.filter(pk=feed.pk).exists()


def test_the_answer_of_the_office_is_settled_once_the_college_goes_on(
    client: Client, draft: Feed, settings: Settings, system: CollegeSystem
) -> None:
    set_(client, draft)
    decider = keeper(college("office", kind=Organisation.Kind.OFFICE), "office")
    decide(FeedHost.objects.get(), approve=True, by=decider)
    assert "You can go on connecting it" in ToDo.objects.get(done_at=None).text
    set_(client, draft, "fetch", url=system.url)
    assert not ToDo.objects.filter(done_at=None).exists()


def test_a_hand_over_sheet_calls_fields_and_values_as_the_screen_of_columns_does(client: Client, draft: Feed) -> None:
    draft.profile = """id = ["No"]
[fields."title.en"]
from = "Name"
[fields.modes]
const = "onsite"
[fields."extra.home_department"]
from = "Home"
[offering.label]
from = "Batch"
"""
    draft.save()
    page = page_of(client.get(f"/admin/feeds/{draft.pk}/handover/"))
    for name, origin in (
        ("Id", "column No"),
        ("Title in English", "column Name"),
        ("How it is taught", "always “In person”"),
        ("Home department", "column Home"),
        ("Name of the run", "column Batch"),
    ):
        assert f'<th scope="row">{name}</th><td>{origin}</td>' in page


def test_a_hand_over_sheet_holds_no_secret(client: Client, draft: Feed, settings: Settings) -> None:
    settings.FEED_HELD_DAYS = 21
    draft.url = URL
    draft.save()
    set_credential(draft, "bearer", "", SECRET, None)
    page = page_of(client.get(f"/admin/feeds/{draft.pk}/handover/"))
    assert SECRET not in page
    for told in (
        "Course register",
        URL,
        "Token (bearer)",
        "registrar@tapi.example",
        "column title",
        "waits for the office",
        "lapses after 21 days",
    ):
        assert told in page
