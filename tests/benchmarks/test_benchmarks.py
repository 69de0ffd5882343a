"""`python -m benchmarks` runs and prints its table. How fast anything is, no test asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import figures
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


def test_a_sync_is_measured_beside_a_floor_that_writes_the_same_rows(tmp_path: Path) -> None:
    printed = bench(tmp_path, "sync", "unchanged", "--records", "60", "--database", "sqlite")
    for what in ("60 new records", "60 changed records", "60 unchanged records, of own reading", "rows written"):
        assert what in printed
    found = figures.read(tmp_path / "sync-sqlite.json")
    assert {figure.database for figure in found} == {"sqlite"}
    assert [figure.figure for figure in figures.read(tmp_path / "unchanged-sqlite.json")][1] == 0


def test_readers_are_measured_beside_the_library_that_each_stands_on(tmp_path: Path) -> None:
    printed = bench(tmp_path, "readers", "--records", "60", "--database", "sqlite")
    for form in ("csv", "json", "jsonl", "xml", "xlsx"):
        assert f"60 records from {form}, speed beside the bare library" in printed
    assert "memory to read a sheet of 60 records" in printed


def test_pages_and_rebuilds_are_measured_on_real_services(tmp_path: Path, postgresql: str, elasticsearch: str) -> None:
    names = ("many_feeds", "database_page", "elasticsearch_page", "rebuild")
    printed = bench(tmp_path, *names, "--records", "60", "--database", "postgresql")
    parts = ("in step", "database search page", "Elasticsearch search page", "of bare bulk", "failed searches")
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
