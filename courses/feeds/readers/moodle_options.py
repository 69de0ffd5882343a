"""Which courses of a Moodle are a college's catalogue, as its profile says under [options]?"""

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta

from courses.feeds.exchange import ReaderSettings
from courses.feeds.mapping import as_text

_FRONT_PAGE = "1"


class MoodleOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a Moodle's feed is told in its settings."""

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
        for key in ("names", "without_names", "batches"):
            try:
                pattern = re.compile(getattr(self, key))
            except re.error as error:
                raise ValueError(f"{key}: {error}. Mend the regular expression") from error
            if key == "batches" and self.batches and "course" not in pattern.groupindex:
                raise ValueError(
                    "batches: has no group named course, such as '^(?P<course>.+?) (?P<batch>20\\d\\d.*)$'"
                )
        if self.time_zone and self.time_zone not in available_timezones():
            raise ValueError(f"time_zone: {self.time_zone!r} is no time zone. Write one such as Europe/Oslo")


class Choice:
    """The options, ready to ask."""

    def __init__(self, options: MoodleOptions, settings: ReaderSettings) -> None:
        self._within = [_folded(one) for one in options.categories]
        self._without = [_folded(one) for one in options.without_categories]
        self._names = re.compile(options.names)
        self._not_names = re.compile(options.without_names) if options.without_names else None
        self.batches = re.compile(options.batches) if options.batches else None
        self.teachers = options.teachers
        self.disciplines = options.categories_are_disciplines
        self.zone = ZoneInfo(options.time_zone or settings.time_zone)
        self.base = settings.address.rstrip("/").partition("/webservice/")[0]

    @property
    def asks_for_categories(self) -> bool:
        return bool(self._within or self._without)

    def takes(self, course: dict[str, Any], path: list[tuple[str, str]]) -> bool:
        """A course that the Moodle shows, within the categories and names that were chosen.

        `path` are the id and name of each category above it, the topmost first.
        """
        if as_text(course.get("id")) == _FRONT_PAGE or course.get("format") == "site":
            return False
        if as_text(course.get("visible", 1)) in ("0", "false"):
            return False
        name = as_text(course.get("fullname"))
        if not self._names.search(name) or (self._not_names and self._not_names.search(name)):
            return False
        ways = _ways(path)
        return (not self._within or any(one in ways for one in self._within)) and not any(
            one in ways for one in self._without
        )


def _ways(path: list[tuple[str, str]]) -> set[str]:
    """All that a category, or one above it, may be called by: its id, its name, its path."""
    names = [_folded(name) for _, name in path]
    paths = {"/".join(names[:end]) for end in range(1, len(names) + 1)}
    return {*(number for number, _ in path), *names, *paths}


def _folded(name: str | int) -> str:
    return "/".join(" ".join(part.split()).casefold() for part in str(name).split("/"))
