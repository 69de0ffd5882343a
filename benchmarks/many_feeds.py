"""When are the last of many feeds in step, beside one that sends a byte in ten seconds?"""

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from statistics import median

from django.test import override_settings
from django.utils import timezone

from benchmarks.catalogue import COLLEGES, PROFILE, Record, records, write_csv
from benchmarks.figures import Figure
from benchmarks.stage import Stage
from benchmarks.worker import working
from consortium.organisations.models import Organisation
from courses.feeds.connecting import Connection, connect
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Feed, Run
from courses.feeds.sync import sync
from courses.feeds.tasks import has_hints, send

OF_ONE, CHANGED = 500, 5
"""How many records each feed states, and how many of them are changed."""
CHILDREN = 2
INTERVAL_SECONDS = 3_600
"""The shortest that the product offers."""
PAUSE_SECONDS = 10
BEAT_SECONDS = 60


def measure(stage: Stage) -> Iterator[Figure]:
    """All are due at one moment, the slow one first; the last is late by less than an interval."""
    feeds = _connected(stage, max(1, stage.records // OF_ONE))
    with _slow_server() as slowly, working(CHILDREN):
        slow, _ = connect(_college(-1), "slow", Connection("csv", url=slowly.url, profile=PROFILE))
        began = timezone.now()
        Feed.objects.filter(pk__in=feeds).update(next_due_at=began)
        Feed.objects.filter(pk=slow.pk).update(next_due_at=began - dt.timedelta(seconds=1))
        runs = Run.objects.filter(feed__in=feeds, trigger="schedule")
        _wait_for(lambda: runs.filter(finished_at__isnull=False).count() == len(feeds))
        slow_until = Run.objects.filter(feed=slow).earliest("pk").finished_at or timezone.now()
        slowly.ended.set()
    wrong = [run for run in runs if (run.status, run.changed) != (Run.Status.DONE, CHANGED)]
    seconds = sorted((run.finished_at - began).total_seconds() for run in runs if run.finished_at)
    held = (slow_until - began).total_seconds()  # until its rate is found too low
    if wrong or held < seconds[0]:
        raise RuntimeError(f"{len(wrong)} runs did not change {CHANGED} records, or the slow feed was over at once")
    yield Figure(
        f"last of {len(feeds)} feeds of {OF_ONE} records in step, of their interval",
        stage.database,
        seconds[-1] / INTERVAL_SECONDS,
        "",
        1,
        "most",
        {
            "seconds until the last": seconds[-1],
            "median": median(seconds),
            "of one": seconds[-1] / len(feeds),
            "the slow one": held,
        },
    )


def _connected(stage: Stage, count: int) -> list[int]:
    """So many feeds that were read once, and now state something else of some records."""
    before, after = records(stage.records), records(stage.records, edition=2)
    keys = []
    for number in range(count):
        path = Path(stage.folder) / f"feed-{number}.csv"
        first, second = list(islice(before, OF_ONE)), list(islice(after, OF_ONE))
        write_csv(path, first)
        feed, _ = connect(_college(number), f"school-{number}", Connection("csv", path=str(path), profile=PROFILE))
        if not sync(feed).is_applied:
            raise RuntimeError(f"{path.name} was not applied")
        write_csv(path, _partly(first, second))
        keys.append(feed.pk)
    return keys


def _college(number: int) -> Organisation:
    """The last has the slow feed and no other: of one college one feed is read at a time."""
    name = COLLEGES[-1] if number < 0 else COLLEGES[number % (len(COLLEGES) - 1)]
    return Organisation.objects.get(slug=name.casefold())


def _partly(first: list[Record], second: list[Record]) -> list[Record]:
    return [*second[:CHANGED], *first[CHANGED:]]


def _wait_for(happened: Callable[[], bool]) -> None:
    """Beat rings once a minute; here this process does."""
    while True:
        dispatch(send, has_hints)
        until = time.monotonic() + BEAT_SECONDS
        while time.monotonic() < until:
            if happened():
                return
            time.sleep(0.5)


class _Slow(ThreadingHTTPServer):
    """A college's server that answers as slowly as it can, until it is `ended`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Slowly)
        self.ended = threading.Event()
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.host}/slow.csv"


class _Slowly(BaseHTTPRequestHandler):
    server: _Slow

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.end_headers()
        for letter in "id,title\n" * 1_000:
            self.wfile.write(letter.encode())
            self.wfile.flush()
            if self.server.ended.wait(PAUSE_SECONDS):
                return

    def log_message(self, *_: object) -> None:
        """Nothing is printed among the figures."""


@contextmanager
def _slow_server() -> Iterator[_Slow]:
    with _Slow() as server, override_settings(FEED_ALLOW_PRIVATE=[server.host]):
        os.environ["FEED_ALLOW_PRIVATE"] = server.host  # for the worker
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
