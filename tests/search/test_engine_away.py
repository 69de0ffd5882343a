"""Elasticsearch silent, gone or without its index: the database answers, writing goes on, and all is caught up."""

import time

import pytest
from django.test import Client
from elasticsearch import Elasticsearch

from search.asking import Query
from search.check import check_search
from search.deliver import behind, deliver_all
from search.engines.circuit import CIRCUIT, Circuit, Pauses
from search.engines.contract import EngineUnavailable
from search.engines.elastic_client import alias, client
from search.query import search
from search.rebuild import rebuild_index
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.search.finding import TODAY, find, found
from tests.search.silent import gone_address, silent_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapi():
    return source(college("tapi"))


def test_a_silent_engine_is_left_at_its_deadline_and_the_database_answers(tapi, settings):
    write(tapi, stated("1", title="Cardiac imaging"))
    with silent_server() as address:
        settings.ELASTICSEARCH_URL = address
        started = time.monotonic()
        answer = find("cardiac imaging")
        assert time.monotonic() - started < settings.ELASTICSEARCH_TIMEOUT_SECONDS + 2
    assert settings.ELASTICSEARCH_TIMEOUT_SECONDS <= 0.6  # what is left of a second is the database's
    assert (answer.engine, answer.limited, answer.total) == ("database", True, 1)


def test_after_one_failure_nobody_waits_for_the_engine(tapi, settings):
    settings.ELASTICSEARCH_RETRY_AFTER_SECONDS = settings.ELASTICSEARCH_LONGEST_PAUSE_SECONDS = 3600
    write(tapi, stated("1", title="Cardiac imaging"))
    with silent_server() as address:
        settings.ELASTICSEARCH_URL = address
        find("cardiac")
        assert CIRCUIT.is_open
        settings.ELASTICSEARCH_TIMEOUT_SECONDS = 3600
        assert find("cardiac").limited


def test_a_gone_engine_is_answered_for_and_the_page_says_so(tapi, settings, client: Client):
    settings.ELASTICSEARCH_URL = gone_address()
    write(tapi, stated("1", title="Cardiac imaging"))
    page = client.get("/search/?q=cardiac")
    assert page.status_code == 200
    assert page.context["page"].answer.limited
    assert "limited" in page.content.decode()
    stated_answer = client.get("/api/v1/search?q=cardiac").json()
    assert (stated_answer["engine"], stated_answer["limited"], stated_answer["total"]) == ("database", True, 1)


def test_an_engine_asked_for_by_name_lets_its_failure_be_seen(settings):
    settings.ELASTICSEARCH_URL = gone_address()
    with pytest.raises(EngineUnavailable):
        search(Query(TODAY, q="cardiac"), engine="elasticsearch")


def test_writing_goes_on_and_is_caught_up_when_the_engine_is_back(elasticsearch, tapi, settings):
    rebuild_index()
    settings.ELASTICSEARCH_URL = gone_address()
    write(tapi, stated("1", title="Cardiac imaging"))
    assert deliver_all().sent == 0
    assert behind().count() == 1
    assert found("cardiac") == {"Cardiac imaging"}
    settings.ELASTICSEARCH_URL = elasticsearch
    CIRCUIT.close()
    assert deliver_all() == (1, 0)
    client().indices.refresh(index=alias())
    answer = find("cardiac")
    assert (answer.engine, answer.limited, answer.total) == ("elasticsearch", False, 1)
    assert check_search().is_in_step


def test_without_its_index_the_engine_counts_as_away(elasticsearch, tapi):
    write(tapi, stated("1", title="Cardiac imaging"))
    answer = find("cardiac")
    assert (answer.engine, answer.limited, answer.total) == ("database", True, 1)


def test_a_deleted_index_is_answered_for_and_never_made_by_accident(elasticsearch, tapi):
    index, _ = rebuild_index()
    write(tapi, stated("1", title="Cardiac imaging"))
    with Elasticsearch(elasticsearch) as direct:
        direct.indices.delete(index=index)
        assert deliver_all().sent == 0
        assert not direct.indices.exists(index=alias())
    assert find("cardiac").limited


PAUSES = Pauses(2, 15)


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def failing() -> str:
    raise EngineUnavailable("no answer")


def refused() -> str:
    raise AssertionError("nobody may ask")


def test_the_circuit_lets_one_try_after_its_time_and_closes_when_that_is_answered():
    clock = Clock()
    circuit = Circuit(clock)
    assert circuit.call(failing, PAUSES) is None
    clock.now = 1.9
    assert circuit.call(refused, PAUSES) is None
    clock.now = 2
    assert circuit.call(lambda: circuit.call(refused, PAUSES) or "answered", PAUSES) == "answered"
    assert not circuit.is_open


def test_an_engine_that_fails_again_and_again_is_asked_ever_less_often():
    clock = Clock()
    circuit = Circuit(clock)
    for wait in (2, 4, 8, 15, 15):
        assert circuit.call(failing, PAUSES) is None
        clock.now += wait - 0.1
        assert circuit.call(refused, PAUSES) is None
        clock.now += 0.1
    assert circuit.call(lambda: "answered", PAUSES) == "answered"
    assert circuit.call(failing, PAUSES) is None
    clock.now += 2
    assert circuit.call(lambda: "answered", PAUSES) == "answered"


def test_an_error_of_ours_is_not_taken_for_an_engine_that_is_away():
    with pytest.raises(ZeroDivisionError):
        Circuit().call(lambda: 1 / 0, PAUSES)
