"""A database of a module's own, filled once from a real catalogue and asked by all its tests.

The fixtures of a module commit what they write, before its tests begin; each test is a `django_db` one, rolled back.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from elasticsearch import Elasticsearch
from pytest_django import DjangoDbBlocker

from search.engines.circuit import CIRCUIT
from search.rebuild import rebuild_index
from tests.conftest import without
from tests.workers import Worker, broker


@pytest.fixture(scope="module")
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the empty test database that this module writes for good, dropped at its end."""
    with django_db_blocker.unblock():
        tests_name = connection.settings_dict["NAME"]
        suffix = uuid.uuid4().hex[:8]
        connection.close()
        connection.creation.clone_test_db(suffix, verbosity=0)
        copy_name = connection.creation.get_test_db_clone_settings(suffix)["NAME"]
        connection.settings_dict["NAME"] = copy_name
        yield
        connection.close()
        connection.settings_dict["NAME"] = tests_name
        connection.creation._destroy_test_db(copy_name, verbosity=0)


@pytest.fixture(scope="module")
def database_alone() -> Iterator[None]:
    """Search as the embedded default has it, for a module that asks of no engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ELASTICSEARCH_URL", "")
        yield


@pytest.fixture(scope="module")
def index_prefix(own_database: None) -> Iterator[str]:
    """Indices of this module's own on a real Elasticsearch, where the run has one; else ""."""
    address = os.environ.get("ELASTICSEARCH_URL", "")
    prefix = f"test-{uuid.uuid4().hex[:12]}" if address else ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ELASTICSEARCH_URL", address)
        patch.setattr(settings, "ELASTICSEARCH_TIMEOUT_SECONDS", 20)
        patch.setattr(settings, "ELASTICSEARCH_INDEX_PREFIX", prefix or "tantu")
        CIRCUIT.close()
        if address:
            rebuild_index()
        yield prefix
        CIRCUIT.close()
    if address:
        with Elasticsearch(address) as direct:
            for index in direct.indices.get(index=f"{prefix}-*", expand_wildcards="all"):
                direct.indices.delete(index=index)


@pytest.fixture(scope="module")
def environment(index_prefix: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the module's workers run in: its database, its broker and its indices."""
    folder = tmp_path_factory.mktemp("worker")
    index = {"ELASTICSEARCH_INDEX_PREFIX": index_prefix} if index_prefix else {"ELASTICSEARCH_URL": ""}
    return broker(folder, **index)


@pytest.fixture(scope="module")
def workers(environment: dict[str, str]) -> Iterator[list[Worker]]:
    """Two worker processes, as many as there are cores."""
    started = [Worker(Path(environment["VAR_DIR"]), environment) for _ in range(2)]
    yield started
    for worker in started:
        worker.stop()


@pytest.fixture(params=["database", "elasticsearch"])
def engine(request: pytest.FixtureRequest, index_prefix: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the engine that answers; tests that take it run once for each."""
    name: str = request.param
    if name == "database":
        monkeypatch.setattr(settings, "ELASTICSEARCH_URL", "")
    elif not index_prefix:
        without("ELASTICSEARCH_URL")
    return name
