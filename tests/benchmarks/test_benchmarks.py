"""`python -m benchmarks` runs and prints its table. How fast anything is, no test asks."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks import figures
from benchmarks.format_names import FORMATS
from benchmarks.plan import NAMES

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 900


def bench(folder: Path, *arguments: str) -> str:
    """What it prints; a figure that misses its mark ends it with 1, which is none of a test's business."""
    command = [sys.executable, "-m", "benchmarks", *arguments, "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, env=os.environ)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


class Benched(NamedTuple):
    """What one run of several benchmarks printed, and where it wrote its figures."""

    printed: str
    folder: Path


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Benched:
    """One installation for all: to make it takes longer than to measure so few records."""
    folder = tmp_path_factory.mktemp("bench")
    names = ("sync", "unchanged", "push", "replay", "memory", "readers")
    return Benched(bench(folder, *names, "--records", "60", "--database", "sqlite", "--format", "moodle"), folder)


def test_a_sync_is_measured_beside_a_floor_that_writes_the_same_rows(on_sqlite: Benched) -> None:
    for what in ("60 new records", "60 changed records", "60 unchanged records, of own reading", "rows written"):
        assert what in on_sqlite.printed
    found = figures.read(on_sqlite.folder / "sync-sqlite.json")
    assert {figure.database for figure in found} == {"sqlite"}
    assert [figure.figure for figure in figures.read(on_sqlite.folder / "unchanged-sqlite.json")][1] == 0


@pytest.mark.parametrize("what", ["created", "changed"])
def test_a_push_is_measured_beside_a_floor_that_writes_the_same_rows(on_sqlite: Benched, what: str) -> None:
    assert f"push of 60 records in a message, {what}, of the floor's speed" in on_sqlite.printed


def test_memory_is_measured_in_the_format_that_was_asked_for(on_sqlite: Benched) -> None:
    assert "memory of a worker and its reading process, 60 records, new, moodle, above idle" in on_sqlite.printed


@pytest.mark.parametrize("form", FORMATS)
def test_readers_are_measured_beside_the_library_that_each_stands_on(on_sqlite: Benched, form: str) -> None:
    assert f"60 records from {form}, speed beside the bare library" in on_sqlite.printed
    assert "memory to read a sheet of 60 records" in on_sqlite.printed


def test_a_replay_is_measured_beside_the_reading_of_its_days(on_sqlite: Benched, shared_feeds: Path) -> None:
    for what in ("of own reading", "of the bare library"):
        assert f"replay of 1 days of 6,039 records and more, {what}" in on_sqlite.printed


def test_pages_and_rebuilds_are_measured_on_real_services(tmp_path: Path, postgresql: str, elasticsearch: str) -> None:
    names = ("push", "many_feeds", "database_page", "elasticsearch_page", "rebuild")
    printed = bench(tmp_path, *names, "--records", "60", "--database", "postgresql")
    parts = (
        "push of 60 records",
        "in step",
        "database search page",
        "Elasticsearch search page",
        "of bare bulk",
        "failed searches",
    )
    for what in parts:
        assert what in printed
    assert sorted(path.name for path in tmp_path.glob("*.json")) == sorted(f"{name}-postgresql.json" for name in names)


def test_a_benchmark_that_is_none_is_answered_with_those_there_are(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "haste", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert "there is no benchmark haste" in done.stderr
    assert all(name in done.stderr for name in NAMES)


@pytest.mark.parametrize(
    ("figure", "at", "is_met"),
    [(0.5, "least", True), (0.49, "least", False), (1.5, "most", True), (1.51, "most", False)],
)
def test_a_figure_meets_its_mark_or_not(figure: float, at: str, is_met: bool) -> None:
    mark = 0.5 if at == "least" else 1.5
    one = figures.Figure("sync", "sqlite", figure, "", mark, at)  # type: ignore[arg-type]  # parametrized
    assert one.is_met is is_met
    assert ("NOT MET" in figures.table([one])) is not is_met
