"""Real workers are killed, the broker forgets, a college's system is slow: nothing is lost and nothing done twice."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from tests.college_system import Answer, CollegeSystem, college_system
from tests.faults.invariant import in_order, states_of
from tests.feeds.feeding import PROFILE, Catalogue, as_csv, rows
from tests.workers import Worker, broker, ring, until

pytestmark = pytest.mark.django_db(transaction=True)
DISPATCH = "courses.feeds.tasks.dispatch_due"


@pytest.fixture
def tapi() -> Organisation:
    return Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)


@pytest.fixture
def environment(tmp_path: Path, settings: Settings) -> dict[str, str]:
    settings.ELASTICSEARCH_URL = ""
    return broker(tmp_path, FEED_ALLOW_PRIVATE="", ELASTICSEARCH_URL="")


@pytest.fixture
def workers(tmp_path: Path, environment: dict[str, str]) -> Iterator[Any]:
    """Starts workers; what is left of them at the end is stopped."""
    started: list[Worker] = []

    def start(**more: str) -> Worker:
        started.append(Worker(tmp_path, {**environment, **more}))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


def ended(feed: Feed) -> Run | None:
    return Run.objects.filter(feed=feed, finished_at__isnull=False).order_by("-pk").first()


def due(feed: Feed) -> None:
    Feed.objects.filter(pk=feed.pk).update(next_due_at=timezone.now())


def served(college: Organisation, system: CollegeSystem, name: str = "register") -> Feed:
    feed, _ = connect(college, name, Connection("csv", url=system.url, profile=PROFILE))
    return feed


def test_a_due_feed_is_read_by_a_worker_and_the_next_one_unchanged(
    tapi: Organisation, tmp_path: Path, environment: dict[str, str], workers: Any
) -> None:
    catalogue = Catalogue(tapi, tmp_path).holds(rows(12))
    workers()
    ring(environment, DISPATCH)
    run = until(lambda: ended(catalogue.feed), "the feed is read")
    assert (run.status, run.created, run.trigger) == ("done", 12, "schedule")
    due(catalogue.feed)
    ring(environment, DISPATCH)
    again = until(lambda: Run.objects.filter(status=Run.Status.UNCHANGED).first(), "it is read again")
    assert again.pk != run.pk
    in_order()


def test_a_worker_killed_while_reading_loses_nothing_and_another_carries_the_run_out(
    tapi: Organisation, environment: dict[str, str], workers: Any
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(_: BaseHTTPRequestHandler) -> Answer:
        if not asked.is_set():
            asked.set()
            go_on.wait(60)
        return Answer(as_csv(rows(12)).encode())

    with college_system(slow) as system:
        environment["FEED_ALLOW_PRIVATE"] = system.host
        feed = served(tapi, system)
        first = workers()
        ring(environment, DISPATCH)
        assert asked.wait(60), first.said()
        first.kill()
        go_on.set()
        assert not Course.objects.exists()
        Run.objects.filter(status=Run.Status.RUNNING).update(lease_until=timezone.now())
        workers()
        ring(environment, DISPATCH)
        run = until(lambda: ended(feed), "another worker carries it out")
    assert (run.status, run.created) == ("done", 12)
    assert run.attempts >= 2
    in_order()


def test_a_hint_that_the_broker_lost_is_told_again(
    tapi: Organisation, tmp_path: Path, environment: dict[str, str], workers: Any
) -> None:
    catalogue = Catalogue(tapi, tmp_path).holds(rows(3))
    lost = Run.objects.create(feed=catalogue.feed, lease_until=timezone.now())
    workers()
    ring(environment, DISPATCH)
    run = until(lambda: ended(catalogue.feed), "the queued run is told again")
    assert (run.pk, run.status) == (lost.pk, "done")


def test_a_hint_that_comes_twice_is_carried_out_once(
    tapi: Organisation, tmp_path: Path, environment: dict[str, str], workers: Any
) -> None:
    catalogue = Catalogue(tapi, tmp_path).holds(rows(3))
    run = Run.objects.create(feed=catalogue.feed, lease_until=timezone.now())
    for _ in range(2):
        ring(environment, "courses.feeds.tasks.run_feed", run.pk)
    workers()
    until(lambda: ended(catalogue.feed), "the run is carried out")
    ring(environment, DISPATCH)
    run.refresh_from_db()
    assert (run.attempts, run.created, Course.objects.count()) == (1, 3, 3)


def test_a_slow_feed_does_not_keep_another_colleges_feed_waiting(
    tapi: Organisation, tmp_path: Path, environment: dict[str, str], workers: Any
) -> None:
    narmada = Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)
    asked, go_on = threading.Event(), threading.Event()

    def silent(_: BaseHTTPRequestHandler) -> Answer:
        asked.set()
        go_on.wait(60)
        return Answer(as_csv(rows(2)).encode())

    with college_system(silent) as system:
        environment["FEED_ALLOW_PRIVATE"] = system.host
        slow = served(tapi, system)
        workers()
        workers()
        ring(environment, DISPATCH)
        assert asked.wait(60)
        quick = Catalogue(narmada, tmp_path).holds(rows(4))
        ring(environment, DISPATCH)
        run = until(lambda: ended(quick.feed), "the other college's feed is read meanwhile")
        assert (run.status, ended(slow)) == ("done", None)
        go_on.set()
        until(lambda: ended(slow), "the slow feed is read too")
    in_order()


def test_a_broken_feed_leaves_other_colleges_as_they_are(
    tapi: Organisation, tmp_path: Path, environment: dict[str, str], workers: Any
) -> None:
    narmada = Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)
    other = Catalogue(narmada, tmp_path).holds(rows(5))
    broken = Catalogue(tapi, tmp_path).says("<html>Please sign in</html>")
    workers()
    ring(environment, DISPATCH)
    until(lambda: ended(other.feed) and ended(broken.feed), "both are read")
    before = states_of(narmada)
    due(broken.feed)
    ring(environment, DISPATCH)
    until(lambda: Run.objects.filter(feed=broken.feed, finished_at__isnull=False).count() == 2, "it is tried again")
    assert ended(broken.feed).reason == "not_a_feed"  # type: ignore[union-attr]  # it ended
    assert states_of(narmada) == before
    in_order()
