"""The disk is full, or what a process may write of it: the run says so, and nothing of its feed is applied."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.models import Run
from tests.faults.invariant import untouched
from tests.feeds.feeding import Catalogue, rows
from tests.workers import ROOT, Environment


def sync_with_room(most: int, environment: Environment, *options: str) -> subprocess.CompletedProcess[str]:
    """What the command says where no file may grow beyond so many bytes."""
    return subprocess.run(
        [sys.executable, "manage.py", "sync", "tapi", "register", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


@pytest.mark.parametrize("share", [0.5, 1.5], ids=["while it is fetched", "while it is read"])
def test_f28_a_disk_that_is_full_ends_the_run_and_applies_nothing(
    postgresql: str, tapi: Organisation, narmada: Organisation, tmp_path: Path, environment: Environment, share: float
) -> None:
    """F28: no file may grow beyond a share of the feed's own size; checked records take more room than rows of CSV."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(5_000))
    most = int(catalogue.path.stat().st_size * share)
    with untouched(narmada):
        told = sync_with_room(most, environment, "--json")
        run = json.loads(told.stdout)
        assert (told.returncode, run["status"], run["reason"]) == (1, "failed", "no_space")
        assert not Course.objects.filter(organisation=tapi).exists()
    spool = Path(environment["VAR_DIR"]) / "spool"
    assert [*spool.glob("run-*")] == []
    assert Run.objects.filter(feed=catalogue.feed).count() == 1


def test_f28_a_file_for_which_there_is_no_room_is_given_back(
    postgresql: str, tapi: Organisation, narmada: Organisation, tmp_path: Path, environment: Environment
) -> None:
    """F28: who gives it is told; nothing of it is kept or read."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(5_000))
    most = catalogue.path.stat().st_size // 2
    with untouched(narmada):
        told = sync_with_room(most, environment, "--upload", str(catalogue.path))
        assert (told.returncode, "no room for this file" in told.stderr) == (2, True), told.stderr
        assert not catalogue.feed.files.exists()
        assert not Run.objects.filter(feed=catalogue.feed).exists()
