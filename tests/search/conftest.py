"""What tests of search stand on: an engine to ask, and entries brought to it."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from search.deliver import deliver_all
from search.engines.circuit import CIRCUIT
from search.engines.elastic_client import alias, client
from search.rebuild import rebuild_index

ENGINES = ("database", "elasticsearch")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture(autouse=True)
def database_search(settings: Settings) -> Iterator[None]:
    """Search as the embedded default has it, unless a test asks for Elasticsearch."""
    settings.ELASTICSEARCH_URL = ""
    CIRCUIT.close()
    yield
    CIRCUIT.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest, db: None) -> str:
    """The name of the engine that answers; tests that take it run once for each."""
    name: str = request.param
    if name == "elasticsearch":
        request.getfixturevalue("elasticsearch")
        rebuild_index()
    return name


@pytest.fixture
def catch_up(engine: str) -> Callable[[], None]:
    """Brings the engine what was written."""

    def bring() -> None:
        deliver_all()
        if engine == "elasticsearch":
            client().indices.refresh(index=alias())

    return bring
