"""A college's system misbehaves while real workers read it: its run says why, its catalogue and all others stay."""

import gzip
import io
import socket
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import psutil
import pytest
from django.core.management import call_command
from pytest_django import Settings

from consortium.organisations.models import Organisation, ToDo
from consortium.people.models import Mail
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed
from courses.feeds.sync import sync
from tests.college_system import Answer, Say
from tests.faults.feeds import DISPATCH, SEND, due, ended, served
from tests.faults.invariant import in_order, states_of, untouched
from tests.faults.standing import Standing, worker_that_stands
from tests.feeds.desk.conftest import keeper
from tests.feeds.feeding import PROFILE, as_csv, counts, row, rows
from tests.feeds.fetching import chunk, stream
from tests.feeds.readers.test_hostile_sheets import MAIN, workbook
from tests.workers import Environment, Worker, ring, until

HELD = rows(30)
WHOLE = as_csv(HELD).encode()


@pytest.fixture(scope="module")
def mute() -> Iterator[str]:
    """The host of a system that takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, engine: Environment, tmp_path_factory: pytest.TempPathFactory, mute: str
) -> Iterator[Standing]:
    with worker_that_stands(tmp_path_factory.mktemp("standing"), mute, **engine) as standing:
        yield standing


@pytest.fixture
def feed(tapi: Organisation, standing: Standing, search: None, settings: Settings) -> Feed:
    """Tapi's feed, read well once."""
    packed_bomb_again()  # made before anybody waits for it
    standing.system.say = lambda _: Answer(WHOLE)
    feed = served(tapi, standing.system, settings)
    assert sync(feed).status == "done"
    standing.system.asked.clear()
    return feed


