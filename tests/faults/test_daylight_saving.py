"""Where clocks are changed twice a year hours stay as stated, and days and intervals are whole (F30).

The other half of F30, two beats at once, is in test_at_once.py. All other tests are in Asia/Kolkata, where clocks are
never changed.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as ours
from django.test import Client
from pytest_django import Settings

from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from courses.catalogue.freshness import day_of, is_stale
from courses.catalogue.models import Source
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Feed, Run
from courses.feeds.readers.moodle_words import day_of as moodle_day
from courses.feeds.readers.openedx_words import offering_values
from tests.corners import college
from tests.faults.invariant import in_order
from tests.feeds.feeding import PROFILE, Catalogue, counts, row, rows

OSLO = "Europe/Oslo"
FORWARD = dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC)
"""02:00 becomes 03:00."""
BACK = dt.datetime(2027, 10, 31, 1, tzinfo=dt.UTC)
"""03:00 becomes 02:00."""
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def oslo(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The consortium is there."""
    profile = tmp_path / "profile.toml"
    profile.write_text(Path(ours.CONSORTIUM_PROFILE).read_text().replace("Asia/Kolkata", OSLO))
    settings.CONSORTIUM_PROFILE = str(profile)
    for kept in (consortium_profile, consortium_vocabulary):
        kept.cache_clear()
    assert consortium_profile().time_zone == OSLO
    yield
    for kept in (consortium_profile, consortium_vocabulary):
        kept.cache_clear()


@pytest.fixture
def catalogue(search: None, oslo: None, tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path)


@pytest.mark.parametrize("change", [FORWARD, BACK], ids=["forward", "back"])
def test_f30_a_daily_feed_is_begun_once_in_twenty_four_hours(catalogue: Catalogue, change: dt.datetime) -> None:
    """F30: as long after the change as before it, by two beats that come together."""
    first = change - 36 * HOUR
    Feed.objects.update(next_due_at=first)
    begun: list[dt.datetime] = []
    for hours in range(0, 96, 3):
        now = first + hours * HOUR
        sent: list[int] = []
        for _ in range(2):
            dispatch(sent.append, now=now)
        begun += [now] * len(sent)
        Run.objects.filter(pk__in=sent).update(status=Run.Status.DONE)
    assert begun == [first + number * DAY for number in range(4)]
    in_order()


@pytest.mark.parametrize(("change", "hours"), [(FORWARD, 23), (BACK, 25)], ids=["forward", "back"])
def test_f30_a_day_that_a_person_gave_lasts_from_midnight_to_midnight_there(
    oslo: None, change: dt.datetime, hours: int
) -> None:
    midnight = next(change - back * HOUR for back in range(1, 5) if day_of(change - back * HOUR - HOUR) < change.date())
    within = [number for number in range(-30, 60) if day_of(midnight + number * HOUR) == change.date()]
    assert within == list(range(hours))
    source = Source(confirm_by=change.date())
    stated_at = midnight - DAY
    assert not is_stale(source, stated_at, midnight + hours * HOUR - HOUR)
    assert is_stale(source, stated_at, midnight + hours * HOUR)


HOURS = {
    "an hour that is left out": "2027-03-28T02:30",
    "an hour that comes twice": "2027-10-31T02:30",
    "the evening before": "2027-03-27T23:30",
}


@pytest.mark.parametrize("starts", HOURS.values(), ids=HOURS.keys())
def test_f30_hours_of_an_offering_are_shown_as_stated_wherever_they_fall(
    catalogue: Catalogue, client: Client, starts: str
) -> None:
    """F30: they are local words, not moments; the next reading finds nothing changed."""
    elsewhere = PROFILE + '[offering.time_zone]\nconst = "Europe/London"\n'
    Feed.objects.update(profile=elsewhere)
    assert counts(catalogue.holds([row(1, starts=starts), *rows(3)[1:]]).sync()) == {"read": 3, "created": 3}
    assert counts(catalogue.holds([*rows(3)[1:], row(1, starts=starts)]).sync()) == {"read": 3, "same": 3}
    day, hour = starts.split("T")
    course = catalogue.course("R1")
    page = client.get(f"/courses/tapi/{course.slug}/").content.decode()
    assert f"{hour} (Europe/London)" in page
    (told,) = client.get(f"/api/v1/courses/{course.public_id}").json()["offerings"]
    assert (told["starts_on"], told["starts_at"], told["time_zone"]) == (day, f"{hour}:00", "Europe/London")
    in_order()


@pytest.mark.parametrize("day", ["2027-03-27", "2027-03-28", "2027-03-29", "2027-10-30", "2027-10-31", "2027-11-01"])
def test_f30_the_midnight_that_a_moodle_states_in_seconds_is_of_that_day_there(day: str) -> None:
    zone = ZoneInfo(OSLO)
    midnight = dt.datetime.fromisoformat(day).replace(tzinfo=zone)
    assert moodle_day(int(midnight.timestamp()), zone) == midnight.date()


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        ("2027-03-28T00:30:00Z", "01:30"),
        ("2027-03-28T01:30:00Z", "03:30"),
        ("2027-10-31T00:30:00Z", "02:30"),
        ("2027-10-31T01:30:00Z", "02:30"),
        ("2027-10-31T02:30:00Z", "03:30"),
    ],
)
def test_f30_a_moment_that_open_edx_states_is_an_hour_there(moment: str, hour: str) -> None:
    run = offering_values({"key": "r", "start": moment}, ZoneInfo(OSLO))
    assert (run["starts_on"].isoformat()[:16], run["time_zone"]) == (f"{moment[:10]}T{hour}", OSLO)
