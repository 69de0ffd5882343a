"""The databases of one run of the benchmarks: made, copied and dropped."""

import os
import sqlite3
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql


class Databases(Protocol):
    """Databases of one kind, each under a name of its own in this run."""

    kind: str

    def url(self, name: str) -> str: ...

    def make(self, name: str) -> str:
        """An empty one; its address."""
        ...

    def copy(self, name: str, to: str) -> str:
        """The address of the copy. Nobody may be connected to the one that is copied."""
        ...

    def drop_all(self) -> None: ...


class Postgresql:
    kind = "postgresql"

    def __init__(self, url: str) -> None:
        self._server, _, _ = url.rpartition("/")
        self._admin = url
        self._made: list[str] = []

    def url(self, name: str) -> str:
        return f"{self._server}/{_own(name)}"

    def make(self, name: str) -> str:
        return self._create(name, sql.SQL(""))

    def copy(self, name: str, to: str) -> str:
        return self._create(to, sql.SQL(" TEMPLATE {}").format(sql.Identifier(_own(name))))

    def drop_all(self) -> None:
        while self._made:
            self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_own(self._made.pop()))))

    def _create(self, name: str, template: sql.Composable) -> str:
        self._run(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(_own(name)), template))
        self._made.append(name)
        return self.url(name)

    def _run(self, statement: sql.Composable) -> None:
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(statement)


class Sqlite:
    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def make(self, name: str) -> str:
        self._drop(self._path(name))
        return self.url(name)

    def copy(self, name: str, to: str) -> str:
        self._drop(self._path(to))
        connection = sqlite3.connect(self._path(name))
        connection.execute("VACUUM INTO ?", [str(self._path(to))])
        connection.close()
        return self.url(to)

    def drop_all(self) -> None:
        for path in self._folder.glob(f"{_own('*')}.sqlite3"):
            self._drop(path)

    def _path(self, name: str) -> Path:
        return self._folder / f"{_own(name)}.sqlite3"

    def _drop(self, path: Path) -> None:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _own(name: str) -> str:
    """Two runs at once do not meet."""
    return f"tantu_bench_{os.getpid()}_{name}"
