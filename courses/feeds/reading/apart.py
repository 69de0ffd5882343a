"""How is a stranger's file met: in a process of its own, within limits that the file cannot lift."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

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


def run_apart(module: str, folder: Path, seconds: int, on_progress: Callable[[], None] = lambda: None) -> None:
    """Run `python -m MODULE FOLDER/job.json` until it has written FOLDER/result.json; its whole group ends with it.

    `module` limits its own memory and computing time (`limit`). Raises ReadingFailed where it met those limits,
    ReadingCrashed where the fault is ours.
    """
    returncode, said = _run(module, folder, seconds, on_progress)
    if not (folder / "result.json").exists():
        raise _why_it_died(returncode, said, seconds)


def _run(module: str, folder: Path, seconds: int, on_progress: Callable[[], None]) -> tuple[int, str]:
    """Start the process, wait for it, and end its whole group whatever happens."""
    said = folder / "said.txt"
    with said.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module, no word from outside
            [sys.executable, "-s", "-m", module, str(folder / "job.json")],
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
            raise _too_slow(seconds)
        if now > tell_at:
            tell_at = now + _TELL_EVERY
            on_progress()


def _too_slow(seconds: int) -> ReadingFailed:
    """Whichever clock ended it, its own or ours: on an idle machine they strike together."""
    return ReadingFailed("timeout", f"Reading it took longer than {seconds} seconds. State it in smaller parts.")


def _why_it_died(returncode: int, said: str, seconds: int) -> Exception:
    if returncode == -signal.SIGXCPU:
        return _too_slow(seconds)
    if returncode == -signal.SIGKILL or any(words in said for words in _OUT_OF_MEMORY):
        return ReadingFailed(
            "too_large", "Reading it takes more memory than one feed may have. State it in smaller parts."
        )
    return ReadingCrashed(f"the reading process ended with {returncode}: {said}")


def limit(memory_bytes: int, seconds: int) -> None:
    """For the process itself, before it opens the file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
