"""Two of the same at once: one does it, the other says so, and another college's feed goes on beside them."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from django.urls import reverse
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.feeds.models import Feed, Run
from courses.feeds.sync import sync
from tests.college_system import Answer, college_system
from tests.faults.feeds import DISPATCH, RUN, due, ended, runs_of, served
from tests.faults.invariant import in_order, untouched
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import Catalogue, as_csv, rows
from tests.workers import ROOT, Environment, Workers, limited, ring, until, with_beat


def test_f09_a_beat_a_command_and_a_button_at_once_are_one_run_and_others_that_say_so(
    tapi: Organisation, narmada: Organisation, environment: Environment, workers: Workers, settings: Settings
) -> None:
    """F09: one runs, others are superseded (already_running) without waiting, another college is read meanwhile."""
    asked, go_on = threading.Event(), threading.Event()

    def slow(_: BaseHTTPRequestHandler) -> Answer:
        asked.set()
        go_on.wait(120)
        return Answer(as_csv(rows(12)).encode())

    with college_system(slow) as system:
        feed = served(tapi, system, settings)
        environment = limited({**environment, "FEED_ALLOW_PRIVATE": system.host}, FEED_IDLE_SECONDS=300)
        workers.start(environment, children=2)
        ring(environment, DISPATCH)
        assert asked.wait(60)
        command = [sys.executable, "manage.py", "sync", "tapi", "register", "--json"]
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        second = json.loads(told.stdout)
        assert (told.returncode, second["status"], second["reason"]) == (1, "superseded", "already_running")
        third = sync(feed)
        assert (third.status, third.reason) == ("superseded", "already_running")
        assert (third.finished_at, len(system.asked)) == (third.started_at, 1)
        run = Run.objects.get(feed=feed, trigger="schedule")
        button = signed_in(keeper(tapi, "registrar")).post(reverse("feeds_desk:run_now", args=[feed.pk]))
        assert button["Location"] == reverse("feeds_desk:run", args=[feed.pk, run.pk])
        other = Feed.objects.get(source__organisation=narmada)
        Path(other.path).write_text(as_csv(rows(60)))
        due(other)
        before = ended(other)
        ring(environment, DISPATCH)
        until(lambda: ended(other) != before, "the other college's feed is read meanwhile")
        assert ended(feed).status == "superseded"  # type: ignore[union-attr]  # the two that were told so
        go_on.set()
        until(lambda: Run.objects.get(pk=run.pk).finished_at, "the first one ends")
    run.refresh_from_db()
    assert (run.status, run.created, run.attempts) == ("done", 12, 1)
    assert [*runs_of(feed).order_by("pk").values_list("status", flat=True)] == ["done", "superseded", "superseded"]
    in_order()


def test_f30_two_beats_at_once_read_each_due_feed_once(
    tapi: Organisation, narmada: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    """F30: two beats that tell what is due each second, two workers, each due run once."""
    feeds = [Catalogue(tapi, tmp_path, f"register-{number}").holds(rows(2)).feed for number in range(6)]
    with untouched(narmada):
        for _ in range(2):
            workers.start(with_beat(environment), beat=True)
        done = Run.objects.filter(feed__in=feeds, status=Run.Status.DONE)
        until(lambda: done.count() == len(feeds), "all are read")
        assert Run.objects.filter(feed__in=feeds).count() == len(feeds)
        assert set(done.values_list("attempts", "created")) == {(1, 2)}


def test_a_hint_that_comes_twice_is_carried_out_once(
    tapi: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    """As when the broker delivers again what was done long ago."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(3))
    run = Run.objects.create(feed=catalogue.feed)
    for _ in range(3):
        ring(environment, RUN, run.pk)
    worker = workers.start(environment)
    until(lambda: worker.said().count("run_feed") >= 6, "each hint was taken and answered")
    run.refresh_from_db()
    assert (run.status, run.attempts, run.created) == ("done", 1, 3)
    in_order()
