"""The troubles themselves. Two colleges: Tapi has them, Narmada must not notice."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.test import Client

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from search.check import check_search
from search.deliver import behind
from search.engines.circuit import CIRCUIT
from search.engines.contract import EngineUnavailable
from search.rebuild import rebuild_index
from tests.college_system import Answer, college_system
from tests.faults.feeds import DISPATCH, due, ended, run_by_beats
from tests.faults.halting import halt_in_the_apply
from tests.faults.invariant import states_of
from tests.faults.servers import OwnElasticsearch, own_elasticsearch, own_web_server
from tests.feeds.feeding import PROFILE, Catalogue, as_csv, rows
from tests.feeds.push.pushing import Pusher, record
from tests.prove.installation import Services
from tests.workers import Environment, Workers, broker, limited, ring, until, with_beat

MANY = 1_500
Tell = Callable[[str], None]


class NotProved(AssertionError):
    """Something is not as it must be."""


class Trouble(NamedTuple):
    """A heading, what it needs that may be missing, and what happens."""

    title: str
    happens: Callable[[Services, Tell], None]
    needs_elasticsearch: bool = False


def show(number: int, trouble: Trouble, services: Services) -> bool:
    """Whether it held; a trouble that cannot be made here is told and counts for held."""
    print(f"\n{number}. {trouble.title}", flush=True)
    if trouble.needs_elasticsearch and not services.has_elasticsearch:
        print("   left out: ELASTICSEARCH_URL is not set (`make services` brings it)", flush=True)
        return True
    try:
        trouble.happens(services, lambda line: print(f"   {line}", flush=True))
    except AssertionError as error:
        print(f"   NOT HELD: {error}", flush=True)
        return False
    return True


def checksum(college: Organisation) -> str:
    """Over every value that is stored of a college's courses and offerings."""
    stored = json.dumps(states_of(college), default=str, sort_keys=True).encode()
    return hashlib.sha256(stored).hexdigest()[:16]


def a_worker_is_killed(services: Services, tell: Tell) -> None:
    tapi, environment = college("tapi"), _environment(services)
    with untouched(tell), _workers(services) as workers:
        catalogue = Catalogue(tapi, services.folder, "killed").holds(rows(MANY))
        worker = workers.start(limited(environment, FEED_APPLY_LEASE_SECONDS=5))
        with halt_in_the_apply(catalogue.feed) as halt:
            ring(environment, DISPATCH)
            halt.reached()
            tell(
                f"{MANY} courses are written and not committed: kill -9 of worker {worker.process.pid} and its children"
            )
            worker.kill()
            expect(courses_of(catalogue.feed), 0, "courses that others see after the kill", tell)
        workers.start(limited(environment, FEED_APPLY_LEASE_SECONDS=5))
        tell("another worker is started; the run's lease ends by itself")
        run = run_by_beats(environment, catalogue.feed, "another worker carries it out")
        expect((run.status, run.attempts), ("done", 2), "the run, and its attempts", tell)
        expect(courses_of(catalogue.feed), MANY, "courses now", tell)
        twice = MANY - Course.objects.filter(source=catalogue.feed.source).values("record_id").distinct().count()
        expect(twice, 0, "of them twice", tell)


