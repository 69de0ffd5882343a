"""Pushes meet what feeds meet: by a real web server, which is killed, finds the disk full, or is told lies."""

import resource
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.utils import timezone

from consortium.organisations.models import Organisation, ToDo
from consortium.people.models import Mail
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, PushAnswer, Run
from courses.feeds.push.answers import GIVEN_UP
from tests.faults.feeds import DISPATCH, SEND, due, ended, runs_of
from tests.faults.halting import halt_in_the_apply
from tests.faults.invariant import untouched
from tests.faults.servers import Web, own_web_server
from tests.feeds.desk.conftest import keeper
from tests.feeds.push.pushing import Pusher, record
from tests.people.mail_server import mail_server
from tests.workers import Environment, Workers, broker, ring, until

ONCE = {"Idempotency-Key": "night-of-3-august"}


@pytest.fixture(scope="module")
def web(
    postgresql: str, django_db_setup: None, engine: Environment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with own_web_server(folder, broker(folder, **engine)) as server:
        yield server


@pytest.fixture
def environment(environment: Environment, web: Web) -> Environment:
    """Of workers that find the files of the web server."""
    return {**environment, "VAR_DIR": str(web.folder)}


@pytest.fixture
def pusher(tapi: Organisation, search: None, web: Web) -> Pusher:
    feed, _ = connect(tapi, "register", Connection("records", is_push=True))
    return Pusher(feed, web=web.client)


def shown(feed: Feed) -> set[str]:
    return set(Course.objects.public().filter(source=feed.source).values_list("record_id", flat=True))


def meanwhile(ask: Callable[[], Any]) -> Future[Any]:
    """Asked in a thread of its own."""
    asking = ThreadPoolExecutor(1)
    answer = asking.submit(ask)
    asking.shutdown(wait=False)
    return answer


def test_f02_a_web_server_killed_in_a_batch_leaves_nothing_and_a_worker_applies_what_was_kept(
    pusher: Pusher, narmada: Organisation, web: Web, environment: Environment, workers: Workers
) -> None:
    """F01, F02: with all of it written and nothing committed; until it is, its sender is told to wait."""
    with untouched(narmada):
        with halt_in_the_apply(pusher.feed) as halt:
            batch = meanwhile(lambda: pusher.batch(record(1), record(2), headers=ONCE))
            halt.reached()
            web.kill()
        with pytest.raises(httpx.TransportError):
            batch.result(10)
        assert shown(pusher.feed) == set()
        web.start()
        pusher = Pusher(pusher.feed, pusher.key, web.client)
        for headers, error in ((ONCE, "at_work"), ({}, "already_running")):
            answer = pusher.batch(record(1), record(2), headers=headers)
            assert (answer.status_code, answer.json()["error"], answer.headers["Retry-After"]) == (409, error, "15")
        Run.objects.filter(feed=pusher.feed, status="running").update(lease_until=timezone.now())
        PushAnswer.objects.update(created_at=timezone.now() - GIVEN_UP)
        workers.start(environment)
        done = runs_of(pusher.feed).filter(status="done")
        until(lambda: done.exists() or ring(environment, DISPATCH), "a worker reads what was kept", pause=0.5)
        assert (done.get().created, done.get().attempts) == (2, 2)
        again = pusher.batch(record(1), record(2), headers=ONCE)
        assert [result["status"] for result in again.json()["results"]] == ["same", "same"]
        assert shown(pusher.feed) == {"R1", "R2"}


def test_f09_while_a_batch_is_written_others_are_told_to_wait_and_another_college_is_read(
    pusher: Pusher, narmada: Organisation, environment: Environment, workers: Workers
) -> None:
    """F09, F27: another batch, a whole catalogue, and the same key with the same and with other words."""
    other = Feed.objects.get(source__organisation=narmada)
    workers.start(environment)
    with untouched(narmada):
        transfer = pusher.say({"whole": "begin"}).json()["transfer"]
        pusher.say({"transfer": transfer, "part": 1, "records": [record(1), record(2)]})
        with halt_in_the_apply(pusher.feed) as halt:
            first = meanwhile(lambda: pusher.batch(record(1), headers=ONCE))
            halt.reached()
            told = {
                "the same again": pusher.batch(record(1), headers=ONCE),
                "other words": pusher.batch(record(2), headers=ONCE),
                "another batch": pusher.batch(record(3)),
                "a whole catalogue": pusher.say({"whole": "commit", "transfer": transfer, "parts": 1}),
            }
            assert {name: (answer.status_code, answer.json()["error"]) for name, answer in told.items()} == {
                "the same again": (409, "at_work"),
                "other words": (422, "idempotency_key"),
                "another batch": (409, "already_running"),
                "a whole catalogue": (409, "already_running"),
            }
            Feed.objects.filter(pk=other.pk).update(content_hash="")
            due(other)
            before = ended(other)
            ring(environment, DISPATCH)
            until(lambda: ended(other) != before, "the other college's feed is read meanwhile")
            assert not first.done()
        answer = first.result(60)
        assert (answer.status_code, answer.json()["run"]["created"]) == (200, 1)
        assert pusher.batch(record(1), headers=ONCE).json() == answer.json()
        assert runs_of(pusher.feed).get().status == "done"
        # What was told to wait is taken now, and is still all there.
        committed = pusher.say({"whole": "commit", "transfer": transfer, "parts": 1})
        assert committed.status_code == 202
        run = until(lambda: runs_of(pusher.feed).filter(scope={}, status="done").first(), "a worker reads the whole")
        assert (run.created, run.same) == (1, 1)


def test_f26_of_one_message_sent_ten_times_at_once_one_is_believed(pusher: Pusher, narmada: Organisation) -> None:
    body = b'{"records":[{"id":"R1","title":"Anatomy"}]}'
    signed = pusher.signed(body)
    with untouched(narmada), ThreadPoolExecutor(10) as senders:
        answers = list(senders.map(lambda _: pusher.say(body, headers=signed), range(10)))
        assert sorted(answer.status_code for answer in answers) == [200, *[401] * 9]
        assert {answer.json().get("error") for answer in answers} == {None, "replayed"}
        assert runs_of(pusher.feed).get().created == 1


def test_f06_f07_a_pushed_catalogue_that_is_empty_is_refused_and_one_much_smaller_waits_for_a_person(
    pusher: Pusher, tapi: Organisation, narmada: Organisation, environment: Environment, workers: Workers
) -> None:
    """F06, F07: nothing is withdrawn; who keeps the catalogue has a to-do and a mail."""
    keeper(tapi, "registrar")
    pusher.batch(*(record(number) for number in range(1, 31)))
    with untouched(narmada), mail_server() as mails:
        workers.start({**environment, "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}"})

        transfer = pusher.say({"whole": "begin"}).json()["transfer"]
        for nothing in ({"part": 1, "records": []}, {"whole": "commit", "parts": 0}):
            assert pusher.say({"transfer": transfer, **nothing}).status_code == 422
        assert pusher.whole([record(1, title="Endoscopy")], [record(99)]).status_code == 202
        held = until(lambda: runs_of(pusher.feed).filter(status="held").first(), "it is read")
        assert (held.status, held.changed, held.created, held.held, held.withdrawn) == ("held", 1, 1, 29, 0)
        assert len(shown(pusher.feed)) == 31
        assert ToDo.objects.filter(kind="held_run", done_at__isnull=True).get().organisation == tapi
        ring(environment, SEND)
        until(lambda: Mail.objects.filter(kind="held_run", state=Mail.State.SENT).exists(), "its registrar is told")
        [mail] = mails.taken
        assert f"/runs/{held.pk}/" in mail.replace("=\r\n", "")


def test_f28_a_full_disk_is_told_to_who_pushes_and_taken_once_there_is_room(
    pusher: Pusher, narmada: Organisation, web: Web, environment: Environment, workers: Workers
) -> None:
    """F28: of a batch, of a part, and of all parts together at their commit."""
    big = [record(number, description="x" * 1_000) for number in range(1, 201)]
    with untouched(narmada):
        transfer = pusher.say({"whole": "begin"}).json()["transfer"]
        web.may_write(150_000)
        parts = [{"transfer": transfer, "part": n + 1, "records": big[100 * n : 100 * n + 100]} for n in range(2)]
        assert [pusher.say(part).status_code for part in parts] == [200, 200]
        refused = {
            "a batch": pusher.batch(*big, headers=ONCE),
            "a part": pusher.say({"transfer": transfer, "part": 3, "records": big}),
            "all parts": pusher.say({"whole": "commit", "transfer": transfer, "parts": 2}),
        }
        for what, answer in refused.items():
            assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "15"), what
            assert answer.json()["error"] == "no_space", what
        assert (runs_of(pusher.feed).get().reason, shown(pusher.feed)) == ("no_space", set())
        web.may_write(resource.RLIM_INFINITY)
        assert pusher.batch(*big, headers=ONCE).json()["run"]["created"] == 200
        workers.start(environment)
        assert pusher.say({"whole": "commit", "transfer": transfer, "parts": 2}).status_code == 202
        run = until(lambda: runs_of(pusher.feed).filter(scope={}, status="done").first(), "a worker reads the whole")
        assert run.same == 200


