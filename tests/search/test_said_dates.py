"""A list says in one line which of a course's three dates it speaks of, and never that of a fetch."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.models import Course, Source
from tests.catalogue.stating import source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def register() -> Source:
    """Read again and again, the last time three hours ago."""
    found = source(college("tapi"))
    Source.objects.filter(pk=found.pk).update(accepted_at=NOW - dt.timedelta(hours=3), title="Course register")
    found.refresh_from_db()
    return found


def line(client: Client) -> str:
    """What stands beside the clock, as it is read."""
    page = client.get("/search/?kind=course").content.decode()
    said = re.search(r'class="fresh[^"]*">.*?<span>(.*?)</span>', page, re.DOTALL)
    assert said, page
    return " ".join(re.sub(r"<[^>]+>", "", said[1]).split())


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def on(at: dt.datetime) -> str:
    day = timezone.localtime(at, ZoneInfo(consortium_profile().time_zone))
    return f"{day.day} {day:%b %Y}"


def test_a_course_that_was_stated_again_and_again_says_since_when_it_is_the_same(client: Client, register: Source):
    write(register, stated("1"), at=ago(100))
    assert line(client) == f"Stated by the college 3 hours ago, unchanged since {on(ago(100))}"


def test_a_course_of_today_says_so(client: Client, register: Source):
    write(register, stated("1"), at=register.accepted_at or NOW)
    assert line(client) == "Stated by the college 3 hours ago, new or changed then"


def test_what_a_person_confirmed_is_told_apart(client: Client, register: Source):
    write(register, stated("1"), at=ago(100))
    Course.objects.update(confirmed_at=ago(9))
    assert line(client).endswith(f", confirmed by a person on {on(ago(9))}")


def test_a_stale_course_asks_to_be_confirmed_and_says_no_more(client: Client, register: Source):
    write(register, stated("1"), at=ago(100))
    Source.objects.update(accepted_at=ago(19))
    assert line(client) == "Last stated 19 days ago. Confirm dates with the college."


def test_a_row_of_many_colleges_says_how_old_the_oldest_statement_is(client: Client, register: Source):
    other = source(college("mahi"))
    Source.objects.filter(pk=other.pk).update(accepted_at=NOW - dt.timedelta(hours=5))
    for where in (register, other):
        write(where, stated("1", title="MD Anatomy", type="programme", level="postgraduate"), at=ago(100))
    assert line(client) == "Stated by each college, the oldest entry 5 hours ago"


def test_the_interface_tells_all_three_of_each_item(client: Client, register: Source):
    write(register, stated("1"), at=ago(100))
    Course.objects.update(confirmed_at=ago(9))
    (found,) = client.get("/api/v1/search").json()["results"]
    listed = client.get(f"/api/v1/courses/{found['id']}").json()
    assert register.accepted_at
    wanted = (register.accepted_at, ago(100), ago(9))
    for dates in (found["dates"], listed):
        told = (dates["stated_at"], dates["changed_at"], dates["confirmed_at"])
        assert tuple(dt.datetime.fromisoformat(one) for one in told) == wanted