def half_a_file_is_served(services: Services, tell: Tell) -> None:
    tapi, environment, whole = college("tapi"), _environment(services), as_csv(rows(400)).encode()
    half = whole[: len(whole) // 2 + 7]
    answers = [Answer(whole), Answer(half), Answer(whole)]
    with college_system(lambda _: answers.pop(0)) as system, untouched(tell), _workers(services) as workers:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        feed, _ = connect(tapi, "half", Connection("csv", url=system.url, profile=PROFILE))
        environment = {**environment, "FEED_ALLOW_PRIVATE": system.host}
        workers.start(environment)
        run_by_beats(environment, feed, "it is read whole first")
        before = checksum(tapi)
        tell(f"Tapi's checksum before: {before}, of {courses_of(feed)} courses out of {len(whole)} bytes")
        tell(f"its system now sends {len(half)} of them, and says that this is all: ...{half[-24:]!r}")
        run = _read_again(environment, feed)
        expect((run.status, run.reason), ("failed", "truncated"), "the run", tell)
        tell(f"its words: {run.message}")
        as_before(before, tapi, tell)
        run = _read_again(environment, feed)
        expect(run.status, "unchanged", "the run, when the whole file comes once more", tell)
        as_before(before, tapi, tell)


def elasticsearch_is_stopped(services: Services, tell: Tell) -> None:
    tapi = college("tapi")
    with own_elasticsearch() as node, _searched_by(node), untouched(tell), _workers(services) as workers:
        rebuild_index()
        until(lambda: _page()["engine"] == "elasticsearch", "the node answers the search", 60, pause=1)
        tell("the search is answered by: elasticsearch, a node of its own")
        environment = {**_environment(services), "ELASTICSEARCH_URL": node.url}
        workers.start(with_beat(limited(environment, ELASTICSEARCH_TIMEOUT_SECONDS=20)), beat=True)
        node.vanish()
        tell("the node is stopped; meanwhile a worker reads a catalogue of 300 courses")
        feed = Catalogue(tapi, services.folder, "stopped").holds(rows(300)).feed
        run = until(lambda: ended(feed), "it is read")
        expect((run.status, run.created), ("done", 300), "the run", tell)
        page = _page()
        expect((page["engine"], page["limited"]), ("database", True), "the search is answered by, and says so", tell)
        tell(f"entries that wait for the node: {behind().count()}")
        node.come_back()
        tell("the node is started again; the worker brings it what it missed")
        until(_is_in_step, "the worker brings it what it missed", 180, pause=1)
        expect(behind().count(), 0, "entries that wait for the node", tell)
        until(lambda: not _page()["limited"], "the search is whole again", 60, pause=1)
        expect(_page()["engine"], "elasticsearch", "the search is answered by", tell)


def a_push_is_replayed(services: Services, tell: Tell) -> None:
    tapi = college("tapi")
    with own_web_server(services.folder, _environment(services)) as web, untouched(tell):
        feed, _ = connect(tapi, "pushed", Connection("records", is_push=True))
        pusher = Pusher(feed, web=web.client)
        tell(f"POST {str(web.client.base_url).rstrip('/')}{pusher.path}, at a web server of its own")
        body = json.dumps({"records": [record(1), record(2)]}).encode()
        signed = pusher.signed(body)
        tell(f"signed: nonce {signed['Tantu-Nonce']}, {signed['Tantu-Signature'][:24]}...")
        expect(pusher.say(body, headers=signed).status_code, 200, "the message is taken", tell)
        expect(courses_of(feed), 2, "courses of it", tell)
        before = checksum(tapi)
        tell(f"Tapi's checksum before: {before}")
        again = pusher.say(body, headers=signed)
        expect((again.status_code, again.json()["error"]), (401, "replayed"), "the very same message again", tell)
        late = pusher.say(body, ahead=-400)
        expect((late.status_code, late.json()["error"]), (401, "clock_skew"), "one that is 400 s old", tell)
        forged = pusher.say(body.replace(b"Course 1", b"Course X"), headers=pusher.signed(body))
        expect((forged.status_code, forged.json()["error"]), (401, "bad_signature"), "other words, signed so", tell)
        as_before(before, tapi, tell)
        expect(Run.objects.filter(feed=feed).count(), 1, "runs of it", tell)


TROUBLES = (
    Trouble("A worker is killed in the middle of a run", a_worker_is_killed),
    Trouble("A college's system serves half a file", half_a_file_is_served),
    Trouble("Elasticsearch is stopped", elasticsearch_is_stopped, needs_elasticsearch=True),
    Trouble("A pushed message is replayed", a_push_is_replayed),
)


def college(slug: str) -> Organisation:
    name = slug.title()
    return Organisation.objects.get_or_create(slug=slug, defaults={"name": name, "label": name, "dye": len(slug)})[0]


@contextmanager
def untouched(tell: Tell) -> Iterator[None]:
    """Narmada's courses are the same to the byte, and no run is left open."""
    narmada = college("narmada")
    if not Course.objects.filter(organisation=narmada).exists():
        Catalogue(narmada, _folder()).holds(rows(200)).sync()
    before = checksum(narmada)
    tell(f"Narmada's checksum before: {before}")
    yield
    as_before(before, narmada, tell)
    expect(Run.objects.filter(status__in=["running", "queued"]).count(), 0, "runs left open", tell)


def as_before(before: str, college: Organisation, tell: Tell) -> None:
    after = checksum(college)
    if after != before:
        raise NotProved(f"{college}'s checksum is {after}, and it was {before}")
    tell(f"{college}'s checksum after:  {after}, the same")


def courses_of(feed: Feed) -> int:
    return Course.objects.public().filter(source=feed.source).count()


def expect(found: object, wanted: object, what: str, tell: Tell) -> None:
    if found != wanted:
        raise NotProved(f"{what}: {found}, and it must be {wanted}")
    tell(f"{what}: {' '.join(map(str, found)) if isinstance(found, tuple) else found}")


@contextmanager
def _workers(services: Services) -> Iterator[Workers]:
    workers = Workers(services.folder)
    try:
        yield workers
    finally:
        workers.stop()


@contextmanager
def _searched_by(node: OwnElasticsearch) -> Iterator[None]:
    settings.ELASTICSEARCH_URL = node.url
    settings.ELASTICSEARCH_RETRY_AFTER_SECONDS = settings.ELASTICSEARCH_LONGEST_PAUSE_SECONDS = 1
    settings.ELASTICSEARCH_TIMEOUT_SECONDS = 3  # a node that has just started is slow
    CIRCUIT.close()
    try:
        yield
    finally:
        settings.ELASTICSEARCH_URL = ""
        CIRCUIT.close()


def _is_in_step() -> bool:
    try:
        return check_search().is_in_step
    except EngineUnavailable:
        return False  # it listens before it has found its indices again


def _folder() -> Path:
    return Path(settings.VAR_DIR)


def _environment(services: Services) -> Environment:
    return broker(services.folder, ELASTICSEARCH_URL="")


def _read_again(environment: Environment, feed: Feed) -> Run:
    before = ended(feed)
    due(feed)
    ring(environment, DISPATCH)
    return until(lambda: (run := ended(feed)) != before and run, "it is read again")


def _page() -> dict[str, object]:
    """What the search says of itself: the same answer as the page's."""
    response = Client().get("/api/v1/search", {"q": "course"})
    if response.status_code != 200:
        raise NotProved(f"the search answered {response.status_code}")
    answer: dict[str, object] = response.json()
    return answer
