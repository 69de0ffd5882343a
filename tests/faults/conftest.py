"""Two colleges, one with trouble and one that must not notice, and workers that carry their feeds out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from consortium.organisations.models import Organisation
from tests.feeds.feeding import Catalogue, rows
from tests.workers import Environment, Workers, broker, workers_in


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


@pytest.fixture
def embedded_search(settings: Settings) -> None:
    """The database answers searches."""
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def environment(tmp_path: Path, embedded_search: None) -> Environment:
    """Of workers, with an empty broker of this test's own and database search."""
    return broker(tmp_path, ELASTICSEARCH_URL="", FEED_ALLOW_PRIVATE="")


@pytest.fixture
def workers(tmp_path: Path, environment: Environment) -> Iterator[Workers]:
    with workers_in(tmp_path) as workers:
        yield workers
