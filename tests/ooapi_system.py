"""A college's server of the Open Education API, version 5, that answers only as the specification allows."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from tests.college_system import Answer, CollegeSystem, college_system

Stated = dict[str, Any]
JSON = (("Content-Type", "application/json"),)
COURSES, OFFERINGS = "/courses", "/courses/{courseId}/offerings"


class Specification:
    """What the published description of the API says of a request and of its answer."""

    def __init__(self, path: Path) -> None:
        self._whole = json.loads(path.read_text(encoding="utf-8"))
        self._formats = FormatChecker(["date"])  # its own samples have ids that are no UUIDs

    def parameters(self, address: str, asked: Mapping[str, Sequence[str]]) -> Stated:
        """The parameters of a request over their defaults; KeyError for an unknown one, else ValidationError."""
        known = {one["name"]: one["schema"] for one in map(self._pointed_at, self._get(address)["parameters"])}
        values = {name: schema["default"] for name, schema in known.items() if "default" in schema}
        for name, (text, *_) in asked.items():
            values[name] = int(text) if known[name].get("type") == "integer" else text
            self._must_fit(known[name], values[name])
        return values

    def check(self, address: str, body: Stated) -> None:
        """Raises ValidationError where an answer is none that the specification knows."""
        self._must_fit(self._get(address)["responses"]["200"]["content"]["application/json"]["schema"], body)

    def _get(self, address: str) -> Stated:
        found: Stated = self._whole["paths"][address]["get"]
        return found

    def _pointed_at(self, stated: Stated) -> Stated:
        steps = stated["$ref"].split("/")[1:] if "$ref" in stated else []
        return reduce(lambda below, step: below[step], steps, self._whole) if steps else stated

    def _must_fit(self, schema: Stated, value: Any) -> None:
        whole = {"components": self._whole["components"], "allOf": [schema]}
        Draft202012Validator(whole, format_checker=self._formats).validate(value)


class OoapiSystem:
    """Courses and the offerings of each, as pages. `instead` gives other answers to chosen paths."""

    def __init__(self, specification: Specification, courses: list[Stated], offerings: list[Stated]) -> None:
        self.courses = courses
        self.offerings = offerings
        self.instead: dict[str, Answer] = {}
        self._specification = specification

    def say(self, handler: BaseHTTPRequestHandler) -> Answer:
        if handler.path in self.instead:
            return self.instead[handler.path]
        parts = urlsplit(handler.path)
        steps = parts.path.removeprefix("/v5").strip("/").split("/")
        asked = parse_qs(parts.query)
        if steps == ["courses"]:
            return self._page(COURSES, asked, self.courses)
        if len(steps) == 3 and steps[::2] == ["courses", "offerings"]:
            return self._offerings(unquote(steps[1]), asked)
        return Answer(b"{}", 404, JSON)

    def _offerings(self, course_id: str, asked: Mapping[str, Sequence[str]]) -> Answer:
        if not any(course["courseId"] == course_id for course in self.courses):
            return Answer(b"{}", 404, JSON)
        today = dt.datetime.now(dt.UTC).date().isoformat()
        since = self._specification.parameters(OFFERINGS, asked).get("since", today)
        own = [one for one in self.offerings if one["course"] == course_id and one["startDate"] >= since]
        return self._page(OFFERINGS, asked, own)

    def _page(self, address: str, asked: Mapping[str, Sequence[str]], entries: list[Stated]) -> Answer:
        parameters = self._specification.parameters(address, asked)
        number, size = parameters.get("pageNumber", 1), parameters["pageSize"]
        pages = max(1, -(-len(entries) // size))
        body = {
            "pageSize": size,
            "pageNumber": number,
            "hasPreviousPage": number > 1,
            "hasNextPage": number < pages,
            "totalPages": pages,
            "items": entries[(number - 1) * size : number * size],
        }
        self._specification.check(address, body)
        return Answer(json.dumps(body).encode(), headers=JSON)


@contextmanager
def serving(ooapi: OoapiSystem) -> Iterator[CollegeSystem]:
    with college_system(ooapi.say) as system:
        yield system
