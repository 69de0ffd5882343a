"""The embedded default's broker hands every message on whole."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from django.conf import settings
from kombu import Connection

from consortium.celery import app
from consortium.folder_broker import Transport

MESSAGES = 400


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[tuple[Connection, Connection]]:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {"data_folder_in": tmp_path / "queue", "data_folder_out": tmp_path / "queue"}
    options |= {"control_folder": tmp_path / "control", "store_processed": False}
    how = {"transport": "consortium.folder_broker:Transport", "transport_options": options}
    with Connection("filesystem://", **how) as one, Connection("filesystem://", **how) as other:
        yield one, other


def test_whoever_looks_while_a_message_is_put_reads_all_of_it_or_nothing(
    connections: tuple[Connection, Connection],
) -> None:
    putting, getting = (connection.SimpleQueue("sync") for connection in connections)
    putting.put("first")
    assert getting.get(timeout=60).payload == "first"

    def put() -> None:
        for number in range(MESSAGES):
            putting.put(f"{number}" * 2_000)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(put)
        taken = []
        while len(taken) < MESSAGES:
            try:
                taken.append(getting.get_nowait().payload)
            except Empty:
                assert not done.done() or done.result() is None
    assert taken == [f"{number}" * 2_000 for number in range(MESSAGES)]


def test_an_installation_uses_it_unless_it_has_a_redis() -> None:
    with app.connection_for_write() as connection:
        has_redis = settings.CELERY_BROKER_URL.startswith("redis")
        assert isinstance(connection.transport, Transport) != has_redis
