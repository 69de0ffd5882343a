"""A feed whose files people give, for tests."""

from io import BytesIO
from typing import Any

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Source
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.scope import EVERYTHING, Scope
from courses.feeds.sync import sync
from courses.feeds.uploads.keeping import keep

PROFILE = """
id = "id"
[fields.title]
from = "title"
[fields.extra.department]
from = "department"
"""
ANATOMY = Scope("part", "extra.department", "Anatomy")


def row(number: int, department: str = "Anatomy", **more: Any) -> dict[str, Any]:
    return {"id": f"R{number}", "title": f"Course {number}", "department": department, **more}


def sheet(*rows: dict[str, Any]) -> bytes:
    lines = ["id,title,department", *(f"{one['id']},{one['title']},{one['department']}" for one in rows)]
    return ("\n".join(lines) + "\n").encode()


class Given:
    """One feed of one college; each file given is read at once, in this process."""

    def __init__(self, college: Organisation, **columns: Any) -> None:
        self.source = Source.objects.create(organisation=college, name="register")
        values = {"format": "csv", "way": Feed.Way.UPLOAD, "profile": PROFILE, **columns}
        self.feed = Feed.objects.create(source=self.source, **values)

    def keep(self, *rows: dict[str, Any], name: str = "register.csv") -> KeptFile:
        return keep(self.feed, name, BytesIO(sheet(*rows)))

    def give(self, *rows: dict[str, Any], scope: Scope = EVERYTHING, dry_run: bool = False) -> Run:
        feed = Feed.objects.get(pk=self.feed.pk)
        return sync(feed, "upload", file=self.keep(*rows), scope=scope, dry_run=dry_run)

    def shown(self) -> set[str]:
        return set(Course.objects.public().filter(source=self.source).values_list("record_id", flat=True))

    def course(self, number: int) -> Course:
        return Course.objects.with_dates().get(source=self.source, record_id=f"R{number}")
