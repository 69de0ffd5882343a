"""Which courses of a Moodle are copies of one, a batch or year each?"""

import re
from collections.abc import Iterable
from typing import Any

from courses.feeds.exchange import Fault
from courses.feeds.mapping import as_text
from courses.feeds.readers.moodle_options import Choice
from courses.feeds.readers.moodle_words import offerings_of

Stated = dict[str, Any]


class Batches:
    """Courses folded by a pattern: the newest copy tells the course, every copy is an offering of it."""

    def __init__(self, choice: Choice, courses: Iterable[Stated | Fault]) -> None:
        self._pattern = choice.batches
        self._zone = choice.zone
        self._newest: dict[str, tuple[int, int]] = {}
        self._copies: dict[str, list[Stated]] = {}
        if self._pattern is not None:
            for course in courses:
                if isinstance(course, dict):
                    self._take(course)

    def is_told_by(self, course: Stated) -> bool:
        """Whether this is the copy that tells the course, or no copy at all."""
        key = self._key(course)
        return not key or self._newest[key] == _age(course)

    def folded(self, course: Stated, values: Stated) -> Stated:
        """The values of the newest copy, with every copy's dates as offerings."""
        key = self._key(course)
        if not key:
            return values
        offerings = [self._offering(copy, as_text(values.get("url"))) for copy in self._copies[key]]
        return values | {"id": f"batches of {key}", "title": self._shared(course), "offerings": offerings}

    def _offering(self, copy: Stated, address: str) -> Stated:
        number = as_text(copy.get("id"))
        dates = offerings_of(copy, self._zone)
        told = {"id": number, "label": copy["label"], "url": f"{address.rpartition('=')[0]}={number}"}
        return told | (dates[0] if dates else {})

    def _take(self, course: Stated) -> None:
        key = self._key(course)
        if not key:
            return
        found = self._match(course)
        label = as_text(found.groupdict().get("batch")).strip() if found else ""
        kept = {name: course.get(name) for name in ("id", "startdate", "enddate")}
        self._copies.setdefault(key, []).append(kept | {"label": label or as_text(course.get("fullname"))})
        self._newest[key] = max(self._newest.get(key, (0, 0)), _age(course))

    def _key(self, course: Stated) -> str:
        return " ".join(self._shared(course).split()).casefold()

    def _shared(self, course: Stated) -> str:
        found = self._match(course)
        return as_text(found["course"]).strip() if found else ""

    def _match(self, course: Stated) -> re.Match[str] | None:
        return self._pattern.search(as_text(course.get("fullname"))) if self._pattern else None


def _age(course: Stated) -> tuple[int, int]:
    """Later starts, and of those that start together higher ids, are newer."""
    return _number(course.get("startdate")), _number(course.get("id"))


def _number(value: Any) -> int:
    text = as_text(value)
    return int(text) if text.isdecimal() else 0
