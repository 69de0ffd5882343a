"""How the demo's processes end, by whichever way."""

import os
import signal
from pathlib import Path

import pytest

from search.demo.processes import Died, Processes, ended_by_signals
from tests.workers import until

SLEEPS = ("-c", "import time; time.sleep(600)")
STARTS_ANOTHER = ("-c", "import subprocess; subprocess.run(['sleep', '600'])")
DEAF = (
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
)


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Stands in the environment of all that a test starts."""
    monkeypatch.setenv("DEMO_TEST", str(tmp_path))
    return f"DEMO_TEST={tmp_path}\0"


def marked(mark: str) -> list[str]:
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environment.read_bytes():
                found.append((environment.parent / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_one_that_dies_is_told_with_its_last_words(tmp_path: Path):
    with Processes(tmp_path) as processes:
        processes.start("other", *SLEEPS)
        processes.start("worker", "-c", "raise SystemExit('the broker is gone')")
        with pytest.raises(Died, match=r"(?s)The worker has ended by itself \(exit code 1\).*the broker is gone"):
            processes.watch()


def test_what_was_killed_is_told_too(tmp_path: Path):
    with Processes(tmp_path) as processes:
        processes.start("beat", "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        with pytest.raises(Died, match=r"The beat has ended by itself \(killed by signal 9\)"):
            processes.watch()


def test_leaving_the_block_ends_them_and_what_they_started(tmp_path: Path, mark: str):
    with Processes(tmp_path) as processes:
        processes.start("worker", *STARTS_ANOTHER)
        processes.start("stand-in", *SLEEPS, is_needed=True)
        until(lambda: "sleep\x00600\x00" in marked(mark), "the worker started another process")
    assert marked(mark) == []


def test_one_that_will_not_end_is_killed(tmp_path: Path, mark: str):
    with Processes(tmp_path) as processes:
        processes.start("deaf", *DEAF)
        until(lambda: "deaf" in (tmp_path / "deaf.log").read_text(), "it hears nothing")
    assert marked(mark) == []


def run_until_asked(logs: Path, asked: signal.Signals) -> None:
    with ended_by_signals(), Processes(logs) as processes:
        processes.start("worker", *SLEEPS)
        os.kill(os.getpid(), asked)
        processes.watch()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_of_asking_interrupts_and_leaves_nothing(tmp_path: Path, mark: str, asked: signal.Signals):
    with pytest.raises(KeyboardInterrupt):
        run_until_asked(tmp_path, asked)
    assert marked(mark) == []
