"""What do the colleges' own systems answer? One stand-in for all of them, without a socket."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from search.demo import ooapi
from search.demo.catalogue import Taught, taught_at
from search.demo.registers import WRITERS
from search.demo.tables import toml_rows

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "ooapi-v5": "application/json"}
_SIGN_IN = b"""<!doctype html>
<html lang="en"><head><title>Staff sign-in - Damanganga Medical College</title></head>
<body><h1>Sign in</h1><form method="post"><label>User <input name="user"></label>
<label>Password <input name="password" type="password"></label><button>Sign in</button></form></body></html>
"""


class Reply(NamedTuple):
    """An answer by HTTP."""

    status: int
    type: str
    body: bytes
    etag: str = ""


_NOTHING = Reply(404, "text/plain; charset=utf-8", b"There is nothing at this address.\n")


def path_of(feed: dict[str, Any]) -> str:
    """Where the stand-in serves a feed; an API is addressed by the base that ends in its version."""
    base = f"/{feed['college']}/{feed['name']}"
    return f"{base}/v5" if feed["format"] == "ooapi-v5" else f"{base}.{feed['format']}"


class Systems:
    """The systems of all colleges in the week of `monday`; those that `feeds.toml` names are in trouble, or not yet."""

    def __init__(self, monday: date, *, is_trouble_shown: bool = True) -> None:
        self._monday = monday
        self._is_trouble_shown = is_trouble_shown

    @cached_property
    def _by_path(self) -> dict[str, dict[str, Any]]:
        return {path_of(feed): feed for feed in toml_rows("feeds")}

    def answer(self, address: str) -> Reply:
        """What a GET of the path, with its query, brings."""
        parts = urlsplit(address)
        feed = self._by_path.get(parts.path)
        if feed is not None and feed["format"] != "ooapi-v5":
            return self._file(feed)
        for path, feed in self._by_path.items():
            if feed["format"] == "ooapi-v5" and parts.path.startswith(f"{path}/"):
                return self._ooapi(feed, parts.path.removeprefix(f"{path}/"), parse_qs(parts.query))
        return _NOTHING

    def _file(self, feed: dict[str, Any]) -> Reply:
        trouble = feed.get("trouble") if self._is_trouble_shown else None
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
        return [one for one in taught if "types" not in feed or one.type in feed["types"]]


def _of_one(
    courses: list[Taught], asked: str, entries: Callable[[Taught], list[dict[str, Any]]]
) -> list[dict[str, Any]] | None:
    found = next((taught for taught in courses if ooapi.course_id(taught) == asked), None)
    return None if found is None else entries(found)


def _tagged(kind: str, body: bytes) -> Reply:
    return Reply(200, kind, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
