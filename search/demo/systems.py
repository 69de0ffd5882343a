"""What do the colleges' own systems answer? One stand-in for all of them, without a socket."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from search.demo import ooapi
from search.demo.catalogue import Taught, taught_at
from search.demo.registers import WRITERS
from search.demo.skills import bookings
from search.demo.tables import toml_rows

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "ooapi-v5": "application/json"}
_SIGN_IN = b"""<!doctype html>
<html lang="en"><head><title>Staff sign-in - Damanganga Medical College</title></head>
<body><h1>Sign in</h1><form method="post"><label>User <input name="user"></label>
<label>Password <input name="password" type="password"></label><button>Sign in</button></form></body></html>
"""


class Reply(NamedTuple):
    """An answer by HTTP, sent within so many seconds, and no faster."""

    status: int
    type: str
    body: bytes
    etag: str = ""
    seconds: float = 0


_SLOW_SECONDS = 8
_NOTHING = Reply(404, "text/plain; charset=utf-8", b"There is nothing at this address.\n")


PUSHED = "records"
"""The format of what a college's system pushes by itself: it has no address."""


def path_of(feed: dict[str, Any]) -> str:
    """Where the stand-in serves a feed; an API is addressed by the base that ends in its version."""
    base = f"/{feed['college']}/{feed['name']}"
    return f"{base}/v5" if feed["format"] == "ooapi-v5" else f"{base}.{feed['format']}"


class Systems:
    """The systems of all colleges in the week of `monday`, as they were when they were read first, or later."""

    def __init__(self, monday: dt.date, *, is_first: bool = False) -> None:
        self._monday = monday
        self._is_first = is_first

    @cached_property
    def _by_path(self) -> dict[str, dict[str, Any]]:
        return {path_of(feed): feed for feed in toml_rows("feeds") if feed["format"] != PUSHED}

    def answer(self, address: str, asked_at: dt.datetime) -> Reply:
        """What a GET of the path, with its query, brings."""
        parts = urlsplit(address)
        feed = self._by_path.get(parts.path)
        if feed is not None and feed["format"] != "ooapi-v5":
            return self._bookings(asked_at) if feed["writer"] == "bookings" else self._file(feed)
        for path, feed in self._by_path.items():
            if feed["format"] == "ooapi-v5" and parts.path.startswith(f"{path}/"):
                return self._ooapi(feed, parts.path.removeprefix(f"{path}/"), parse_qs(parts.query))
        return _NOTHING

    def _bookings(self, asked_at: dt.datetime) -> Reply:
        if self._is_first:
            return Reply(200, _TYPES["csv"], bookings(self._monday, None))
        return Reply(200, _TYPES["csv"], bookings(self._monday, asked_at), seconds=_SLOW_SECONDS)

    def _file(self, feed: dict[str, Any]) -> Reply:
        trouble = None if self._is_first else feed.get("trouble")
        if trouble == "signs-in":
            return Reply(200, "text/html; charset=utf-8", _SIGN_IN)
        courses = self._courses(feed)
        if trouble == "shrinks":
            courses = courses[: len(courses) // 3]
        return _tagged(_TYPES[feed["format"]], WRITERS[feed["writer"]](courses))

    def _ooapi(self, feed: dict[str, Any], rest: str, query: dict[str, list[str]]) -> Reply:
        courses = self._courses(feed)
        entries: list[dict[str, Any]] | None = None
        if rest == "courses":
            entries = [ooapi.course(taught) for taught in courses]
        elif rest.startswith("courses/") and rest.endswith("/offerings"):
            asked = rest.split("/")[1]
            entries = _of_one(courses, asked, lambda taught: [ooapi.offering(taught, one) for one in taught.sessions])
        if entries is None:
            return _NOTHING
        number, size = (
            int(query.get(name, [default])[0]) for name, default in (("pageNumber", "1"), ("pageSize", "10"))
        )
        return _tagged(_TYPES["ooapi-v5"], json.dumps(ooapi.page_of(entries, number, size)).encode())

    def _courses(self, feed: dict[str, Any]) -> list[Taught]:
        taught = taught_at(feed["college"], self._monday)
        held = [one for one in taught if "types" not in feed or one.type in feed["types"]]
        return held if self._is_first else [_restated(one, feed) for one in held]


def _restated(taught: Taught, feed: dict[str, Any]) -> Taught:
    is_meant = feed.get("restates_of", taught.title) == taught.title
    return dataclasses.replace(taught, **feed.get("restates", {})) if is_meant else taught


def _of_one(
    courses: list[Taught], asked: str, entries: Callable[[Taught], list[dict[str, Any]]]
) -> list[dict[str, Any]] | None:
    found = next((taught for taught in courses if ooapi.course_id(taught) == asked), None)
    return None if found is None else entries(found)


def _tagged(kind: str, body: bytes) -> Reply:
    return Reply(200, kind, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