def spoken(words: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says these words as they are and hangs up."""

    def say(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(words)
        request.close_connection = True

    return say


def hanging(words: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says these words and nothing more."""

    def say(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(words)
        request.wfile.flush()
        time.sleep(5)
        request.close_connection = True

    return say


@cache
def bomb() -> Answer:
    """Ten megabytes that unpack to ten gigabytes."""
    packer = zlib.compressobj(9, wbits=31)
    member = b"".join([packer.compress(b"\n" * 100_000_000), packer.flush()])
    return packed(member * 100)


@cache
def packed_bomb_again() -> Answer:
    """What unpacks to that."""
    return packed(gzip.compress(bomb().body))


def packed(body: bytes, how: str = "gzip") -> Answer:
    return Answer(body, headers=(("Content-Encoding", how),))


def endless(request: BaseHTTPRequestHandler) -> None:
    """Two gigabytes of rows, without saying how many."""
    block = b"1,Anatomy of the human body\n" * 40_000
    stream(request, (block for _ in range(2_000_000_000 // len(block))))


def slow_loris(request: BaseHTTPRequestHandler) -> None:
    stream(request, (b"a" for _ in range(200)), 0.05)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PAGE = b"<!doctype html><html><head><title>Sign in - Tapi portal</title></head><body>...</body></html>"
TROUBLES = {
    "F04 less than declared": (lambda _: Answer(WHOLE[:200], length=len(WHOLE)), "truncated", "middle of its answer"),
    "F04 cut in a record": (lambda _: Answer(WHOLE[:-12]), "truncated", "middle of a record"),
    "F04 cut chunk": (spoken(CHUNKED + chunk(WHOLE)[:-9]), "truncated", "middle of its answer"),
    "F04 cut packing": (
        lambda _: packed(gzip.compress(WHOLE)[:-9]),
        "truncated",
        "gzip",
    ),
    "F05 login page": (lambda _: Answer(PAGE), "not_a_feed", "Sign in - Tapi portal"),
    "F07 no byte": (lambda _: Answer(b""), "empty", "empty"),
    "F07 status 204": (lambda _: Answer(status=204), "empty", "holds nothing"),
    "F07 no record": (lambda _: Answer(as_csv([]).encode()), "empty", "no record"),
    "F16 two gigabytes declared": (lambda _: Answer(WHOLE, length=2_000_000_000), "too_large", "2000 MB"),
    "F16 two gigabytes undeclared": (endless, "too_large", "100 MB"),
    "F17 gzip bomb": (lambda _: bomb(), "too_large", "100 times"),
    "F17 gzip in gzip": (lambda _: packed_bomb_again(), "not_a_feed", "gzip archive"),
    "F17 gzip twice": (lambda _: packed(bomb().body, "gzip, gzip"), "unreadable", "only gzip was asked for"),
    "F19 slow-loris": (slow_loris, "timeout", "too slowly"),
    "F19 silent after headers": (hanging(b"HTTP/1.1 200 OK\r\n\r\n"), "timeout", "too long"),
}


@pytest.mark.parametrize(("say", "reason", "words"), TROUBLES.values(), ids=TROUBLES.keys())
def test_a_feed_in_trouble_changes_nothing_and_its_run_says_why(
    feed: Feed, narmada: Organisation, standing: Standing, say: Say, reason: str, words: str
) -> None:
    """F04, F05, F07, F16, F17, F19: see each case's name."""
    own, known_by = states_of(feed.source.organisation), _known_by(feed)
    with untouched(narmada):
        run = standing.reads(feed, say)
        assert (run.status, run.reason, counts(run)) == ("failed", reason, {})
        assert words in run.message
        assert (states_of(feed.source.organisation), _known_by(feed)) == (own, known_by)
    assert len(standing.system.asked) == 1
    assert list(standing.spool.iterdir()) == []
    assert until(lambda: _most_memory(standing.worker) < 300_000_000, "its memory is given back")
    feed.refresh_from_db()
    assert feed.failures == 1
    assert feed.next_due_at > run.finished_at  # type: ignore[operator]  # both are set
    told = ToDo.objects.filter(kind="failed_feed", done_at__isnull=True).values_list("text", flat=True)
    assert [words in text for text in told] == ([] if reason in ("truncated", "timeout") else [True])


def _known_by(feed: Feed) -> tuple[object, ...]:
    """What an unchanged feed is known by, and when it was last accepted."""
    columns = ("content_hash", "settings_hash", "etag", "last_modified", "source__accepted_at")
    return Feed.objects.values_list(*columns).get(pk=feed.pk)


def _most_memory(worker: Worker) -> int:
    """The most that any child of the worker ever held."""
    held = []
    for child in psutil.Process(worker.process.pid).children():
        lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
        held += [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
    return max(held)


def full_of(files: int) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("manifest.csv", "propertyName,value\nfile.courses,bulk\n")
        for number in range(files):
            packed.writestr(f"{number}.csv", "")
    return archive.getvalue()


def packed_bomb(name: str) -> bytes:
    """An archive of 200 KB whose one file unpacks to 200 MB."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.csv", "propertyName,value\nfile.courses,bulk\n")
        with packed.open(name, "w") as bomb:
            for _ in range(200):
                bomb.write(b"\n" * 1_000_000)
    return archive.getvalue()


ARCHIVES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "100,000 files": ("oneroster-csv", lambda: full_of(100_000)),
    "one file of 200 MB": ("oneroster-csv", lambda: packed_bomb("courses.csv")),
    "a sheet of 200 MB": ("xlsx", lambda: workbook(**{MAIN: b"\n" * 200_000_000})),
}


@pytest.mark.parametrize(("form", "body"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_f17_an_archive_that_is_a_bomb_is_refused(
    tapi: Organisation,
    narmada: Organisation,
    standing: Standing,
    search: None,
    settings: Settings,
    form: str,
    body: Callable[[], bytes],
) -> None:
    settings.FEED_ALLOW_PRIVATE = [standing.system.host]
    packed = body()
    profile = "" if form == "oneroster-csv" else PROFILE
    address = f"http://{standing.system.host}/courses"
    feed, _ = connect(tapi, "archive", Connection(form, url=address, profile=profile))
    with untouched(narmada):
        run = standing.reads(feed, lambda _: Answer(packed, headers=(("Content-Type", "application/zip"),)))
        assert (run.status, run.reason, counts(run)) == ("failed", "too_large", {}), run.message
    assert list(standing.spool.iterdir()) == []
    assert until(lambda: _most_memory(standing.worker) < 300_000_000, "its memory is given back")


def test_f19_a_system_that_hangs_in_tls_keeps_no_other_college_waiting(
    feed: Feed, narmada: Organisation, standing: Standing, mute: str
) -> None:
    """F19: the other college's feed is read while the first one's system is silent."""
    Feed.objects.filter(pk=feed.pk).update(url=f"https://{mute}/courses.csv")
    other = Feed.objects.get(source__organisation=narmada)
    Path(other.path).write_text(as_csv(rows(51)))
    due(feed, other)
    before = {ended(feed), ended(other)}
    ring(standing.environment, DISPATCH)
    until(lambda: ended(feed) not in before and ended(other) not in before, "both end")
    failed, done = ended(feed), ended(other)
    assert failed is not None
    assert done is not None
    assert (failed.status, failed.reason) == ("failed", "timeout")
    assert mute in failed.message
    assert (done.status, done.created) == ("done", 1)
    in_order()


LATE = "Thu, 01 Jan 2099 00:00:00 GMT"


@pytest.mark.parametrize(("asks", "hours"), [("7200", 2), (LATE, 24)], ids=["for two hours", "until 2099"])
def test_f15_a_busy_system_is_left_alone_for_as_long_as_it_asks_but_no_longer_than_a_day(
    feed: Feed, narmada: Organisation, standing: Standing, asks: str, hours: int
) -> None:
    """A Retry-After of more than a minute ends the run and sets the next due time."""
    with untouched(narmada):
        run = standing.reads(feed, lambda _: Answer(b"busy", 503, (("Retry-After", asks),)))
    assert (run.status, run.reason, len(standing.system.asked)) == ("failed", "busy", 1)
    feed.refresh_from_db()
    waits = feed.next_due_at - run.finished_at  # type: ignore[operator]  # both are set
    assert hours * 3_600 - 10 < waits.total_seconds() <= hours * 3_600


def test_f15_a_system_that_lives_in_2099_is_read_as_any_other(
    feed: Feed, narmada: Organisation, standing: Standing
) -> None:
    """F15: what it says of its own time is given back to it and compared with nothing; what is new is taken."""
    told: list[str | None] = []

    def say(request: BaseHTTPRequestHandler) -> Answer:
        told.append(request.headers.get("If-Modified-Since"))
        stated = [row(1, title=f"Endoscopy {len(told)}"), *HELD[1:]]
        return Answer(as_csv(stated).encode(), headers=(("Last-Modified", LATE), ("Date", LATE)))

    with untouched(narmada):
        runs = [standing.reads(feed, say) for _ in range(2)]
    assert [(run.status, run.changed) for run in runs] == [("done", 1)] * 2
    assert told == [None, LATE]


def test_what_does_not_change_is_not_sent_again(feed: Feed, standing: Standing) -> None:
    """The second reading tells the ETag of the first and believes a 304."""
    told = []

    def tagged(request: BaseHTTPRequestHandler) -> Answer:
        told.append(request.headers.get("If-None-Match"))
        if told[-1] == '"v2"':
            return Answer(status=304, headers=())
        return Answer(as_csv(rows(31)).encode(), headers=(("ETag", '"v2"'),))

    assert standing.reads(feed, tagged).status == "done"
    again = standing.reads(feed, tagged)
    assert (again.status, counts(again), told) == ("unchanged", {}, [None, '"v2"'])
    in_order()


@pytest.mark.parametrize("decision", ["confirm", "discard"])
def test_f06_a_feed_that_is_ninety_percent_smaller_waits_for_a_person(
    feed: Feed, narmada: Organisation, standing: Standing, decision: str
) -> None:
    """F06: what is stated is applied, what is absent stays until it is decided; a discard lasts."""

    def saying(records: list[dict[str, object]]) -> Say:
        return lambda _: Answer(as_csv(records).encode())

    keeper(feed.source.organisation, "registrar")
    few = [row(1, about="Now with simulation."), rows(2)[1], row(99)]
    with untouched(narmada):
        run = standing.reads(feed, saying(few))
        assert (run.status, counts(run)) == ("held", {"read": 3, "created": 1, "changed": 1, "same": 1, "held": 28})
        assert _public(feed) == 31
        [waiting] = ToDo.objects.filter(kind="held_run", done_at__isnull=True)
        assert (waiting.organisation, waiting.key) == (feed.source.organisation, f"run-{run.pk}")
        ring(standing.environment, SEND)
        until(lambda: Mail.objects.filter(key__startswith=f"held_run-{run.pk}-", state="sent").exists(), "mail is sent")
        assert f"/runs/{run.pk}/" in standing.mails.taken.pop().replace("=\n", "").replace("=\r\n", "")
        call_command("release", str(run.pk), f"--{decision}")
        assert not ToDo.objects.filter(kind="held_run", done_at__isnull=True).exists()
        assert _public(feed) == (3 if decision == "confirm" else 31)
        run.refresh_from_db()
        assert (run.status, run.decision) == ("done", f"{decision}ed")
        assert standing.reads(feed, saying(few)).status == "unchanged"
        tomorrow = standing.reads(feed, saying([row(1, about="With a new hall."), *few[1:]]))
        assert (tomorrow.status, tomorrow.changed, tomorrow.held) == ("done", 1, 0)
        nothing = standing.reads(feed, saying([]))
        assert (nothing.status, nothing.reason) == ("failed", "empty"), "F07: whatever was decided before"
        assert _public(feed) == (3 if decision == "confirm" else 31)


def _public(feed: Feed) -> int:
    return Course.objects.public().filter(source=feed.source).count()
