"""The broker is away while people work and colleges push: all goes on, and so do workers once it is back."""

from pathlib import Path

import httpx
from django.conf import settings as ours
from django.urls import reverse

from consortium.organisations.models import Organisation
from consortium.people.models import User
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Run
from search.deliver import behind
from tests.faults.feeds import runs_of
from tests.faults.invariant import untouched
from tests.faults.servers import own_redis, own_web_server
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import Catalogue, row, rows
from tests.feeds.push.pushing import Pusher, record
from tests.workers import Environment, Workers, limited, until, with_beat

PAGES = ("/search/?q=course", "/api/v1/courses", "/health/ready")
PATIENCE = 20.0
"""Seconds that a visitor waits here on the slowest of machines: less than a worker waits for a silent broker."""


def test_f13_without_redis_pages_saves_and_pushes_go_on_and_workers_go_on_after_it(
    postgresql: str,
    tapi: Organisation,
    narmada: Organisation,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
) -> None:
    """F13: Redis says nothing and keeps its connections, then it is killed and forgets all."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(12))
    catalogue.sync()
    pushed, _ = connect(tapi, "pushed", Connection("records", is_push=True))
    registrar = keeper(tapi, "registrar")
    with own_redis(tmp_path) as redis, untouched(narmada):
        environment = with_beat({**environment, "REDIS_URL": redis.url})
        environment = limited(environment, FEED_REQUEUE_SECONDS=2)
        with own_web_server(tmp_path, environment) as web:
            worker = workers.start(environment, beat=True)

            def keeps_running() -> None:
                """See decision 13: whatever starts workers starts them again."""
                nonlocal worker
                if worker.process.poll() is not None:
                    worker = workers.start(environment, beat=True)

            visitor, pusher = web.client, Pusher(pushed, web=web.client)
            visitor.timeout = PATIENCE
            sign_in(visitor, registrar)
            troubles = ((redis.fall_silent, redis.speak_again), (redis.kill, redis.start))
            for number, (begins, ends) in enumerate(troubles, 1):
                begins()
                assert {page: visitor.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
                assert not visitor.get("/health/ready").json()["broker"]["answers"]
                hidden = Course.objects.get(source=catalogue.feed.source, record_id=f"R{number}")
                post(visitor, reverse("catalogue_desk:course", args=[hidden.pk]), do="hide", reason="Not approved.")
                hidden.refresh_from_db()
                assert hidden.hidden_at
                told = [record(count) for count in range(1, number + 1)]
                batch = pusher.batch(*told, headers={"Idempotency-Key": f"night-{number}"})
                assert (batch.status_code, batch.json()["run"]["created"]) == (200, 1)
                committed = pusher.whole([*told, record(10 * number, title="Surgery")])
                assert committed.status_code == 202
                whole = Run.objects.get(pk=committed.json()["run"]["run"])
                post(visitor, reverse("feeds_desk:run_now", args=[catalogue.feed.pk]))
                assert waiting() == 2
                catalogue.holds([*rows(11), row(12, title=f"Endoscopy {number}")])
                ends()

                until(lambda: keeps_running() or not waiting(), "what waited is carried out", 120)
                until(lambda: not behind().exists(), "search has it")
                whole.refresh_from_db()
                assert (whole.status, whole.created, whole.attempts) == ("done", 1, 1)
                read = runs_of(catalogue.feed).latest("pk")
                assert (read.status, read.changed) == ("done", 1)


def waiting() -> int:
    return Run.objects.filter(finished_at__isnull=True).count()


def sign_in(visitor: httpx.Client, account: User) -> None:
    visitor.cookies.set(ours.SESSION_COOKIE_NAME, signed_in(account).cookies[ours.SESSION_COOKIE_NAME].value)


def post(visitor: httpx.Client, address: str, **told: str) -> None:
    """As the page's own form does: nothing but a redirect says that it is saved."""
    visitor.get(reverse("wagtailadmin_home"))
    token = visitor.cookies[ours.CSRF_COOKIE_NAME]
    assert visitor.post(address, data=told, headers={"X-CSRFToken": token}).status_code == 302
