"""A feed's secret is sealed, shown to its own host alone, and found nowhere else."""

import base64
import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from courses.feeds.connecting import Connection, connect
from courses.feeds.credentials import CannotSet, credential_of, forget_credential, set_credential
from courses.feeds.document import changes_of, document, lines_of, problems_of
from courses.feeds.fetch import Credential
from courses.feeds.models import Feed, FeedCredential, Run
from courses.feeds.sync import sync
from tests.college_system import Answer, CollegeSystem, college_system
from tests.commanding import say
from tests.corners import college
from tests.feeds.feeding import PROFILE, as_csv, rows

SECRET = "s3cret of the college&=/+"
TOKEN = "t0ken-of-the-college/+="
KINDS = [
    ("basic", "registrar", SECRET),
    ("bearer", "", TOKEN),
    ("header", "X-Api-Key", TOKEN),
    ("query", "wstoken", SECRET),
]


class Guarded:
    """A college's system that answers whoever shows the right thing, and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, dict[str, str]]] = []
        self.body = as_csv(rows(3)).encode()

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.shown.append((request.path, headers))
        said = f"{request.path} {headers.get('authorization')} {headers.get('x-api-key')}"
        return Answer(self.body) if "None None" not in said or "wstoken" in said else Answer(b"", 401)


@pytest.fixture
def guarded() -> Guarded:
    return Guarded()


@pytest.fixture
def system(db: None, guarded: Guarded, settings: Settings) -> Iterator[CollegeSystem]:
    with college_system(guarded) as made:
        settings.FEED_ALLOW_PRIVATE = [made.host]
        yield made


@pytest.fixture
def feed(system: CollegeSystem) -> Feed:
    return connect(college("tapi"), "register", Connection("csv", url=system.url, profile=PROFILE))[0]


def everything_kept() -> str:
    """Every cell of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of our own tables
            found += [str(bytes(cell) if isinstance(cell, memoryview) else cell) for row in cursor for cell in row]
    return "\n".join(found)


def forms_of(secret: str) -> list[str]:
    return [secret, json.dumps(secret), base64.b64encode(secret.encode()).decode(), "s3cret", "t0ken"]


@pytest.mark.parametrize(("kind", "name", "secret"), KINDS)
def test_it_is_shown_as_the_system_wants_it(feed: Feed, guarded: Guarded, kind: str, name: str, secret: str) -> None:
    assert sync(feed).reason == "http_status"
    set_credential(feed, kind, name, secret, None)
    run = sync(feed)
    assert (run.status, run.created) == ("done", 3)
    path, headers = guarded.shown[-1]
    expected = {
        "basic": "Basic " + base64.b64encode(f"registrar:{SECRET}".encode()).decode(),
        "bearer": f"Bearer {TOKEN}",
        "header": TOKEN,
        "query": "/courses.csv?wstoken=s3cret+of+the+college%26%3D%2F%2B",
    }
    assert expected[kind] in (headers.get("authorization"), headers.get("x-api-key"), path)


