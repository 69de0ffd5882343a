"""Which records does a feed state? A process of its own reads and checks what was fetched."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from courses.feeds.reading.job import Failed, Job, Reading
from courses.feeds.record import Checked, Problem

__all__ = ["Job", "Reading", "ReadingCrashed", "ReadingFailed", "iter_checked", "iter_problems", "read"]

ROOT = Path(__file__).resolve().parents[3]
_LOOK_EVERY = 0.02
_TELL_EVERY = 1.0
_OUT_OF_MEMORY = ("MemoryError", "memory allocation of")  # as Python says it, and the sanitiser, which is Rust


class ReadingFailed(Exception):
    """The feed as a whole cannot be read; `reason` is one of the reasons of a failed run (docs/run-reasons.md)."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message


class ReadingCrashed(RuntimeError):
    """The reading process ended by a fault of ours; its last words are the message."""


def read(job: Job, on_progress: Callable[[], None] = lambda: None) -> Reading:
    """Read and check what was fetched, in a process with limits of memory and time.

    `on_progress` is called about once a second. Raises ReadingFailed where the feed as a whole cannot be read,
    ReadingCrashed where the fault is ours.
    """
    folder = Path(job.folder)
    result = folder / "result.json"
    result.unlink(missing_ok=True)
    (folder / "job.json").write_bytes(msgspec.json.encode(job))
    process, said = _run(folder, job.seconds, on_progress)
    if not result.exists():
        raise _why_it_died(process, said)
    found = msgspec.json.decode(result.read_bytes())
    if "reason" in found:
        failed = msgspec.convert(found, Failed)
        raise ReadingFailed(failed.reason, failed.message)
    return msgspec.convert(found, Reading)


def iter_checked(path: Path) -> Iterator[Checked]:
    """The checked records of a reading, one after another."""
    decode = msgspec.json.Decoder(Checked).decode
    with path.open("rb") as lines:
        for line in lines:
            yield decode(line)


def iter_problems(path: Path) -> Iterator[Problem]:
    """The problems of a reading, one after another."""
    decode = msgspec.json.Decoder(Problem).decode
    with path.open("rb") as lines:
        for line in lines:
            yield decode(line)


def _run(folder: Path, seconds: int, on_progress: Callable[[], None]) -> tuple[int, str]:
    """Start the process, wait for it, and end its whole group whatever happens."""
    said = folder / "said.txt"
    with said.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module, no word from outside
            [sys.executable, "-s", "-m", "courses.feeds.reading.child", str(folder / "job.json")],
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        try:
            _wait(process, seconds, on_progress)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    return process.returncode, said.read_text(errors="replace")[-2000:]


def _wait(process: "subprocess.Popen[bytes]", seconds: int, on_progress: Callable[[], None]) -> None:
    now = time.monotonic()
    deadline, tell_at = now + seconds, now + _TELL_EVERY
    while process.poll() is None:
        try:
            process.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if now > deadline:
            raise ReadingFailed("timeout", f"Reading it took longer than {seconds} seconds. State it in smaller parts.")
        if now > tell_at:
            tell_at = now + _TELL_EVERY
            on_progress()


def _why_it_died(returncode: int, said: str) -> Exception:
    if returncode == -signal.SIGXCPU:
        return ReadingFailed("timeout", "Reading it took more computing time than one feed may have.")
    if returncode == -signal.SIGKILL or any(words in said for words in _OUT_OF_MEMORY):
        return ReadingFailed(
            "too_large", "Reading it takes more memory than one feed may have. State it in smaller parts."
        )
    return ReadingCrashed(f"the reading process ended with {returncode}: {said}")
