"""How much memory does a worker take to sync a large catalogue, with the process that reads it?"""

import csv
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil

from benchmarks.catalogue import COLLEGES, Record
from benchmarks.fed import feed_of, held
from benchmarks.figures import Figure
from benchmarks.formats import format_name, state
from benchmarks.serving import serving
from benchmarks.stage import Stage
from benchmarks.worker import working
from courses.feeds.connecting import Connection, connect
from courses.feeds.leases import begin
from courses.feeds.models import Feed, Run
from courses.feeds.tasks import send

MARK = 180
SHEET_MARK = 400
"""A sheet is held as a whole."""
SHEETS = ("xlsx", "ods")
COLLEGE = COLLEGES[0]
OF_FORMATS = COLLEGES[6:]
LOOK_EVERY = 0.05
MEGABYTE = 1_000_000


def measure(stage: Stage) -> Iterator[Figure]:
    """Every record is changed, for more is held in memory than for new ones; in formats that are asked for, all are
    new."""
    if not stage.formats:
        held(COLLEGE, stage)
        feed = feed_of(COLLEGE)
        feed.path = str(stage.file(stage.records, 3))
        feed.save(update_fields=["path"])
        yield _figure(stage, feed, "changed")
    for form, college in zip(stage.formats, OF_FORMATS, strict=False):
        with _connected(form, college, stage) as feed:
            yield _figure(stage, feed, f"new, {form}", SHEET_MARK if form in SHEETS else MARK)


@contextmanager
def _connected(form: str, college: str, stage: Stage) -> Iterator[Feed]:
    """The college's feed, as its system states the large catalogue in this format."""
    with serving() as server, tempfile.TemporaryDirectory(dir=stage.folder) as folder:
        stated = state(form, partial(_records, stage), Path(folder), server.url)
        server.paths = stated.paths
        where = {"path": stated.address} if stated.is_file else {"url": stated.address}
        connection = Connection(format_name(form), profile=stated.profile, **where)
        connect(feed_of(college).source.organisation, "register", connection)
        yield feed_of(college)


def _records(stage: Stage) -> Iterator[Record]:
    with stage.file(stage.records).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _figure(stage: Stage, feed: Feed, what: str, mark: float = MARK) -> Figure:
    with working() as worker:
        child = _child_of(worker)
        idle = child.memory_info().rss
        run = begin(feed, "command")
        with _watched(child) as peak:
            send(run.pk)
            while (run.refresh_from_db() or run.status) in (Run.Status.QUEUED, Run.Status.RUNNING):
                time.sleep(0.5)
    if run.changed + run.created != stage.records:
        raise RuntimeError(f"run {run.pk} did not write all: {run.status} {run.reason} {run.message}")
    above = (peak.together - idle) / MEGABYTE
    parts = {
        "idle": idle,
        "together": peak.together,
        "child alone": peak.child,
        "reading alone": peak.reading,
        "seconds": run_seconds(run),
    }
    named = f"memory of a worker and its reading process, {stage.records:,} records, {what}"
    return Figure(f"{named}, above idle", stage.database, above, "MB", mark, "most", parts)


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
    """The most that was seen, in bytes: of both at one moment, of the worker's child, of what reads for it."""

    together = child = reading = 0


@contextmanager
def _watched(child: psutil.Process) -> Iterator[_Peak]:
    peak, ended = _Peak(), threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_EVERY):
            own = child.memory_info().rss
            reading = sum(_size(process) for process in child.children(recursive=True))
            peak.child, peak.reading = max(peak.child, own), max(peak.reading, reading)
            peak.together = max(peak.together, own + reading)

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
