"""The web server as it runs in production: gunicorn in a process of its own, on a free port of loopback."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from tests.workers import ROOT, database_url, until

LET_GO_FIRST = httpx.Limits(keepalive_expiry=0.5)
"""A server closes an idle connection after two seconds: a client that is about to use it then finds it gone."""


@contextmanager
def web_server(folder: Path, **environment: str) -> Iterator[httpx.Client]:
    """A client of a server that has this test's database unless `environment` names another."""
    with web_process(folder, **environment) as (client, _):
        yield client


@contextmanager
def web_process(folder: Path, **environment: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """The same, with the server's process, whose children answer."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "consortium.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "2"]
    settings = {
        **{name: value for name, value in os.environ.items() if name not in ("DEBUG", "DJANGO_SETTINGS_MODULE")},
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url(),
        "BASE_URL": address,
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        **environment,
    }
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=output, stderr=output)
    try:
        with httpx.Client(base_url=address, timeout=30, limits=LET_GO_FIRST) as client:
            until(lambda: process.poll() is not None or _answers(client), "the web server answers", seconds=180)
            assert process.poll() is None, log.read_text(errors="replace")
            yield client, process
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health/live").is_success
    except httpx.TransportError:
        return False
