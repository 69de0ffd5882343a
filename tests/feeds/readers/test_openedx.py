"""What an Open edX server is asked, and how its runs become offerings of courses."""

import datetime as dt
import json
from typing import Any

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.readers.asking import Asking

BASE = "https://courses.narmada.example"
FIRST = f"{BASE}/api/courses/v1/courses/?page_size=100"
Stated = dict[str, Any]


def run(key: str, **more: Any) -> Stated:
    number = key.split("+")[1]
    return {"course_id": f"course-v1:{key}", "name": "Anatomy", "number": number, "org": "Narmada", **more}


def server(*pages: list[Stated], options: str = "", named: str = BASE) -> Asking:
    """An LMS that names itself `named` in the addresses of further pages."""
    total = sum(len(page) for page in pages)
    told: dict[str, str] = {}
    for number, page in enumerate(pages, 1):
        follows = f"{named}/api/courses/v1/courses/?page={number + 1}&page_size=100" if number < len(pages) else None
        address = FIRST if number == 1 else f"{BASE}/api/courses/v1/courses/?page={number}&page_size=100"
        told[address] = json.dumps({"results": page, "pagination": {"next": follows, "count": total}})
    return Asking("openedx", BASE, told.__getitem__, options)


def test_pages_are_asked_for_where_the_feed_is_whatever_the_server_calls_itself() -> None:
    asking = server([run("N+ANA+1")], [run("N+SUR+1")], named="http://localhost:8000")
    assert len(asking.read().checked) == 2
    assert asking.asked == [FIRST, f"{BASE}/api/courses/v1/courses/?page=2&page_size=100"]


def test_a_start_that_nobody_set_is_none() -> None:
    unset = run("N+ANA+1", start="2030-01-01T00:00:00Z", start_type="empty", start_display=None)
    [offering] = server([unset]).read().record.offerings
    assert offering.starts_on is None


def test_runs_of_one_course_are_its_offerings_and_the_newest_tells_it() -> None:
    first = run("N+ANA+2026", name="Anatomy", start="2026-08-01T00:00:00Z", end="2026-12-01T00:00:00Z")
    second = run("N+ANA+2027", name="Human anatomy", start="2027-08-01T00:00:00Z", short_description="With ultrasound.")
    record = server([second], [first]).read().record
    assert (record.id, record.code, record.title) == ("N+ANA", "ANA", {"und": "Human anatomy"})
    assert [(one.id, one.starts_on, one.ends_on) for one in record.offerings] == [
        ("course-v1:N+ANA+2027", dt.date(2027, 8, 1), None),
        ("course-v1:N+ANA+2026", dt.date(2026, 8, 1), dt.date(2026, 12, 1)),
    ]
    assert record.extra == {"provider": "Narmada"}


def test_moments_are_told_in_the_consortiums_zone_and_midnight_is_a_day() -> None:
    stated = run(
        "N+ANA+1", start="2026-11-30T20:00:00Z", end="2026-12-31T18:30:00Z", enrollment_start="2026-11-01T00:00:00Z"
    )
    (one,) = server([stated]).read().record.offerings
    assert (one.starts_on, one.starts_at, one.time_zone) == (dt.date(2026, 12, 1), dt.time(1, 30), "Asia/Kolkata")
    assert (one.ends_on, one.ends_at, one.enrol_from) == (dt.date(2027, 1, 1), None, dt.date(2026, 11, 1))
    (there,) = server([stated], options='[options]\ntime_zone = "Europe/Oslo"\n').read().record.offerings
    assert (there.starts_on, there.starts_at) == (dt.date(2026, 11, 30), dt.time(21))


def test_hidden_courses_and_those_without_a_public_run_stay_out() -> None:
    shown = {"key": "N+ETH", "title": "Ethics", "course_runs": [{"key": "r1", "status": "published"}]}
    unpublished = {"key": "N+NEW", "title": "New", "course_runs": [{"key": "r2", "status": "unpublished"}]}
    found = server([run("N+ANA+1", hidden=True), shown, unpublished]).read()
    assert [one.record.id for one in found.checked] == ["N+ETH"]


def test_the_catalogue_service_is_asked_where_the_profile_says_so() -> None:
    asking = Asking(
        "openedx", BASE, lambda _: '{"results": [{"key": "k", "title": "T"}]}', '[options]\napi = "discovery"\n'
    )
    assert asking.read().record.id == "k"
    assert asking.asked == [f"{BASE}/api/v1/courses/?limit=100"]


def test_an_address_of_a_list_is_asked_as_it_is() -> None:
    address = "https://mitx.example/api/v2/courses/?live=true"
    asking = Asking("openedx", address, lambda _: '[{"readable_id": "k", "title": "T"}]')
    assert asking.read().record.id == "k"
    assert asking.asked == [address]


@pytest.mark.parametrize("follows", ["soon", "https://[tapi.example/?page=2"])
def test_a_next_page_that_is_no_address_is_bad_paging(follows: str) -> None:
    body = json.dumps({"results": [run("N+ANA+1")], "pagination": {"next": follows, "count": 1}})
    with pytest.raises(NotReadable) as caught:
        Asking("openedx", BASE, lambda _: body).read()
    assert caught.value.reason == "bad_paging"
