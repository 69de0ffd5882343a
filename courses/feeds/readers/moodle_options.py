"""Which courses of a Moodle are a college's catalogue, as its profile says under [options]?"""

import re
from collections.abc import Sequence
from typing import Annotated
from zoneinfo import available_timezones

import msgspec
from msgspec import Meta

Path = Sequence[tuple[str, str]]
"""Id and name of a category and of each above it, the topmost first; the id is "" where none is told."""

NOT_WITHIN = "in no category that is chosen"
LEFT_OUT = "in a category that is left out"
NO_SUCH_NAME = "its name does not hold what is asked for"
NAME_LEFT_OUT = "its name holds what is left out"


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which courses of a Moodle are read, however it tells them."""

    categories: Annotated[
        tuple[str | int, ...],
        Meta(
            description="Only these categories, by name, number or path, each with all below it.",
            examples=['["First year / Anatomy", 12]'],
        ),
    ] = ()
    without_categories: Annotated[
        tuple[str | int, ...],
        Meta(description="All but these, each with all below it.", examples=['["Archive"]']),
    ] = ()
    names: Annotated[
        str,
        Meta(description="A pattern that the full name of a course holds.", examples=["'Anatomy'"]),
    ] = ""
    without_names: Annotated[
        str,
        Meta(description="A pattern that it does not hold.", examples=["'(?i)test|template'"]),
    ] = ""
    batches: Annotated[
        str,
        Meta(
            description="Copies of a course, in which the group “course” matches the same, are shown as its offerings.",
            examples=["'^(?P<course>.+?) (?P<batch>20\\d\\d.*)$'"],
        ),
    ] = ""

    def __post_init__(self) -> None:
        for key in ("names", "without_names", "batches"):
            try:
                pattern = re.compile(getattr(self, key))
            except re.error as error:
                raise ValueError(f"{key}: {error}. Mend the regular expression") from error
            if key == "batches" and self.batches and "course" not in pattern.groupindex:
                raise ValueError(
                    "batches: has no group named course, such as '^(?P<course>.+?) (?P<batch>20\\d\\d.*)$'"
                )


class MoodleOptions(Chosen, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a Moodle's feed is told in its settings."""

    teachers: Annotated[bool, Meta(description="Names of teachers may be shown.", examples=["true"])] = False
    categories_are_disciplines: Annotated[
        bool,
        Meta(description="The categories of this Moodle are not disciplines.", examples=["false"]),
    ] = True
    time_zone: Annotated[
        str,
        Meta(description="That of the Moodle, where it is not the consortium’s.", examples=['"Europe/Oslo"']),
    ] = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.time_zone and self.time_zone not in available_timezones():
            raise ValueError(f"time_zone: {self.time_zone!r} is no time zone. Write one such as Europe/Oslo")


class Choice:
    """What is chosen, ready to ask."""

    def __init__(self, chosen: Chosen) -> None:
        self._within = [_folded(one) for one in chosen.categories]
        self._without = [_folded(one) for one in chosen.without_categories]
        self._names = re.compile(chosen.names)
        self._not_names = re.compile(chosen.without_names) if chosen.without_names else None
        self.batches = re.compile(chosen.batches) if chosen.batches else None

    @property
    def asks_for_categories(self) -> bool:
        return bool(self._within or self._without)

    def why_not(self, name: str, path: Path) -> str:
        """Why a course of this name, in this category, stays out; "" where it is read."""
        ways = _ways(path) if self.asks_for_categories else set()
        if self._within and not any(one in ways for one in self._within):
            return NOT_WITHIN
        if any(one in ways for one in self._without):
            return LEFT_OUT
        if not self._names.search(name):
            return NO_SUCH_NAME
        return NAME_LEFT_OUT if self._not_names and self._not_names.search(name) else ""


def is_called(one: str | int, path: Path) -> bool:
    """Whether an option names this very category: by its id, its name or its path."""
    names = [_folded(name) for _, name in path]
    return _folded(one) in {path[-1][0], names[-1], "/".join(names)}


def _ways(path: Path) -> set[str]:
    """All that a category, or one above it, may be called by: its id, its name, its path."""
    names = [_folded(name) for _, name in path]
    paths = {"/".join(names[:end]) for end in range(1, len(names) + 1)}
    return {*(number for number, _ in path), *names, *paths}


def _folded(name: str | int) -> str:
    return "/".join(" ".join(part.split()).casefold() for part in str(name).split("/"))
