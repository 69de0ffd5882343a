"""The broker forgets everything, the database restarts in the middle of an apply: what was due is done, once."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Change, Run
from search.engines.indices import drop_index, live_index
from tests.faults.feeds import DISPATCH, RUN, ended
from tests.faults.halting import halt_in_the_apply
from tests.faults.invariant import untouched
from tests.faults.servers import OwnPostgresql, own_postgresql, own_redis, own_web_server
from tests.feeds.feeding import Catalogue, rows
from tests.feeds.push.pushing import Pusher, record
from tests.workers import Environment, Workers, ring, until, workers_in

QUEUED = 50
PATHS = ("/search/?q=course", "/api/v1/search?q=course", "/health/ready")


class Broker(NamedTuple):
    """A broker of this test's own, and how it is made to forget all it was told."""

    environment: Environment
    forget: Callable[[], None]


@pytest.fixture
def forgetful(environment: Environment, tmp_path: Path) -> Iterator[Broker]:
    if "REDIS_URL" not in environment:

        def lose_messages() -> None:
            for message in (tmp_path / "broker" / "queue").iterdir():
                message.unlink(missing_ok=True)

        yield Broker(environment, lose_messages)
        return
    with own_redis(tmp_path) as redis:

        def restart() -> None:
            redis.kill()
            redis.start()

        yield Broker({**environment, "REDIS_URL": redis.url}, restart)


def test_f12_what_a_broker_forgot_is_told_again_and_done_once(
    narmada: Organisation, tmp_path: Path, forgetful: Broker
) -> None:
    """F12: Redis is killed and comes back empty with 50 runs queued, while a worker is at work."""
    colleges = [
        Organisation.objects.create(slug=f"college-{number}", name=f"{number}", label=f"{number}", dye=1)
        for number in range(QUEUED)
    ]
    feeds = [Catalogue(college, tmp_path).holds(rows(2)).feed for college in colleges]
    environment = forgetful.environment
    dispatch(lambda run: ring(environment, RUN, run))
    # They have waited for an hour, and would be told again by the clock in another.
    hour = dt.timedelta(hours=1)
    Run.objects.filter(feed__in=feeds).update(created_at=timezone.now() - hour, lease_until=timezone.now() + hour)
    finished = Run.objects.filter(feed__in=feeds, finished_at__isnull=False)
    with untouched(narmada), workers_in(tmp_path) as workers:
        worker = workers.start(environment, children=2)
        until(lambda: finished.count() >= 3, "the first are done")
        forgetful.forget()
        assert finished.count() < QUEUED

        def all_done() -> bool:
            nonlocal worker
            if worker.process.poll() is not None:  # see decision 13: whatever starts workers starts them again
                worker = workers.start(environment, children=2)
            ring(environment, DISPATCH)
            try:
                return bool(until(lambda: finished.count() == QUEUED, "all are done", 2.0))
            except AssertionError:
                return False

        until(all_done, "all are done", 180)
        done = Run.objects.filter(feed__in=feeds)
        assert set(done.values_list("status", "created")) == {("done", 2)}
        assert (done.count(), Course.objects.filter(organisation__in=colleges).count()) == (QUEUED, 2 * QUEUED)
        assert Change.objects.filter(run__in=done).count() == 2 * QUEUED


@pytest.fixture
def own_database(postgresql: str, transactional_db: None, search: None) -> Iterator[OwnPostgresql]:
    """Before any row of the test, so that all of them are there. The index goes with it: its entries have numbers that
    the other database is yet to give."""
    with own_postgresql() as server:
        yield server
    if settings.ELASTICSEARCH_URL and (index := live_index()):
        drop_index(index)


def test_f14_a_database_that_restarts_in_the_apply_has_none_of_it_and_then_all(
    own_database: OwnPostgresql, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    """F14: PostgreSQL stops at once in the middle of the apply and is started again; visitors and pushes come."""
    tapi = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    narmada = Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)
    Catalogue(narmada, tmp_path).holds(rows(50)).sync()
    catalogue = Catalogue(tapi, tmp_path).holds(rows(1_500))
    pushed, _ = connect(tapi, "pushed", Connection("records", is_push=True))
    worker = workers.start(environment)
    with own_web_server(tmp_path, environment) as web, untouched(narmada):
        pusher = Pusher(pushed, web=web.client)

        def visited() -> list[int]:
            return [web.client.get(path).status_code for path in PATHS]

        assert visited() == [200] * len(PATHS)
        with halt_in_the_apply(catalogue.feed) as halt:
            ring(environment, DISPATCH)
            halt.reached()
            worker.pause()
            own_database.stop()
            with pytest.raises(OperationalError):
                Course.objects.exists()
            assert visited() == [503] * len(PATHS)
            assert pusher.batch(record(1)).status_code == 503
            own_database.start()
        # A connection that died is noticed at its next use; the one after that is new.
        connection.close_if_unusable_or_obsolete()
        until(lambda: visited() == [200] * len(PATHS), "the site answers again")
        assert pusher.batch(record(1)).status_code == 200
        assert not Course.objects.filter(source=catalogue.feed.source).exists()
        worker.go_on()
        run = until(lambda: ended(catalogue.feed), "it is tried again")
        assert (run.status, run.created, Run.objects.filter(feed=catalogue.feed).count()) == ("done", 1_500, 1)
        assert Course.objects.filter(organisation=tapi).count() == 1_501
        until(lambda: web.client.get("/api/v1/search?q=course").json()["total"] > 0, "they are found")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
        assert cursor.fetchone() == (0,)
