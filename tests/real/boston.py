"""What the 28 files of one university state, worked out from the files alone."""

import csv
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from consortium.organisations.models import Organisation
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed

FOLDER = "boston-university"
PROFILE = Path(__file__).parents[1] / "samples" / "csv" / "boston.toml"


class Stated(NamedTuple):
    """A course as one file states it: what stands before and after the first colon of its title."""

    code: str
    title: str


class Schools:
    """The files, and what follows from them."""

    def __init__(self, folder: Path) -> None:
        self.paths = {path.name.removesuffix("_courses.csv"): path for path in sorted(folder.glob("*_courses.csv"))}

    @cached_property
    def stated(self) -> dict[str, list[Stated]]:
        """The courses of each school's file, in the order of the file."""
        found = {}
        for school, path in self.paths.items():
            with path.open(encoding="utf-8", newline="") as file:
                titles = [row["title"].partition(":") for row in csv.DictReader(file)]
            found[school] = [Stated(code.strip(), " ".join(title.split())) for code, _, title in titles]
        return found

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """The schools that state each code, in the order in which their files are read."""
        found: dict[str, list[str]] = {}
        for school, courses in self.stated.items():
            for course in courses:
                found.setdefault(course.code, []).append(school)
        return found

    def connect(self, university: Organisation, school: str, path: Path | None = None) -> Feed:
        """The feed that reads one school's file."""
        file = path or self.paths[school]
        feed, _ = connect(university, school, Connection("csv", path=str(file), profile=PROFILE.read_text()))
        return feed
