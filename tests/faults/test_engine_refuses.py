"""The search engine refuses one entry and is busy now and then: a worker brings it all others."""

import json
import re
import threading
from pathlib import Path

from django.core.management import call_command

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import hide_course
from search.check import check_search
from search.deliver import behind
from search.models import Refusal
from tests.faults.feeds import DISPATCH, ended
from tests.faults.invariant import DELIVER, untouched
from tests.feeds.feeding import Catalogue, row, rows
from tests.search.silent import Answer, busy, passed, spoiling_proxy
from tests.workers import Environment, Workers, ring, until


def test_f11_a_worker_brings_an_engine_that_refuses_one_and_is_busy_all_others(
    elasticsearch: str,
    tapi: Organisation,
    narmada: Organisation,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
) -> None:
    """F11: of a thousand entries one does not fit the mapping, and one in five requests finds the engine busy."""
    asked: list[str] = []
    is_spoiling = True

    def spoil(path: str, body: bytes) -> Answer | None:
        if "/_bulk" not in path or not is_spoiling:
            return None
        asked.append(path)
        if len(asked) % 5 == 1:
            return busy()
        return passed(elasticsearch, path, re.sub(rb'"group":\d+(?=.*"title":"Misfit")', b'"group":"wrong"', body))

    with spoiling_proxy(elasticsearch, spoil) as address, untouched(narmada):
        catalogue = Catalogue(tapi, tmp_path).holds([*rows(999), row(1_000, title="Misfit")])
        environment = {**environment, "ELASTICSEARCH_URL": address}
        workers.start(environment)
        ring(environment, DISPATCH)
        assert until(lambda: ended(catalogue.feed), "it is read").created == 1_000
        ring(environment, DELIVER)
        until(lambda: not behind().exists(), "the engine has what it takes")
        assert (len(asked) > 1, check_search().missing) == (True, 1)
        refusal = Refusal.objects.get()
        assert (refusal.entry.title, "group" in refusal.reason) == ("Misfit", True)
        is_spoiling = False
        call_command("check_search", "--repair")
        assert not Refusal.objects.exists()


def test_f25_what_a_killed_worker_sent_comes_late_and_changes_nothing_newer(
    elasticsearch: str,
    tapi: Organisation,
    narmada: Organisation,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
) -> None:
    """F25: its request is on the way while one entry is changed, one removed, and another worker sends both."""
    sent, go_on, late = threading.Event(), threading.Event(), []

    def delay(path: str, body: bytes) -> Answer | None:
        if "/_bulk" not in path or sent.is_set():
            return None
        sent.set()
        go_on.wait(120)
        late.append(passed(elasticsearch, path, body))
        return late[0]

    with spoiling_proxy(elasticsearch, delay) as address, untouched(narmada):
        catalogue = Catalogue(tapi, tmp_path).holds(rows(3))
        catalogue.sync()
        worker = workers.start({**environment, "ELASTICSEARCH_URL": address}, queues="index")
        ring(environment, DELIVER)
        assert sent.wait(60)
        worker.kill()
        catalogue.holds([row(2, title="Endoscopy"), *rows(3)[::2]]).sync()
        hide_course(catalogue.course("R3"), None, "Not approved.")
        workers.start(environment, queues="index")
        ring(environment, DELIVER)
        until(lambda: not behind().exists(), "the other worker brings what is newer")
        go_on.set()
        until(lambda: late, "what was sent first comes last")
        answers = [one["index"] for one in json.loads(late[0][1])["items"]]
        assert {answer["status"] for answer in answers} == {409}, "whatever is older is refused"
        assert check_search().is_in_step
