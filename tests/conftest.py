"""What every test may ask for: the real services, and the real feeds beside the checkout."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from elasticsearch import Elasticsearch
from pytest_django import DjangoDbBlocker, Settings

from tests.corners import home
from tests.sharing import Sharing, together
from tests.snapshot import snapshot

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SERVICES = {"postgresql", "redis", "elasticsearch", "chromium"}
"""Fixtures that are real services."""
DATABASE = {"db", "transactional_db", "live_server"}
PURE = (
    "tests/benchmarks/", "tests/catalogue/", "tests/demo/", "tests/faculty/", "tests/faults/", "tests/feeds/",
    "tests/house/", "tests/real/", "tests/vocabulary/", "tests/test_environment.py",
)  # fmt: skip
"""Where a test that asks for no database says the same whatever it stands on."""

# No password of a test need withstand anybody: the product's own hasher, at its least cost.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def without(part: str) -> None:
    """Skip the test for want of a part, saying which; where CI=true nothing may be missing, so it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{part} is missing, and in CI nothing may be.", pytrace=False)
    pytest.skip(f"{part} is missing here; `make services` brings what can be had.")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """The processes take their tests as tests/sharing.py says."""
    return Sharing(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Whoever asks for a service is marked `services`, so that the run on the embedded default leaves it out; who asks
    for nothing is marked `once`: what it says there it has said before.

    Long work that stays together comes first, so that no process is left alone with it.
    """
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        chosen = getattr(item, "callspec", None)
        if asked & SERVICES or (chosen and chosen.params.get("engine") == "elasticsearch"):
            item.add_marker(pytest.mark.services)
        elif item.nodeid.startswith(PURE) and not asked & DATABASE and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)
    yield
    items.sort(key=lambda item: not together(item.nodeid))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each test process has a database of its own. SQLite's is a file: workers and servers of tests open it too."""
    if connection.vendor == "sqlite":
        path = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = path


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The site's home page and its lists are made once, and a test that commits leaves the database as it was then.

    Django would truncate every table and send for content types and permissions anew, which costs more than many a
    test, and would leave nothing of what migrations wrote.
    """
    with django_db_blocker.unblock():
        home()
        kept = snapshot()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: kept.put_back())
        yield


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The address of a PostgreSQL, which is this run's database."""
    return _address("DATABASE_URL")


@pytest.fixture(scope="session")
def redis() -> str:
    """The address of a Redis."""
    return _address("REDIS_URL")


@pytest.fixture
def elasticsearch(settings: Settings) -> Iterator[str]:
    """A real Elasticsearch with an empty index of this test's own; its address."""
    settings.ELASTICSEARCH_URL = address = _address("ELASTICSEARCH_URL")
    settings.ELASTICSEARCH_TIMEOUT_SECONDS = 20
    with own_indices(address) as settings.ELASTICSEARCH_INDEX_PREFIX:
        yield address


@contextmanager
def own_indices(address: str) -> Iterator[str]:
    """A prefix that no other test has; the indices under it are gone afterwards."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    with Elasticsearch(address) as direct:
        direct.cluster.health(wait_for_status="yellow", timeout="30s")
        yield prefix
        for index in direct.indices.get(index=f"{prefix}-*", expand_wildcards="all"):
            direct.indices.delete(index=index)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    return _address("CHROMIUM")


def _address(name: str) -> str:
    address = os.environ.get(name, "")
    if not address:
        without(name)
    return address


@pytest.fixture(scope="session")
def shared_feeds() -> Path:
    """The folder of real feeds, which is not part of the project."""
    folder = SHARED / "feeds"
    if not folder.is_dir():
        without("../shared/feeds")
    return folder
