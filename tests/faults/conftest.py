"""Two colleges, one with trouble and one that must not notice, and workers that carry their feeds out."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from consortium.organisations.models import Organisation
from search.engines.circuit import CIRCUIT
from search.engines.elastic_client import alias, client
from search.engines.indices import live_index
from search.rebuild import rebuild_index
from tests.conftest import own_indices
from tests.faults.standing import Standing, worker_that_stands
from tests.feeds.feeding import Catalogue, rows
from tests.workers import Environment, Workers, broker, until, workers_in


@pytest.fixture
def tapi(transactional_db: None) -> Organisation:
    """The college with trouble."""
    return Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)


@pytest.fixture
def narmada(transactional_db: None, tmp_path: Path) -> Organisation:
    """The other one, whose catalogue has been read."""
    college = Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)
    Catalogue(college, tmp_path).holds(rows(50)).sync()
    return college


@pytest.fixture(scope="session")
def engine() -> Iterator[Environment]:
    """What answers searches: Elasticsearch under a prefix of this test process, else the database."""
    address = os.environ.get("ELASTICSEARCH_URL", "")
    if not address or connection.vendor != "postgresql":
        yield {"ELASTICSEARCH_URL": ""}
        return
    with own_indices(address) as prefix:
        yield {"ELASTICSEARCH_URL": address, "ELASTICSEARCH_INDEX_PREFIX": prefix}


@pytest.fixture
def search(db: None, engine: Environment, settings: Settings) -> None:
    """The engine answers this process, and holds nothing yet.

    One index serves all tests of a process: PostgreSQL gives no entry's number and no version a second time.
    """
    for name, value in engine.items():
        setattr(settings, name, value)
    settings.ELASTICSEARCH_TIMEOUT_SECONDS = 20
    CIRCUIT.close()
    if not settings.ELASTICSEARCH_URL:
        return
    if live_index() is None:
        rebuild_index()
    else:
        until(lambda: not _is_written(alias()), "the engine ends what a killed worker told it")
        client().indices.refresh(index=alias())  # what came after the last refresh is not found, so not deleted
        client().delete_by_query(index=alias(), query={"match_all": {}}, refresh=True)


def _is_written(index: str) -> bool:
    address = "/_tasks?actions=indices:data/write/bulk&detailed=true"
    nodes = client().perform_request("GET", address, headers={"accept": "application/json"}).body["nodes"]
    return any(index in task["description"] for node in nodes.values() for task in node["tasks"].values())


@pytest.fixture
def environment(tmp_path: Path, search: None, engine: Environment) -> Environment:
    """Of workers, with an empty broker of this test's own."""
    return broker(tmp_path, FEED_ALLOW_PRIVATE="", **engine)


@pytest.fixture
def workers(tmp_path: Path, environment: Environment) -> Iterator[Workers]:
    with workers_in(tmp_path) as workers:
        yield workers


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, engine: Environment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """A worker for all tests of a module, so that each need not wait for its own."""
    with worker_that_stands(tmp_path_factory.mktemp("standing"), **engine) as standing:
        yield standing
