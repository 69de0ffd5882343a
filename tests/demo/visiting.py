"""The demo as a visitor starts it: in a process of its own, with nothing in the environment but a folder and a port."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.workers import ROOT, until

PATIENCE = 400.0
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def free_port() -> int:
    """One whose next is free too: the stand-in for the colleges' systems takes that."""
    while True:
        with closing(socket.socket()) as first, closing(socket.socket()) as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def surroundings(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "VAR_DIR": str(folder), "PORT": str(port)}


def make_data(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--data-only"],
        cwd=ROOT,
        env=surroundings(folder, port),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Any other command, which takes its settings from where the demo says."""
    script = f'. "{folder}/demo.env" && exec "{sys.executable}" manage.py "$@"'
    return subprocess.run(
        ["sh", "-c", script, "sh", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


class Site:
    """`manage.py demo`, running."""

    def __init__(self, folder: Path, port: int, *more: str) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._output = folder / "said.txt"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", *more],
                cwd=ROOT,
                env=surroundings(folder, port),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._output.read_text()

    def has_come_up(self) -> bool:
        assert self.process.poll() is None, self.said()
        return f"Ready: {self.url}/" in self.said()

    def processes(self) -> list[int]:
        """Everything that runs in this demo's folder, whoever started it."""
        mark = f"VAR_DIR={self.folder}\0".encode()
        found = []
        for environment in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in environment.read_bytes() + b"\0":
                    found.append(int(environment.parent.name))
            except OSError:
                continue
        return found

    def ask_to_end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def site(folder: Path, port: int) -> Iterator[Site]:
    running = Site(folder, port)
    try:
        until(running.has_come_up, "the demo is ready", PATIENCE)
        yield running
    finally:
        if running.process.poll() is None:
            running.ask_to_end()
        for left in running.processes():
            os.kill(left, signal.SIGKILL)


def rows(folder: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tantu.sqlite3")) as database:
        return database.execute(statement, values).fetchall()


def write(folder: Path, statement: str, *values: Any) -> None:
    """While the site runs on it."""
    with closing(sqlite3.connect(folder / "tantu.sqlite3", timeout=60)) as database, database:
        database.execute(statement, values)


def everything(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order."""
    tables = [name for (name,) in rows(folder, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    ordinary = [name for name in tables if not re.search(r"^sqlite_|fts|_text", name)]
    return {name: sorted(rows(folder, f'SELECT * FROM "{name}"'), key=repr) for name in ordinary}  # noqa: S608
