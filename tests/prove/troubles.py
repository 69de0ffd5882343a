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
from search.deliver import deliver_all
from search.engines.circuit import CIRCUIT
from search.engines.contract import EngineUnavailable
from search.rebuild import rebuild_index
from tests.college_system import Answer, college_system
from tests.faults.feeds import DISPATCH, due, ended, run_by_beats
from tests.faults.halting import halt_in_the_apply
from tests.faults.invariant import states_of
from tests.faults.servers import OwnElasticsearch, own_elasticsearch
from tests.feeds.feeding import PROFILE, Catalogue, as_csv, rows
from tests.feeds.push.pushing import Pusher, record
from tests.prove.installation import Services
from tests.workers import Environment, Workers, broker, limited, ring, until

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
            tell(f"{MANY} courses are written and not committed: kill -9 of the worker and all its processes")
            worker.kill()
            expect(Course.objects.filter(source=catalogue.feed.source).count(), 0, "courses after the kill", tell)
        workers.start(limited(environment, FEED_APPLY_LEASE_SECONDS=5))
        tell("another worker is started")
        run = run_by_beats(environment, catalogue.feed, "another worker carries it out")
        expect((run.status, run.attempts), ("done", 2), "the run, in attempts", tell)
        expect(Course.objects.filter(source=catalogue.feed.source).count(), MANY, "courses now", tell)


def half_a_file_is_served(services: Services, tell: Tell) -> None:
    tapi, environment, whole = college("tapi"), _environment(services), as_csv(rows(400)).encode()
    answers = [Answer(whole), Answer(whole[: len(whole) // 2 + 7]), Answer(whole)]
    with college_system(lambda _: answers.pop(0)) as system, untouched(tell), _workers(services) as workers:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        feed, _ = connect(tapi, "half", Connection("csv", url=system.url, profile=PROFILE))
        environment = {**environment, "FEED_ALLOW_PRIVATE": system.host}
        workers.start(environment)
        run_by_beats(environment, feed, "it is read whole first")
        before = checksum(tapi)
        tell(f"Tapi's checksum {before}; now its system sends half of the file")
        run = _read_again(environment, feed)
        expect((run.status, run.reason), ("failed", "truncated"), "the run", tell)
        expect(checksum(tapi), before, "Tapi's checksum", tell)
        run = _read_again(environment, feed)
        expect(run.status in ("done", "unchanged"), True, f"the whole file once more is taken ({run.status})", tell)


def elasticsearch_is_stopped(services: Services, tell: Tell) -> None:
    tapi = college("tapi")
    with own_elasticsearch() as node, _searched_by(node), untouched(tell):
        rebuild_index()
        until(lambda: _page()["engine"] == "elasticsearch", "the node answers the search", 60, pause=1)
        tell("the search is answered by: elasticsearch")
        node.vanish()
        tell("the node is stopped; a catalogue is read meanwhile")
        Catalogue(tapi, services.folder, "stopped").holds(rows(300)).sync()
        page = _page()
        expect((page["engine"], page["limited"]), ("database", True), "the search is answered by, and says so", tell)
        node.come_back()
        until(_has_caught_up, "the node catches up", 120, pause=1)
        tell("the node is started again and has every entry in its newest version")
        until(lambda: not _page()["limited"], "the search is whole again", 60, pause=1)


def a_push_is_replayed(services: Services, tell: Tell) -> None:
    tapi = college("tapi")
    with untouched(tell):
        feed, _ = connect(tapi, "pushed", Connection("records", is_push=True))
        pusher = Pusher(feed)
        body = json.dumps({"records": [record(1), record(2)]}).encode()
        signed = pusher.signed(body)
        expect(pusher.say(body, headers=signed).status_code, 200, "the message is taken", tell)
        before = checksum(tapi)
        again = pusher.say(body, headers=signed)
        expect((again.status_code, again.json()["error"]), (401, "replayed"), "the same message again", tell)
        late = pusher.say(body, ahead=-400)
        expect((late.status_code, late.json()["error"]), (401, "clock_skew"), "one that is 400 s old", tell)
        expect(checksum(tapi), before, "Tapi's checksum", tell)
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
    tell(f"Narmada's checksum {before}")
    yield
    expect(checksum(narmada), before, "Narmada's checksum", tell)
    expect(Run.objects.filter(status__in=["running", "queued"]).count(), 0, "runs left open", tell)


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
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_RETRY_AFTER_SECONDS = node.url, 1
    settings.ELASTICSEARCH_TIMEOUT_SECONDS = 3  # a node that has just started is slow
    CIRCUIT.close()
    try:
        yield
    finally:
        settings.ELASTICSEARCH_URL = ""
        CIRCUIT.close()


def _has_caught_up() -> bool:
    deliver_all()
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
