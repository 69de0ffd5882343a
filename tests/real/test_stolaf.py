"""A registrar's own catalogue: one term in three formats is one, and 76 days of changes end where they say."""

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from courses.catalogue.models import Course, Offering
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Change, Feed, Run
from courses.feeds.sync import sync
from tests.college_system import Answer, CollegeSystem, college_system
from tests.corners import college
from tests.feeds.feeding import counts
from tests.real.replay import Record, days

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
JSON = SAMPLES / "json/stolaf.toml"

READ_ELSEWHERE = {"clbid", "description", "prerequisites", "max", "enrolled", "status", "offerings"}
"""Columns that are fields of the course or its offering; all others are kept under their names."""
WEEKDAYS = {"Mo": "mon", "Tu": "tue", "We": "wed", "Th": "thu", "Fr": "fri", "Sa": "sat", "Su": "sun"}


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_a_term_as_json_and_in_another_format_is_the_same_157_records(shared_feeds: Path, form: str) -> None:
    of_json, of_another = read(shared_feeds, "json"), read(shared_feeds, form)
    assert len(of_json) == 157
    assert of_json == of_another
    assert sum(bool(record["offerings"][0].get("meetings")) for record in of_json.values()) == 111


def read(shared_feeds: Path, form: str) -> dict[str, Any]:
    """What the courses of a new college state once it was synced, by record id."""
    term = str(shared_feeds / f"stolaf/raw-term-20252.{form}")
    profile = (SAMPLES / form / "stolaf.toml").read_text()
    feed, _ = connect(college(f"as-{form}"), "register", Connection(form, path=term, profile=profile))
    run = sync(feed)
    assert (run.status, counts(run)) == ("done", {"read": 157, "created": 157}), run.message
    assert not run.problems.exclude(severity="note").exists()
    return dict(Course.objects.filter(source=feed.source).values_list("record_id", "stated"))


class Replayed(NamedTuple):
    """What 77 runs left: the feed that read each day, one that read the last day alone, and what was served then."""

    feed: Feed
    at_once: Feed
    served: list[Record]
    total: Counter[str]


@pytest.fixture(scope="module")
def replayed(own_database: None, database_alone: None, shared_feeds: Path) -> Iterator[Replayed]:
    """Each run counts what the deltas of its day state."""
    served: list[Record] = []
    total: Counter[str] = Counter()
    with (
        college_system(lambda _: Answer(json.dumps(served).encode(), headers=_AS_JSON)) as system,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(settings, "FEED_ALLOW_PRIVATE", [system.host])
        feed = connected("replayed", system)
        for day in days(shared_feeds / "stolaf"):
            served[:] = day.catalogue
            run = sync(Feed.objects.get(pk=feed.pk))
            assert (day.name, run.status, counts(run)) == (day.name, "done", day.counts)
            if day.name != "baseline":
                total.update(day.counts, restated=day.restated)
        at_once = connected("at-once", system)
        assert sync(at_once).created == len(served)
        yield Replayed(feed, at_once, served, total)


def test_the_replay_of_76_days_ends_in_the_state_that_its_deltas_state(replayed: Replayed) -> None:
    feed, at_once, served, total = replayed
    assert (len(served), total["created"], total["changed"], total["refreshed"]) == (6_265, 226, 2_995, 5_273)
    assert total["changed"] + total["refreshed"] + total["restated"] == 8_375
    assert Run.objects.filter(feed=feed).count() == 77
    assert Change.objects.filter(run__feed=feed, kind=Change.Kind.CHANGED).count() == total["changed"]
    differing = [pair for pair in zip(states(feed), states(at_once), strict=True) if pair[0] != pair[1]]
    assert not differing[:1]
    assert_each_states_its_record(feed, served)


_AS_JSON = (("Content-Type", "application/json"),)


def connected(slug: str, system: CollegeSystem) -> Feed:
    feed, _ = connect(college(slug), "register", Connection("json", url=system.url, profile=JSON.read_text()))
    return feed


def states(feed: Feed) -> list[dict[str, Any]]:
    """All that is stored of a feed's courses and offerings, but keys, owners and dates of the house."""
    courses = Course.objects.filter(source=feed.source).order_by("record_id")
    offerings = Offering.objects.filter(course__source=feed.source).order_by("course__record_id", "offering_id")
    own = {"id", "public_id", "source_id", "organisation_id", "slug", "created_at", "changed_at", "course_id"}
    own |= {"written", "written_at"}
    return [
        {name: value for name, value in row.items() if name not in own}
        for row in [*courses.values(), *offerings.values()]
    ]


def assert_each_states_its_record(feed: Feed, records: list[Record]) -> None:
    """Nothing of a record is lost on the way: each of its columns is found again in its course or offering."""
    courses = {course.record_id: course for course in Course.objects.public().filter(source=feed.source)}
    offerings = {offering.course_id: offering for offering in Offering.objects.filter(course__source=feed.source)}
    assert courses.keys() == {record["clbid"] for record in records}
    assert offerings.keys() == {course.pk for course in courses.values()}
    for record in records:
        course = courses[record["clbid"]]
        offering = offerings[course.pk]
        columns = {name: kept(value) for name, value in record.items() if name not in READ_ELSEWHERE}
        stated = {name: text for name, text in columns.items() if text}
        assert {name: printed(text) for name, text in course.extra.items()} == stated
        assert course.title == printed(record.get("title") or record["name"])
        assert course.code == f"{record['department']} {record['number']} {record.get('section', '')}".strip()
        assert course.credits == (None if record["credits"] == -1 else record["credits"])
        assert printed(course.prerequisites) == printed(record["prerequisites"] or "")
        assert words(course.description) == printed(";".join(record.get("description", [])))
        assert offering.offering_id == record["clbid"]
        assert (offering.places, offering.places_taken) == (record["max"], record["enrolled"])
        assert offering.places_left == max(0, record["max"] - record["enrolled"])
        assert offering.is_open == (record["status"] == "O")
        assert offering.meetings == [meeting(stated) for stated in record.get("offerings", [])]


def kept(value: Any) -> str:
    """A column that is kept as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return printed(";".join(value) if isinstance(value, list) else str(value))


def printed(text: str) -> str:
    """On one line, without what cannot be printed."""
    shown = (letter for letter in text if letter.isspace() or unicodedata.category(letter) != "Cc")
    return " ".join("".join(shown).split())


def words(description: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", description)).split())


def meeting(stated: dict[str, str]) -> dict[str, str]:
    return {
        "weekday": WEEKDAYS[stated["day"]],
        "start": stated["start"],
        "end": stated["end"],
        "place": stated["location"],
    }
