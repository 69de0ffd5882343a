"""The disk is full, or what a process may write of it: the run says so, and nothing of its feed is applied."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.models import Run
from tests.faults.feeds import DISPATCH, due, ended, runs_of
from tests.faults.invariant import untouched
from tests.feeds.feeding import Catalogue, rows
from tests.workers import ROOT, Environment, Workers, ring, until


@pytest.mark.parametrize("share", [0.5, 1.5], ids=["while it is fetched", "while it is read"])
def test_f28_a_disk_that_is_full_ends_the_run_and_applies_nothing(
    postgresql: str,
    tapi: Organisation,
    narmada: Organisation,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
    share: float,
) -> None:
    """F28: no file of a worker may grow beyond a share of the feed's own size; checked records take more room than rows
    of CSV. Once there is room it is read."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(5_000))
    worker = workers.start(environment)
    with untouched(narmada):
        worker.may_write(int(catalogue.path.stat().st_size * share))
        ring(environment, DISPATCH)
        run = until(lambda: ended(catalogue.feed), "it is given up")
        assert (run.status, run.reason, run.attempts) == ("failed", "no_space", 1)
        assert not Course.objects.filter(organisation=tapi).exists()
        assert [*(Path(environment["VAR_DIR"]) / "spool").glob("run-*")] == []
        assert runs_of(catalogue.feed).count() == 1
        worker.may_write(resource.RLIM_INFINITY)
        due(catalogue.feed)
        ring(environment, DISPATCH)
        until(lambda: ended(catalogue.feed) != run, "it is read again")
        assert Course.objects.public().filter(organisation=tapi).count() == 5_000


def test_f28_a_file_for_which_there_is_no_room_is_given_back(
    postgresql: str, tapi: Organisation, narmada: Organisation, tmp_path: Path, environment: Environment
) -> None:
    """F28: who gives it is told; nothing of it is kept or read."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(5_000))
    most = catalogue.path.stat().st_size // 2
    with untouched(narmada):
        told = subprocess.run(
            [sys.executable, "manage.py", "sync", "tapi", "register", "--upload", str(catalogue.path)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        assert (told.returncode, "no room for this file" in told.stderr) == (2, True), told.stderr
        assert not catalogue.feed.files.exists()
        assert not Run.objects.filter(feed=catalogue.feed).exists()
