"""Workers and their children are killed in the middle of a run: nothing is lost and nothing done twice."""

import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.models import Change, Feed, Run
from tests.college_system import Answer, college_system
from tests.faults.feeds import DISPATCH, RUN, ended, run_by_beats, runs_of, served
from tests.faults.halting import halt_in_the_apply
from tests.faults.invariant import untouched
from tests.feeds.feeding import Catalogue, as_csv, rows
from tests.workers import Environment, Workers, limited, ring, until

MANY = 1_500


def courses_of(college: Organisation) -> int:
    return Course.objects.filter(organisation=college).count()


def waiting_once() -> tuple[Callable[[BaseHTTPRequestHandler], Answer], threading.Event, threading.Event]:
    """A system whose first answer waits: what answers, that it was asked, and that it may go on."""
    asked, go_on = threading.Event(), threading.Event()

    def slow(_: BaseHTTPRequestHandler) -> Answer:
        if not asked.is_set():
            asked.set()
            go_on.wait(60)
        return Answer(as_csv(rows(12)).encode())

    return slow, asked, go_on


def test_f01_a_child_killed_in_the_apply_leaves_nothing_and_its_task_applies_all(
    tapi: Organisation, narmada: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    """F01: `kill -9` of the pool child in the apply: no row before, then all, attempts 2, nothing twice."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(MANY))
    worker = workers.start(environment)
    with untouched(narmada):
        with halt_in_the_apply(catalogue.feed) as halt:
            ring(environment, DISPATCH)
            halt.reached()
            assert courses_of(tapi) == 0
            worker.kill_child()
        run = until(lambda: ended(catalogue.feed), "the task is tried again")
        assert (run.status, run.attempts, run.created) == ("done", 2, MANY)
        assert courses_of(tapi) == MANY
        assert Change.objects.filter(run=run).count() == MANY


def test_f02_a_worker_killed_in_the_apply_is_followed_by_another(
    tapi: Organisation, narmada: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    """F02: `kill -9` of the whole worker: the sweeper gives its run to another once the lease is over."""
    environment = limited(environment, FEED_APPLY_LEASE_SECONDS=5)
    catalogue = Catalogue(tapi, tmp_path).holds(rows(MANY))
    worker = workers.start(environment)
    with untouched(narmada):
        with halt_in_the_apply(catalogue.feed) as halt:
            ring(environment, DISPATCH)
            halt.reached()
            worker.kill()
            assert courses_of(tapi) == 0
        workers.start(environment)
        run = run_by_beats(environment, catalogue.feed, "another worker carries it out")
        assert (run.status, run.attempts, run.created) == ("done", 2, MANY)
        assert (courses_of(tapi), runs_of(catalogue.feed).count()) == (MANY, 1)


def test_f02_a_worker_killed_while_reading_is_followed_by_another(
    tapi: Organisation, narmada: Organisation, environment: Environment, workers: Workers, settings: Settings
) -> None:
    """F02: the same before anything is written."""
    answers, asked, go_on = waiting_once()
    with college_system(answers) as system, untouched(narmada):
        feed = served(tapi, system, settings)
        environment = {**environment, "FEED_ALLOW_PRIVATE": system.host}
        worker = workers.start(environment)
        ring(environment, DISPATCH)
        assert asked.wait(60)
        worker.kill()
        go_on.set()
        assert courses_of(tapi) == 0
        Run.objects.filter(status=Run.Status.RUNNING).update(lease_until=timezone.now())
        workers.start(environment)
        run = run_by_beats(environment, feed, "another worker carries it out")
    assert (run.status, run.created, run.attempts, runs_of(feed).count()) == ("done", 12, 2, 1)


def test_f03_a_feed_that_kills_whoever_reads_it_is_given_up_after_four_times(
    tapi: Organisation, narmada: Organisation, environment: Environment, workers: Workers, settings: Settings
) -> None:
    """F03: four starts, then failed (worker_lost), no fifth; another college's feed is read meanwhile."""
    started = []

    def deadly(_: BaseHTTPRequestHandler) -> None:
        started.append(worker.child)
        worker.kill_child(signal.SIGKILL)

    with college_system(deadly) as system:
        feed = served(tapi, system, settings)
        environment = limited({**environment, "FEED_ALLOW_PRIVATE": system.host}, FEED_LEASE_SECONDS=3)
        worker = workers.start(environment)
        other = Feed.objects.get(source__organisation=narmada)
        Feed.objects.filter(pk=other.pk).update(next_due_at=timezone.now(), content_hash="")
        with untouched(narmada):
            run = run_by_beats(environment, feed, "it is given up")
            assert (run.status, run.reason, run.attempts, len(started)) == ("failed", "worker_lost", 4, 4)
            assert "ended 4 times" in run.message
            meanwhile = runs_of(other).latest("pk")
            assert (meanwhile.status, meanwhile.same) == ("done", 50)
            assert meanwhile.finished_at < run.finished_at
            hints = worker.said().count("run_feed")
            ring(environment, RUN, run.pk)
            until(lambda: worker.said().count("run_feed") >= hints + 2, "a hint that comes late is taken and answered")
    assert len(started) == 4


def test_f29_a_child_that_is_told_to_end_gives_its_run_back(
    tapi: Organisation, narmada: Organisation, environment: Environment, workers: Workers, settings: Settings
) -> None:
    """F29: as when a new version is put in place, or a worker ends its tasks because the broker went away."""
    answers, asked, go_on = waiting_once()
    with college_system(answers) as system, untouched(narmada):
        feed = served(tapi, system, settings)
        environment = {**environment, "FEED_ALLOW_PRIVATE": system.host}
        worker = workers.start(environment)
        ring(environment, DISPATCH)
        assert asked.wait(60)
        worker.kill_child(signal.SIGTERM)
        until(lambda: runs_of(feed).get().status != Run.Status.RUNNING, "it lets go of its run")
        go_on.set()
        run = run_by_beats(environment, feed, "another child carries it out")
        assert (run.status, run.created, run.attempts) == ("done", 12, 1), "what was given back is no failed attempt"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGQUIT], ids=["in its time", "at once"])
