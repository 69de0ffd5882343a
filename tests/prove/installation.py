"""Where is it proved? An installation of its own: an empty database, folders, and the broker that there is."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command

NAME = "tantu_prove"


class Services(NamedTuple):
    """What there is beside the embedded default."""

    folder: Path
    has_redis: bool
    has_elasticsearch: bool


@contextmanager
def made(folder: Path) -> Iterator[Services]:
    """Inside, Django is set up on it."""
    server = os.environ.get("DATABASE_URL", "")
    is_postgresql = server.startswith("postgres")
    services = Services(folder, "REDIS_URL" in os.environ, "ELASTICSEARCH_URL" in os.environ)
    own = f"{server.rpartition('/')[0]}/{NAME}" if is_postgresql else f"sqlite:///{folder / 'prove.sqlite3'}"
    if is_postgresql:
        _anew(server)
    os.environ.update(
        DATABASE_URL=own,
        VAR_DIR=str(folder),
        SECRET_KEY="a-key-for-proving-only-that-guards-nothing-at-all",
        ALLOWED_HOSTS="testserver,127.0.0.1",
        DEBUG="1",
        ELASTICSEARCH_URL="",
        DJANGO_SETTINGS_MODULE="consortium.settings",
    )
    django.setup()
    logging.disable(logging.ERROR)  # what fails here is meant to
    (folder / "static").mkdir()
    print(f"On {urlsplit(own).scheme}, in a database of its own.", flush=True)
    call_command("migrate", verbosity=0)
    try:
        yield services
    finally:
        django.db.connections.close_all()
        if is_postgresql:
            _drop(server)


def _anew(server: str) -> None:
    _drop(server)
    with _server(server) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")


def _drop(server: str) -> None:
    with _server(server) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _server(address: str) -> psycopg.Connection:
    """By the database that every server has: the one that is named need not be there yet."""
    return psycopg.connect(f"{address.rpartition('/')[0]}/postgres", autocommit=True)