@pytest.mark.parametrize(("kind", "name", "secret"), KINDS)
def test_no_table_log_or_document_holds_it(
    feed: Feed,
    guarded: Guarded,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    name: str,
    secret: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    row = set_credential(feed, kind, name, secret, None)
    sync(feed)
    guarded.body = b"<!doctype html><title>You sent " + secret.encode() + b"</title>"
    failed = sync(feed)
    assert failed.reason == "not_a_feed"
    told = [everything_kept(), caplog.text, repr(credential_of(feed)), str(row), repr(row)]
    for run in Run.objects.all():
        told += [json.dumps(document(run)), *lines_of(run), json.dumps(problems_of(run) + changes_of(run))]
    for form in forms_of(secret):
        assert [text for text in told if form in text] == []
    assert "You sent …" in failed.message


def test_the_reading_process_is_not_told(
    feed: Feed, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FEED_SPOOL_DIR = tmp_path / "spool"
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)  # what a run leaves behind is looked at
    set_credential(feed, "query", "wstoken", SECRET, None)
    sync(feed)
    kept = [path for path in settings.FEED_SPOOL_DIR.rglob("*") if path.is_file()]
    assert any(path.name == "job.json" for path in kept)
    assert [path for path in kept if "s3cret" in path.read_text(errors="replace")] == []


@pytest.mark.parametrize(("kind", "name", "secret"), KINDS)
def test_another_host_is_never_shown_it(
    feed: Feed, system: CollegeSystem, guarded: Guarded, settings: Settings, kind: str, name: str, secret: str
) -> None:
    stranger = Guarded()
    with college_system(stranger) as other:
        settings.FEED_ALLOW_PRIVATE = [system.host, other.host]
        system.say = lambda _: Answer(b"", 302, (("Location", f"http://{other.host}/courses.csv"),))
        set_credential(feed, kind, name, secret, None)
        assert sync(feed).reason == "http_status"
    [(path, headers)] = stranger.shown
    assert path == "/courses.csv"
    assert not {"authorization", "x-api-key"} & set(headers)


def test_a_system_that_sends_it_on_to_another_host_is_not_followed(
    feed: Feed, system: CollegeSystem, settings: Settings
) -> None:
    stranger = Guarded()
    with college_system(stranger) as other:
        settings.FEED_ALLOW_PRIVATE = [system.host, other.host]
        system.say = lambda asked: Answer(b"", 302, (("Location", f"http://{other.host}{asked.path}"),))
        set_credential(feed, "query", "wstoken", SECRET, None)
        run = sync(feed)
    assert (run.reason, stranger.shown) == ("blocked_address", [])
    assert "another host" in run.message


def test_it_is_shown_again_after_a_redirect_on_its_own_host(
    feed: Feed, system: CollegeSystem, guarded: Guarded
) -> None:
    system.say = lambda asked: (
        guarded(asked) if asked.path == "/new.csv" else Answer(b"", 301, (("Location", "/new.csv"),))
    )
    set_credential(feed, "bearer", "", TOKEN, None)
    assert sync(feed).status == "done"
    assert guarded.shown[-1][1]["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("kind", "name", "secret", "field"),
    [
        ("none", "", "x", "kind"),
        ("bearer", "", "", "secret"),
        ("bearer", "", "two\r\nlines", "secret"),
        ("header", "X-Api-Key", "કી", "secret"),
        ("bearer", "", " spaced ", "secret"),
        ("basic", "", "x", "name"),
        ("basic", "a:b", "x", "name"),
        ("header", "X Api", "x", "name"),
        ("header", "Host", "x", "name"),
        ("query", "a=b", "x", "name"),
    ],
)
def test_what_cannot_be_sent_is_refused_without_being_repeated(
    feed: Feed, kind: str, name: str, secret: str, field: str
) -> None:
    with pytest.raises(CannotSet) as refused:
        set_credential(feed, kind, name, secret, None)
    assert refused.value.field == field
    assert len(secret) < 3 or secret not in str(refused.value)
    assert not FeedCredential.objects.exists()


def test_a_secret_that_no_key_opens_fails_the_run_in_words(feed: Feed, settings: Settings) -> None:
    set_credential(feed, "bearer", "", TOKEN, None)
    settings.FEED_SECRET_KEYS = ["another-key-that-sealed-nothing-here-01"]
    run = sync(feed)
    assert (run.status, run.reason) == ("failed", "http_status")
    assert "Give it anew" in run.message


def test_keys_are_changed_one_after_another_by_the_command(feed: Feed, settings: Settings) -> None:
    old, new = "the-old-key-of-this-installation-000001", "the-new-key-of-this-installation-000002"
    settings.FEED_SECRET_KEYS = [old]
    set_credential(feed, "bearer", "", TOKEN, None)
    settings.FEED_SECRET_KEYS = [new, old]
    assert say("rotate_feed_secrets", "--json").json == {"sealed": 1, "closed": []}
    settings.FEED_SECRET_KEYS = [new]
    assert credential_of(feed) == Credential("bearer", "", TOKEN)
    settings.FEED_SECRET_KEYS = [old]
    said = say("rotate_feed_secrets")
    assert said.code == 1
    assert "No key opens the secrets of tapi/register" in said.err


def test_it_can_be_forgotten(feed: Feed) -> None:
    set_credential(feed, "bearer", "", TOKEN, None)
    assert forget_credential(feed)
    assert credential_of(feed) is None
