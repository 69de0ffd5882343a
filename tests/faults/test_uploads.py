"""A file that a person gave is read by a worker of its own process, and again by another when that one is killed."""

from pathlib import Path

import pytest
from django.conf import settings as ours

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.models import Run
from courses.feeds.scope import Scope
from courses.feeds.uploads.giving import begin_upload
from tests.faults.feeds import RUN, ended
from tests.faults.halting import halt_in_the_apply
from tests.faults.invariant import untouched
from tests.feeds.uploads.giving import Given, row
from tests.workers import Environment, Workers, ring, until

DEPARTMENTS = [*(row(n) for n in range(1, 11)), *(row(100 + n, "Surgery") for n in range(1, 11))]


@pytest.fixture
def shared_storage(tmp_path: Path, environment: Environment) -> None:
    """Workers keep their broker apart, and the files of feeds where this process keeps them."""
    kept = Path(ours.STORAGES["feeds"]["OPTIONS"]["location"])
    kept.mkdir(parents=True, exist_ok=True)
    (tmp_path / "feeds").symlink_to(kept)


def test_a_given_file_is_read_by_a_worker(
    tapi: Organisation, narmada: Organisation, shared_storage: None, environment: Environment, workers: Workers
) -> None:
    given = Given(tapi)
    given.give(*DEPARTMENTS)
    workers.start(environment)
    with untouched(narmada):
        run = begin_upload(given.feed, given.keep(*DEPARTMENTS[:9]), Scope("part", "extra.department", "Anatomy"))
        ring(environment, RUN, run.pk)
        until(lambda: _ended(run), "the worker reads the file")
    assert (run.status, run.same, run.withdrawn) == ("done", 9, 1)


def test_a_worker_killed_while_it_applies_an_upload_loses_nothing(
    tapi: Organisation, narmada: Organisation, shared_storage: None, environment: Environment, workers: Workers
) -> None:
    given = Given(tapi)
    worker = workers.start(environment)
    with untouched(narmada):
        run = begin_upload(given.feed, given.keep(*DEPARTMENTS))
        with halt_in_the_apply(given.feed) as halt:
            ring(environment, RUN, run.pk)
            halt.reached()
            worker.kill_child()
        done = until(lambda: ended(given.feed), "the task is tried again")
    assert (done.status, done.attempts, done.created) == ("done", 2, 20)
    assert Course.objects.filter(organisation=tapi).count() == 20


def _ended(run: Run) -> bool:
    run.refresh_from_db()
    return run.finished_at is not None
