"""The floor of a sync: no product code, the same file, the same rows, by the shortest way that a database has.

It writes a copy of the whole database, so the tables, indexes, constraints and triggers are the same ones.
"""

from benchmarks.floor import postgresql, sqlite
from benchmarks.floor.rows import Owner, Words

__all__ = ["Owner", "Words", "write_changed", "write_new"]


def write_new(url: str, path: str, owner: Owner, words: Words) -> int:
    """Read the file and insert all of it. Returns how many records there were."""
    return _of(url).write_new(url, path, owner, words)


def write_changed(url: str, path: str, owner: Owner, words: Words) -> int:
    """Read the file and put all of it in the place of what is held."""
    return _of(url).write_changed(url, path, owner, words)


def _of(url: str):  # noqa: ANN202 -- one of two modules
    return sqlite if url.startswith("sqlite") else postgresql