def test_f29_a_worker_that_is_told_to_end_leaves_no_run_half_done(
    tapi: Organisation,
    narmada: Organisation,
    environment: Environment,
    workers: Workers,
    settings: Settings,
    how: signal.Signals,
) -> None:
    """F29: the whole worker, as at a deployment: it ends its run first, or gives it back after its soft limit."""
    answers, asked, go_on = waiting_once()
    with college_system(answers) as system, untouched(narmada):
        feed = served(tapi, system, settings)
        environment = limited({**environment, "FEED_ALLOW_PRIVATE": system.host}, CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT=1)
        worker = workers.start(environment)
        ring(environment, DISPATCH)
        assert asked.wait(60)
        worker.process.send_signal(how)
        if how == signal.SIGTERM:
            go_on.set()
        until(lambda: worker.process.poll() is not None, "it ends")
        go_on.set()
        workers.start(environment)
        run = run_by_beats(environment, feed, "the run is carried out")
        assert (run.status, run.created, run.attempts) == ("done", 12, 1)
        assert len(system.asked) == (1 if how == signal.SIGTERM else 2)


def test_a_run_that_takes_too_long_ends_at_its_soft_limit(
    tapi: Organisation, narmada: Organisation, environment: Environment, workers: Workers, settings: Settings
) -> None:
    """The task's own limit of time ends a reading that no other limit did, and says so on the run."""
    annotations = {"courses.feeds.tasks.run_feed": {"soft_time_limit": 2}}
    over = threading.Event()
    with college_system(lambda _: over.wait(60) and None) as system, untouched(narmada):
        feed = served(tapi, system, settings)
        environment = limited({**environment, "FEED_ALLOW_PRIVATE": system.host}, CELERY_TASK_ANNOTATIONS=annotations)
        workers.start(environment)
        ring(environment, DISPATCH)
        run = until(lambda: ended(feed), "it is ended")
        over.set()
        assert (run.status, run.reason) == ("failed", "timeout")
        assert "longer than one feed may" in run.message
