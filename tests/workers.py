"""Real Celery workers on the test's own database and broker, and how a test waits for what they do."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
from celery import Celery
from django.conf import settings
from django.db import connection
from redis import Redis

from tests.environment import PROCESS

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
REDIS_NUMBER = 8 + PROCESS % 8
"""The database of the Redis server that this test process may empty."""

Environment = dict[str, str]


def until(happened: Callable[[], Any], what: str, seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """The first true answer; fails with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := happened():
            return answer
        time.sleep(pause)
    raise AssertionError(f"not in {seconds:g} seconds: {what}")


def database_url() -> str:
    """The address of the database that this test writes."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgresql://{quote(values['USER'])}:{quote(values['PASSWORD'])}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def broker(folder: Path, **more: str) -> Environment:
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


def limited(environment: Environment, **limits: Any) -> Environment:
    """The same environment with shorter limits, by the names of their settings."""
    held = json.loads(environment.get("SHORT_LIMITS", "{}"))
    told = json.dumps({**held, **limits})
    return {**environment, "SHORT_LIMITS": told, "DJANGO_SETTINGS_MODULE": "tests.short_limits"}


def with_clock_off(environment: Environment, seconds: float) -> Environment:
    """The same environment for a machine whose clock is ahead by so many seconds, or behind by as many less than 0."""
    return {**limited(environment), "CLOCK_OFF": str(seconds), "DJANGO_SETTINGS_MODULE": "tests.wrong_clock"}


def with_beat(environment: Environment, seconds: float = 1.0) -> Environment:
    """The same environment with a quick beat, for a worker that is started with one."""
    schedule = {name: {**entry, "schedule": seconds} for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    return limited(environment, CELERY_BEAT_SCHEDULE=schedule)


_RUNNING: list["Worker"] = []


def at_work(queue: str) -> Environment | None:
    """The environment of a worker of this queue that runs now."""
    alive = (worker for worker in _RUNNING if queue in worker.queues and worker.process.poll() is None)
    return next((worker.environment for worker in alive), None)


class Worker:
    """One worker process with one child; its log is at `log`. `beat`: it also says each minute what is due."""

    def __init__(
        self,
        folder: Path,
        environment: Environment,
        queues: str = "sync,index,mail",
        *,
        beat: bool = False,
        children: int = 1,
    ) -> None:
        name = f"w{uuid.uuid4().hex[:6]}"
        self.environment, self.queues = environment, queues.split(",")
        self.log = folder / f"{name}.log"
        command = [sys.executable, "-m", "celery", "-A", "consortium", "worker", "-Q", queues, "-l", "INFO"]
        command += ["-c", str(children), "-n", f"{name}@test", "--without-gossip", "--without-mingle"]
        command += ["--without-heartbeat", *(["-B", "-s", str(folder / f"{name}.beat")] if beat else [])]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        _RUNNING.append(self)
        try:
            until(lambda: "ready." in self.said() or self.process.poll() is not None, "the worker is ready")
        except BaseException:  # whoever waits for it gives up, and nobody else would end it
            self.kill()
            raise
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def child(self) -> int:
        """The process that carries out tasks, of a worker that has one and no beat."""
        [child] = psutil.Process(self.process.pid).children()
        return int(child.pid)

    def kill_child(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.child, number)

    def may_write(self, most: int) -> None:
        """No file of its child, nor of what that starts, may grow beyond so many bytes: a disk that fills up."""
        _, hard = resource.prlimit(self.child, resource.RLIMIT_FSIZE)
        resource.prlimit(self.child, resource.RLIMIT_FSIZE, (most, hard))

    def pause(self) -> None:
        """It takes nothing more until it goes on; its child ends what it has."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a power cut would: the worker, its children and what they started."""
        for process in [*psutil.Process(self.process.pid).children(recursive=True), self.process]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        _RUNNING.remove(self)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()


class Workers:
    """Starts workers; what is left of them at the end is stopped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Worker] = []

    def start(self, environment: Environment, **how: Any) -> Worker:
        self._started.append(Worker(self._folder, environment, **how))
        return self._started[-1]

    def said(self) -> str:
        """The last that each worker said, for a test that fails."""
        return "\n".join(f"== {worker.log.name}\n{worker.said()[-4000:]}" for worker in self._started)

    def stop(self) -> None:
        for worker in self._started:
            worker.stop()


@contextmanager
def workers_in(folder: Path) -> Iterator[Workers]:
    workers = Workers(folder)
    try:
        yield workers
    finally:
        workers.stop()
        print(workers.said())  # noqa: T201 -- shown by pytest where the test fails


def ring(environment: Environment, task: str, *arguments: Any) -> None:
    """Put a task on the broker, as beat and dispatch do."""
    options = dict(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    for name, value in options.items():
        if name.endswith(("_in", "_out", "_folder")):
            options[name] = value.replace(str(settings.VAR_DIR), environment["VAR_DIR"])
            Path(options[name]).mkdir(parents=True, exist_ok=True)
    with Celery("ring", broker=environment.get("REDIS_URL") or "filesystem://", set_as_current=False) as app:
        app.conf.update(broker_transport_options=options, task_default_queue=settings.CELERY_TASK_DEFAULT_QUEUE)
        app.conf.task_routes = settings.CELERY_TASK_ROUTES
        app.conf.broker_transport = getattr(settings, "CELERY_BROKER_TRANSPORT", None)
        app.send_task(task, args=arguments)
