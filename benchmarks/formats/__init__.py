"""How would a college's system state the benchmark's records in each format?

A file is one answer; a server has many, each at an address of its own. Both are written to a folder.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.catalogue import Record
from benchmarks.formats.files import PROFILES, WRITERS
from benchmarks.formats.servers import TELLERS
from courses.feeds.exchange import Answer, Exchange, ReaderSettings, Request
from courses.feeds.profile import parse_profile
from courses.feeds.readers import reader_of

__all__ = ["Rows", "Stated", "exchanges", "format_name", "state"]

Rows = Callable[[], Iterator[Record]]
"""The records, from the first on as often as it is called."""


class Stated(NamedTuple):
    """`paths` are the answers by address; what is at no address is not there (404)."""

    address: str
    paths: dict[str, Path]
    is_file: bool
    profile: str = ""


def format_name(form: str) -> str:
    return "xlsx" if form == "ods" else form


def state(form: str, rows: Rows, folder: Path, base: str = "https://tapi.example") -> Stated:
    """Written below `folder`; `base` is where a server is asked."""
    if write := WRITERS.get(form):
        path = folder / f"catalogue.{form}"
        write(path, rows)
        return Stated(str(path), {str(path): path}, True, PROFILES.get(form, ""))
    folder = folder / form
    folder.mkdir()
    answers = TELLERS[form]
    paths = {}
    for number, (address, body) in enumerate(answers.tell(rows(), base)):
        paths[base + address] = folder / str(number)
        paths[base + address].write_bytes(body)
    return Stated(base + answers.at, paths, False)


def exchanges(form: str, stated: Stated) -> tuple[ReaderSettings, tuple[Exchange, ...]]:
    """All that the reader asks, answered at once."""
    profile = parse_profile(stated.profile) if stated.profile else None
    settings = ReaderSettings(stated.address, stated.is_file, profile)
    requests = reader_of(format_name(form)).requests(settings)
    done: list[Exchange] = []
    request: Request | None = next(requests)
    while request is not None:
        path = stated.paths.get(request.address)
        done.append((request, Answer(200, {}, str(path)) if path else Answer(404, {}, "")))
        if not (path or request.missing_is_empty):
            raise RuntimeError(f"{form}: nothing is stated at {request.address}")
        try:
            request = requests.send(done[-1][1])
        except StopIteration:
            request = None
    return settings, tuple(done)
