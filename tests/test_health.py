"""/health/live and /health/ready say what is up, and never wait for a part that is silent."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Source
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed
from tests.feeds.feeding import PROFILE
from tests.installation import web_server
from tests.search.silent import gone_address, silent_server


@pytest.fixture
def embedded(settings: Settings, tmp_path: Path) -> None:
    settings.ELASTICSEARCH_URL = ""
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}


@pytest.fixture
def ready(client: Client, embedded: None, db: None) -> Any:
    """Asks, and gives the body of a server that is ready."""

    def ask() -> dict[str, Any]:
        answer = client.get("/health/ready")
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        assert body["status"] == "ready"
        return body

    return ask


def connected(slug: str, accepted_at: dt.datetime | None, **facts: Any) -> Feed:
    college = Organisation.objects.create(slug=slug, name=slug, label=slug, dye=1, **facts)
    feed, _ = connect(college, "register", Connection("csv", path=f"/srv/{slug}.csv", profile=PROFILE))
    Source.objects.filter(pk=feed.source_id).update(accepted_at=accepted_at)
    return feed


def test_a_process_that_answers_is_live_and_no_database_is_asked(client: Client) -> None:
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "up"})


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_an_answer_about_health_is_never_kept(client: Client, db: None, embedded: None, address: str) -> None:
    assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_a_load_balancer_that_speaks_http_is_not_sent_to_https(
    client: Client, db: None, embedded: None, settings: Settings, address: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(address).status_code == 200


def test_the_embedded_default_is_ready(ready: Any) -> None:
    body = ready()

    assert body["database"]["answers"] is True
    assert body["search"] == {"engine": "database", "answers": True}
    assert body["broker"] == {"kind": "filesystem", "answers": True}
    assert body["oldest_feed"] is None


def test_the_feed_that_was_accepted_longest_ago_is_named(ready: Any) -> None:
    now = timezone.now()
    connected("tapi", now - dt.timedelta(hours=1))
    connected("dangs", now - dt.timedelta(days=9))
    connected("gone", now - dt.timedelta(days=90), state=Organisation.State.LEFT)

    oldest = ready()["oldest_feed"]

    assert (oldest["college"], oldest["feed"]) == ("dangs", "register")
    assert oldest["accepted_at"].startswith(f"{now - dt.timedelta(days=9):%Y-%m-%dT%H:%M}")


def test_a_feed_that_was_never_accepted_is_the_oldest(ready: Any) -> None:
    connected("tapi", timezone.now() - dt.timedelta(days=9))
    connected("dangs", None)

    assert ready()["oldest_feed"]["college"] == "dangs"
    assert ready()["oldest_feed"]["accepted_at"] is None


def test_a_redis_that_answers_is_stated(ready: Any, settings: Settings, redis: str) -> None:
    settings.CELERY_BROKER_URL = redis

    assert ready()["broker"] == {"kind": "redis", "answers": True}


def test_a_redis_that_is_gone_is_stated_and_the_site_is_ready(ready: Any, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = gone_address().replace("http", "redis")

    assert ready()["broker"] == {"kind": "redis", "answers": False}


def test_a_redis_that_is_silent_is_stated_and_the_site_is_ready(ready: Any, settings: Settings) -> None:
    with silent_server() as address:
        settings.CELERY_BROKER_URL = address.replace("http", "redis")

        assert ready()["broker"] == {"kind": "redis", "answers": False}


def test_an_elasticsearch_without_an_index_says_what_to_do(ready: Any, elasticsearch: str) -> None:
    body = ready()["search"]

    assert (body["engine"], body["answers"]) == ("elasticsearch", False)
    assert "rebuild_search" in body["remedy"]


def test_an_elasticsearch_that_is_gone_is_stated_and_the_site_is_ready(ready: Any, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = gone_address()

    assert ready()["search"] == {"engine": "elasticsearch", "answers": False}


def test_an_elasticsearch_that_is_silent_is_stated_and_the_site_is_ready(ready: Any, settings: Settings) -> None:
    with silent_server() as address:
        settings.ELASTICSEARCH_URL = address

        assert ready()["search"] == {"engine": "elasticsearch", "answers": False}


@pytest.mark.django_db(transaction=True)
def test_without_its_database_a_server_is_up_and_not_ready_and_tells_why_to_its_log_alone(tmp_path: Path) -> None:
    gone = gone_address().replace("http", "postgresql") + "/tantu"
    with web_server(tmp_path, DATABASE_URL=gone) as server:
        live, ready = server.get("/health/live"), server.get("/health/ready")

    assert live.status_code == 200
    assert ready.status_code == 503
    assert ready.json() == {"status": "not ready", "database": {"answers": False}}
    assert "The database does not answer" in (tmp_path / "server.log").read_text()


@pytest.mark.django_db(transaction=True)
def test_a_server_whose_database_is_silent_says_so_and_does_not_hang(tmp_path: Path) -> None:
    with silent_server() as address:
        silent = address.replace("http", "postgresql") + "/tantu"
        with web_server(tmp_path, DATABASE_URL=silent) as server:
            assert server.get("/health/ready").status_code == 503
