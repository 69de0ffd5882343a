"""What the dates of an entry say on the day of the search, the same with every engine."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.models import Source
from courses.catalogue.writer import mark_stated_at
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college
from tests.search.finding import TODAY, find, found, titles


def day(days: int) -> str:
    return (TODAY + dt.timedelta(days=days)).isoformat()


def offered(record: str, **facts: Any):
    return stated(record, title=record, offerings=[{"id": "1", **facts}])


@pytest.fixture
def tapi(engine):
    return source(college("tapi"))


@pytest.fixture
def windows(tapi, catch_up):
    write(
        tapi,
        offered("open", enrol_from=day(-5), enrol_until=day(30)),
        offered("last day", enrol_from=day(-5), enrol_until=day(0)),
        offered("over", enrol_from=day(-5), enrol_until=day(-1)),
        offered("to come", enrol_from=day(1), enrol_until=day(9)),
        offered("always", is_open=True),
        offered("full", enrol_until=day(9), is_open=False),
        offered("only starts", starts_on=day(3)),
        stated("undated", title="undated"),
    )
    catch_up()


def test_open_now_is_asked_of_the_day(windows):
    assert found(open="1") == {"open", "last day", "always"}
    tomorrow = find(open="1", today=TODAY + dt.timedelta(days=1))
    assert set(titles(tomorrow)) == {"open", "to come", "always"}


def test_a_bare_open_is_believed_for_a_week(tapi, catch_up):
    write(tapi, offered("always", is_open=True), offered("open", enrol_from=day(-50), enrol_until=day(30)))
    catch_up()
    assert found(open="1") == {"always", "open"}
    Source.objects.filter(pk=tapi.pk).update(accepted_at=AT - dt.timedelta(days=20))
    assert found(open="1") == {"open"}
    assert {row.title: row.timing.state for row in find().rows} == {"always": "", "open": "open"}


def test_two_windows_of_one_course_are_never_taken_for_one(tapi, catch_up):
    offerings = [
        {"id": "1", "enrol_from": day(-20), "enrol_until": day(-10)},
        {"id": "2", "enrol_from": day(10), "enrol_until": day(20)},
    ]
    write(tapi, stated("1", title="Twice a year", offerings=offerings))
    catch_up()
    assert found(open="1") == set()


def test_rows_say_how_their_dates_stand(tapi, windows):
    Source.objects.filter(pk=tapi.pk).update(accepted_at=timezone.now())
    timings = {row.title: row.timing for row in find().rows}
    states = {title: timing.state for title, timing in timings.items()}
    assert states == {
        "open": "open",
        "last day": "soon",
        "over": "closed",
        "to come": "later",
        "always": "open",
        "full": "",
        "only starts": "",
        "undated": "",
    }
    assert timings["last day"].days_left == 0
    assert timings["only starts"].starts_on == TODAY + dt.timedelta(days=3)


def test_a_row_of_many_colleges_says_when_it_starts_next_and_each_of_them_how_its_dates_stand(tapi, catch_up):
    mahi = source(college("mahi"))
    for where, starts, until in ((tapi, 40, 20), (mahi, 9, 5)):
        offering = {"id": "1", "starts_on": day(starts), "enrol_from": day(-3), "enrol_until": day(until)}
        write(where, stated("1", title="Gross anatomy", offerings=[offering]))
    catch_up()
    [row] = find("anatomy").rows
    assert row.starts_on == TODAY + dt.timedelta(days=9)
    told = {member.organisation.slug: (member.timing.state, member.timing.starts_on) for member in row.members}
    assert told == {
        "tapi": ("open", TODAY + dt.timedelta(days=40)),
        "mahi": ("soon", TODAY + dt.timedelta(days=9)),
    }


def test_what_closes_next_stands_first_when_asked(windows):
    assert titles(find(sort="closes"))[:3] == ["last day", "to come", "open"]


def test_what_starts_next_stands_first_when_asked(tapi, catch_up):
    write(
        tapi,
        offered("later", starts_on=day(40)),
        offered("soon", starts_on=day(2)),
        offered("past", starts_on=day(-2)),
        stated("never", title="never"),
    )
    catch_up()
    in_order = titles(find(sort="starts"))
    assert in_order[:2] == ["soon", "later"]
    assert set(in_order[2:]) == {"past", "never"}


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("soon", {"this month"}),
        ("2027", {"january", "december"}),
        ("2027-01", {"january"}),
        ("2027-12-31", {"december"}),
    ],
)
def test_starts_narrows_to_a_time(tapi, catch_up, starts, expected):
    write(
        tapi,
        offered("this month", starts_on=day(10)),
        offered("january", starts_on="2027-01-04"),
        offered("december", starts_on="2027-12-31"),
    )
    catch_up()
    assert found(starts=starts) == expected


def test_fresh_is_what_its_source_stated_of_late_or_the_course_itself(engine, catch_up):
    current, old = source(college("tapi")), source(college("mahi"))
    Source.objects.filter(pk=old.pk).update(accepted_at=AT - dt.timedelta(days=60))
    write(old, stated("1", title="Of an old source"))
    [_, refused] = write(current, stated("1", title="Current"), stated("2", title="Refused of late"))
    with transaction.atomic():
        mark_stated_at([refused.pk], AT - dt.timedelta(days=90))
    catch_up()
    assert found(fresh="1") == {"Current"}
    assert titles(find(sort="fresh")) == ["Current", "Of an old source", "Refused of late"]


def test_a_course_counts_as_current_from_the_moment_its_source_is_accepted_again(engine, catch_up):
    tapi = source(college("tapi"))
    Source.objects.filter(pk=tapi.pk).update(accepted_at=AT - dt.timedelta(days=60))
    write(tapi, stated("1", title="Same as ever"))
    catch_up()
    assert found(fresh="1") == set()
    Source.objects.filter(pk=tapi.pk).update(accepted_at=AT)
    assert found(fresh="1") == {"Same as ever"}


def test_places_left_are_said_for_a_week_and_until_the_course_begins(tapi, catch_up):
    accepted = timezone.now()
    tapi.accepted_at = accepted
    tapi.save()
    seats = {"places": 60, "places_taken": 49}
    write(tapi, offered("to come", starts_on=day(9), **seats), offered("begun", starts_on=day(-1), **seats))
    catch_up()
    left = f"11 of 60 places left on {accepted.astimezone(ZoneInfo(consortium_profile().time_zone)):%-d %b}"
    assert facts() == {"to come": (left,), "begun": ("60 places",)}
    tapi.accepted_at = timezone.now() - dt.timedelta(days=8)
    tapi.save()
    assert facts()["to come"] == ("60 places",)


def facts() -> dict[str, tuple[str, ...]]:
    return {row.title: row.facts for row in find().rows}
