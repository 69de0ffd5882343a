"""Which courses of a Moodle are copies of one, a batch or year each?"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from courses.feeds.mapping import as_text

Stated = dict[str, Any]


class Copy(NamedTuple):
    """A course that may be one of several copies: the newest has the greatest `age`; `told` of it as an offering."""

    id: str
    name: str
    age: tuple[int, int]
    told: Stated


class Batches:
    """Courses folded by a pattern: the newest copy tells the course, every copy is an offering of it."""

    def __init__(self, pattern: re.Pattern[str] | None, copies: Iterable[Copy]) -> None:
        self._pattern = pattern
        self._copies: dict[str, list[Copy]] = {}
        self._newest: dict[str, tuple[int, int]] = {}
        for copy in copies if pattern is not None else ():
            if key := self.key(copy.name):
                self._copies.setdefault(key, []).append(copy)
                self._newest[key] = max(self._newest.get(key, copy.age), copy.age)

    def key(self, name: str) -> str:
        """What the names of copies share; "" of a course that is none."""
        return " ".join(self.shared(name).split()).casefold()

    def shared(self, name: str) -> str:
        """The same, as it is written: the title of the course."""
        found = self._match(name)
        return as_text(found["course"]).strip() if found else ""

    def is_told_by(self, copy: Copy) -> bool:
        """Whether this is the copy that tells the course, or no copy at all."""
        key = self.key(copy.name)
        return not key or self._newest[key] == copy.age

    def folded(self, copy: Copy, values: Stated) -> Stated:
        """The values of the newest copy, with every copy as an offering."""
        key = self.key(copy.name)
        if not key:
            return values
        offerings = [{**one.told, "id": one.id, "label": self.label(one.name)} for one in self._copies[key]]
        return values | {"id": f"batches of {key}", "title": self.shared(copy.name), "offerings": offerings}

    def label(self, name: str) -> str:
        """What a copy is called among the others."""
        found = self._match(name)
        return (as_text(found.groupdict().get("batch")).strip() if found else "") or name

    def _match(self, name: str) -> re.Match[str] | None:
        return self._pattern.search(name) if self._pattern else None
