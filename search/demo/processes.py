"""How do the processes of the demo begin and end, and what is said of one that dies?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn, Self

PAUSE = 0.1
PATIENCE = 300.0
_FAREWELL = 8.0  # a worker that is killed loses nothing: its run is swept up and read again
_LAST_LINES = 12
_ASKS_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Died(Exception):
    """A process ended by itself, or did not do its part in time; the message says which one and where to read on."""


class Processes:
    """Python processes by name, each with a log file; leaving the block ends them all."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._needed: set[str] = set()
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with _undisturbed():
            self.end(*(set(self._running) - self._needed))
            self.end(*self._running)

    def start(self, name: str, *arguments: str, is_needed: bool = False) -> None:
        """Start `python ARGUMENTS`, in a session of its own: what a terminal sends reaches this process only.

        `is_needed`: it has to answer the others until they have ended.
        """
        with _undisturbed(), self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 -- our own modules
                [sys.executable, *arguments], stdout=log, stderr=log, start_new_session=True
            )
            if is_needed:
                self._needed.add(name)

    def end(self, *names: str) -> None:
        """Ask them to end, and make sure that nothing of them stays."""
        asked = [self._running.pop(name) for name in names]
        for process in asked:
            process.terminate()
        give_up_at = time.monotonic() + _FAREWELL
        for process in asked:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, give_up_at - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what it started itself too
            process.wait()

    def check(self) -> None:
        """Raises Died where one is gone."""
        for name, process in self._running.items():
            if (code := process.poll()) is not None:
                raise Died(f"The {name} has ended by itself ({_how(code)}).\n{self._last_words(name)}")

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Raises Died where a process ends meanwhile, or where it takes too long."""
        give_up_at = time.monotonic() + PATIENCE
        while not happened():
            self.check()
            if time.monotonic() > give_up_at:
                raise Died(f"In {PATIENCE:.0f} seconds this did not happen: {what}. The logs are in {self._logs}.")
            time.sleep(PAUSE)

    def watch(self) -> NoReturn:
        """Until one dies, which raises Died, or until it is interrupted."""
        while True:
            self.check()
            time.sleep(PAUSE)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name.replace(' ', '-')}.log"

    def _last_words(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").splitlines()[-_LAST_LINES:]
        return "\n".join([*(f"    {line}" for line in lines), f"All it said is in {self._log(name)}."])


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Being asked to end interrupts the block as Ctrl-C does, however it is asked."""
    with _answering(_interrupt):
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Being asked to end interrupts only when the block is left, so that no process is forgotten half-way."""
    asked: list[int] = []
    with _answering(lambda number, _: asked.append(number)):
        yield
    if asked:
        raise KeyboardInterrupt


@contextmanager
def _answering(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {one: signal.signal(one, handler) for one in _ASKS_TO_END}
    try:
        yield
    finally:
        for one, earlier in before.items():
            signal.signal(one, earlier)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _how(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
