"""Real Celery workers on the test's own database and broker, and how a test waits for what they do."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection
from redis import Redis

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
REDIS_NUMBER = 9
"""The database of the Redis server that tests may empty."""


def until(happened: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """The first true answer; fails with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := happened():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not in {seconds:g} seconds: {what}")


def database_url() -> str:
    """The address of the database that this test writes."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgresql://{quote(values['USER'])}:{quote(values['PASSWORD'])}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


class Worker:
    """One worker process; its log is at `log`."""

    def __init__(self, folder: Path, environment: dict[str, str], queues: str = "sync,index") -> None:
        self.log = folder / f"worker-{uuid.uuid4().hex[:6]}.log"
        command = [sys.executable, "-m", "celery", "-A", "consortium", "worker", "-Q", queues, "-c", "1", "-l", "INFO"]
        command += [
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "-n",
            f"w{uuid.uuid4().hex[:6]}@test",
        ]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        until(lambda: "ready." in self.said() or self.process.poll() is not None, "the worker is ready")
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """As a power cut would: the worker, its children and what they started."""
        for pid in [*_descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        found = [int(child) for child in children.read_text().split()]
    except FileNotFoundError:
        return []
    return [below for child in found for below in (child, *_descendants(child))]


def broker(folder: Path, **more: str) -> dict[str, str]:
    """The environment of workers on an empty broker of this test's own: Redis where the run has one, else folders."""
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url(),
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    if address := os.environ.get("REDIS_URL"):
        environment["REDIS_URL"] = own = f"{address.rpartition('/')[0]}/{REDIS_NUMBER}"
        with Redis.from_url(own) as redis:
            redis.flushdb()
    return environment


def ring(environment: dict[str, str], task: str, *arguments: Any) -> None:
    """Put a task on the broker, as beat does."""
    call = [sys.executable, "-m", "celery", "-A", "consortium", "call", task, f"--args={json.dumps(arguments)}"]
    if task.startswith("courses.feeds.tasks.run_feed"):
        call += ["--queue", "sync"]
    subprocess.run(call, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=PATIENCE)
