"""How much memory does a worker take to sync a large catalogue, with the process that reads it?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from benchmarks.catalogue import COLLEGES
from benchmarks.fed import feed_of, held
from benchmarks.figures import Figure
from benchmarks.stage import Stage
from benchmarks.worker import working
from courses.feeds.leases import begin
from courses.feeds.models import Run
from courses.feeds.tasks import send

MARK = 180
COLLEGE = COLLEGES[0]
LOOK_EVERY = 0.05
MEGABYTE = 1_000_000


def measure(stage: Stage) -> Iterator[Figure]:
    """Every record is changed: more is held in memory than for new ones."""
    held(COLLEGE, stage)
    feed = feed_of(COLLEGE)
    feed.path = str(stage.file(stage.records, 3))
    feed.save(update_fields=["path"])
    with working() as worker:
        child = _child_of(worker)
        idle = child.memory_info().rss
        run = begin(feed, "command")
        with _watched(child) as peak:
            send(run.pk)
            while (run.refresh_from_db() or run.status) in (Run.Status.QUEUED, Run.Status.RUNNING):
                time.sleep(0.5)
    if run.changed != stage.records:
        raise RuntimeError(f"run {run.pk} did not change all: {run.status} {run.reason} {run.message}")
    above = (peak.together - idle) / MEGABYTE
    parts = {"idle": idle, "together": peak.together, "child alone": peak.child, "seconds": run_seconds(run)}
    what = f"memory of a worker and its reading process, {stage.records:,} records"
    yield Figure(f"{what}, above idle", stage.database, above, "MB", MARK, "most", parts)


def run_seconds(run: Run) -> float:
    return (run.finished_at - run.started_at).total_seconds() if run.finished_at and run.started_at else 0.0


def _child_of(worker: psutil.Process) -> psutil.Process:
    """The process that carries out tasks, once it waits for some and no longer grows."""
    last = 0
    while True:
        time.sleep(2)
        children = worker.children()
        size = children[0].memory_info().rss if children else 0
        if size and size == last:
            return children[0]
        last = size


class _Peak:
    """The most that was seen, in bytes: of both at one moment, and of the worker's child."""

    together = child = 0


@contextmanager
def _watched(child: psutil.Process) -> Iterator[_Peak]:
    peak, ended = _Peak(), threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_EVERY):
            own = child.memory_info().rss
            peak.child = max(peak.child, own)
            peak.together = max(peak.together, own + sum(_size(process) for process in child.children(recursive=True)))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _size(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