def test_f24_pushed_records_that_name_another_college_land_as_ones_own(pusher: Pusher, narmada: Organisation) -> None:
    """F24: with the ids of its courses, its name, and its key's address."""
    theirs = [{**record(number), "college": "narmada", "organisation": "narmada"} for number in range(1, 6)]
    with untouched(narmada):
        answer = pusher.batch(*theirs).json()
        assert {result["status"] for result in answer["results"]} == {"created"}
        assert all("college" in str(result["problems"]) for result in answer["results"])
        connect(narmada, "pushed", Connection("records", is_push=True))
        pusher.path = pusher.path.replace("/tapi/", "/narmada/").replace("/register/", "/pushed/")
        assert pusher.batch(record(1)).json()["error"] == "foreign_key"


def test_f22_f23_hostile_records_that_are_pushed_cost_themselves_only(pusher: Pusher, narmada: Organisation) -> None:
    """F22, F23: half a character, NUL, letters turned round and scripts; F18: only a nest refuses its message."""
    deep = b'{"id": "R5", "title": "Nest", "extra": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    records = [
        rb'{"id": "R1", "title": "Half \ud800 a character", "description": "\udfff"}',
        rb'{"id": "R2", "title": "N\u0000UL", "extra": {"a": "x\u0000y"}}',
        rb'{"id": "R3", "title": "\u202egnirutuS"}',
        rb'{"id": "R4", "title": "<script>alert(1)</script>Knots", "url": "javascript:alert(2)"}',
        rb'{"id": "R6", "title": "Anatomy"}',
    ]
    with untouched(narmada):
        answer = pusher.say(b'{"records": [' + b",".join(records) + b"]}")
        assert answer.status_code == 200, answer.text
        told = {result["id"]: result["status"] for result in answer.json()["results"]}
        assert [told[key] for key in ("R2", "R3", "R4", "R6")] == ["created"] * 4
        assert answer.json()["results"][0]["status"] == "refused"
        titles = dict(Course.objects.filter(source=pusher.feed.source).values_list("record_id", "title"))
        assert {titles[key] for key in ("R2", "R3", "R6")} == {"NUL", "gnirutuS", "Anatomy"}
        assert titles["R4"].endswith("Knots")
        assert not Course.objects.filter(url__startswith="javascript").exists()
        nest = pusher.say(b'{"records": [' + deep + b"]}")
        assert (nest.status_code, nest.json()["error"]) == (422, "not_understood")


def test_f04_f16_a_message_that_is_cut_or_too_large_is_no_message(
    pusher: Pusher, narmada: Organisation, web: Web
) -> None:
    """F04, F16: half of what was declared; two gigabytes, refused before they come."""
    body = b'{"records":[{"id":"R1","title":"Anatomy"}]}'

    def said(length: int, sent: bytes) -> bytes:
        address = urlsplit(str(web.client.base_url))
        lines = {"Host": address.netloc, "Content-Type": "application/json", "Content-Length": str(length)}
        head = "".join(f"{name}: {value}\r\n" for name, value in {**lines, **pusher.signed(body)}.items())
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as sender:
            sender.sendall(f"POST {pusher.path} HTTP/1.1\r\n{head}\r\n".encode() + sent)
            if len(sent) < length < 1_000_000:
                sender.shutdown(socket.SHUT_WR)
            return sender.recv(65_536)

    with untouched(narmada):
        assert b" 413 " in said(2_000_000_000, b"")
        assert b" 200 " not in said(len(body), body[:-9])
        assert not runs_of(pusher.feed).exists()
        assert b" 200 " in said(len(body), body)
        assert shown(pusher.feed) == {"R1"}
