"""A college's catalogue as a CSV file that tests rewrite, and the feed that reads it."""

from pathlib import Path
from typing import Any

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.sync import sync

PROFILE = """
id = ["id"]
[fields.title]
from = "title"
[fields.code]
from = "code"
[fields.description]
from = "about"
[fields.intake]
from = "seats"
[offering.starts_on]
from = "starts"
[offering.places]
from = "places"
[offering.places_taken]
from = "taken"
"""
COLUMNS = ("id", "title", "code", "about", "seats", "starts", "places", "taken")


def row(number: int, **values: Any) -> dict[str, Any]:
    return {"id": f"R{number}", "title": f"Course {number}", **values}


def rows(count: int) -> list[dict[str, Any]]:
    return [row(number) for number in range(1, count + 1)]


def as_csv(records: list[dict[str, Any]]) -> str:
    lines = [",".join(COLUMNS)]
    lines += [",".join(str(record.get(column, "")) for column in COLUMNS) for record in records]
    return "\n".join(lines) + "\n"


class Catalogue:
    """One feed of one college, read from a file."""

    def __init__(self, college: Organisation, folder: Path, name: str = "register") -> None:
        self.path = folder / f"{college.slug}-{name}.csv"
        self.college = college
        connection = Connection("csv", path=str(self.path), profile=PROFILE)
        self.path.write_text("")
        self.feed, _ = connect(college, name, connection)

    def holds(self, records: list[dict[str, Any]]) -> "Catalogue":
        return self.says(as_csv(records))

    def says(self, text: str) -> "Catalogue":
        self.path.write_text(text)
        return self

    def sync(self, *, dry_run: bool = False) -> Run:
        return sync(Feed.objects.get(pk=self.feed.pk), dry_run=dry_run)

    def course(self, record_id: str) -> Course:
        return Course.objects.with_dates().get(source=self.feed.source, record_id=record_id)

    def shown(self) -> set[str]:
        return set(Course.objects.public().filter(source=self.feed.source).values_list("record_id", flat=True))


def counts(run: Run) -> dict[str, int]:
    """What a run counts, without what is nothing."""
    names = (
        "read", "created", "changed", "refreshed", "same", "returned", "withdrawn", "held", "refused", "repeated",
    )  # fmt: skip
    return {name: value for name in names if (value := getattr(run, name))}
