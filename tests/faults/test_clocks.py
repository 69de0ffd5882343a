"""Clocks that are wrong, a worker's or a college's: no run is taken from who holds it, no row is missed (F15)."""

import datetime as dt
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.feeds.models import Feed
from tests.college_system import Answer, college_system
from tests.exports.asking import Follower
from tests.faults.feeds import DISPATCH, RUN, ended, runs_of, served
from tests.faults.invariant import untouched
from tests.feeds.feeding import Catalogue, as_csv, rows
from tests.workers import Environment, Workers, ring, until, with_clock_off

pytestmark = pytest.mark.usefixtures("search")
TEN_MINUTES = 600
HOUR = 3_600


def test_f15_no_run_is_taken_from_its_worker_nor_begun_too_early_because_clocks_are_wrong(
    postgresql: str,
    tapi: Organisation,
    narmada: Organisation,
    environment: Environment,
    workers: Workers,
    settings: Settings,
) -> None:
    """F15: who reads is ten minutes behind, who looks for lost runs and due feeds is ten minutes ahead."""
    asked, go_on = threading.Event(), threading.Event()

    def slow(_: BaseHTTPRequestHandler) -> Answer:
        asked.set()
        go_on.wait(60)
        return Answer(as_csv(rows(12)).encode())

    later = Feed.objects.filter(source__organisation=narmada)
    later.update(next_due_at=timezone.now() + dt.timedelta(minutes=5))
    with college_system(slow) as system, untouched(narmada):
        feed = served(tapi, system, settings)
        environment = {**environment, "FEED_ALLOW_PRIVATE": system.host}
        workers.start(with_clock_off(environment, -TEN_MINUTES))
        ring(environment, DISPATCH)
        assert asked.wait(60)
        other = workers.start(with_clock_off(environment, TEN_MINUTES))
        ring(environment, DISPATCH)
        ring(environment, RUN, runs_of(feed).get().pk)
        until(lambda: other.said().count(" succeeded in ") == 2, "the other looks for what is to be done")
        assert (runs_of(feed).get().status, runs_of(feed).get().attempts) == ("running", 1)
        go_on.set()
        run = until(lambda: ended(feed), "it is read")
    assert (run.status, run.created, run.attempts, len(system.asked)) == ("done", 12, 1, 1)
    assert runs_of(later.get()).count() == 1


def test_f15_what_a_worker_writes_is_dated_by_the_database_and_followed_whole(
    postgresql: str,
    tapi: Organisation,
    narmada: Organisation,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
) -> None:
    """F15: its clock is an hour behind. Who follows the list since before the run is told of all its rows."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(12))
    workers.start(with_clock_off(environment, -HOUR))
    with untouched(narmada):
        before = timezone.now()
        ring(environment, DISPATCH)
        run = until(lambda: ended(catalogue.feed), "it is read")
        after = timezone.now()
    course = catalogue.course("R1")
    for moment in (run.started_at, run.applied_at, run.finished_at, course.changed_at, course.written_at):
        assert before <= moment <= after
    catalogue.feed.refresh_from_db()
    day = dt.timedelta(days=1)
    assert before + day <= catalogue.feed.next_due_at <= after + day
    follower = Follower(since=before.isoformat())
    follower.follow()
    assert {one["record_id"] for one in follower.held.values() if one["college"] == "tapi"} == catalogue.shown()
