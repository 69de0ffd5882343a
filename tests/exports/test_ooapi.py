"""Our server of the Open Education API answers as its specification says, and with what is public only."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from courses.catalogue.hiding import hide_course
from courses.catalogue.models import Course
from tests.catalogue.stating import source, stated, write
from tests.exports.whole import WHOLE
from tests.ooapi_system import Specification

pytestmark = pytest.mark.django_db

BASE = "/ooapi/v5"
COURSES, OFFERINGS = "/courses", "/courses/{courseId}/offerings"
ORGANISATIONS = "/organizations"


@pytest.fixture
def specification(shared_feeds: Path) -> Specification:
    return Specification(shared_feeds / "ooapi/spec/ooapi-v5.json")


def member(slug: str = "tapi", **facts: Any) -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, label=slug, dye=1, **facts)


def ask(path: str, status: int = 200, **asked: Any) -> Any:
    answer = Client().get(BASE + path, asked)
    assert answer.status_code == status, answer.content
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.headers["Content-Type"] == kind
    return answer.json()


def test_every_answer_is_as_the_specification_says(specification: Specification) -> None:
    college = member(place="Surat")
    college.codes.create(scheme="ror", value="02jx3x895")
    [whole, bare] = write(source(college), stated("A-1", **WHOLE), stated("A-2", title={"und": "Bare"}))
    specification.check("/", ask("/"))
    courses = ask("/courses")
    specification.check(COURSES, courses)
    assert [one["courseId"] for one in courses["items"]] == [str(bare.public_id), str(whole.public_id)]
    for course in (whole, bare):
        specification.check("/courses/{courseId}", ask(f"/courses/{course.public_id}"))
        specification.check(OFFERINGS, ask(f"/courses/{course.public_id}/offerings", since="1900-01-01"))
    organisations = ask(ORGANISATIONS)
    specification.check(ORGANISATIONS, organisations)
    [one] = organisations["items"]
    specification.check("/organizations/{organizationId}", ask(f"/organizations/{one['organizationId']}"))
    specification.check(
        "/organizations/{organizationId}/courses", ask(f"/organizations/{one['organizationId']}/courses")
    )
    assert one["organizationId"] == courses["items"][0]["organization"]


def test_pages_of_each_size_hold_all_courses_once(specification: Specification) -> None:
    write(source(member()), *(stated(str(number), title="One title") for number in range(45)))
    for size in (10, 20, 50, 100, 250):
        seen: list[str] = []
        number, more = 1, True
        while more:
            page = ask("/courses", pageSize=size, pageNumber=number)
            specification.check(COURSES, page)
            assert (page["totalPages"], page["hasPreviousPage"]) == (-(-45 // size), number > 1)
            seen += [one["courseId"] for one in page["items"]]
            number, more = number + 1, page["hasNextPage"]
        assert len(seen) == len(set(seen)) == 45
    assert ask("/courses", pageNumber=99)["items"] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"pageSize": "7"}, "10, 20, 50, 100, 250"),
        ({"pageNumber": "0"}, "pageNumber"),
        ({"pageNumber": "one"}, "pageNumber"),
        ({"sort": "colour"}, "courseId, name"),
        ({"modeOfDelivery": "by post"}, "on campus"),
        ({"q": "ana\0tomy"}, "q holds the character NUL"),
        ({"primaryCode": "\0"}, "primaryCode holds"),
    ],
)
def test_a_wrong_parameter_is_a_problem_that_says_what_it_may_be(asked: dict[str, str], said: str) -> None:
    problem = ask("/courses", 400, **asked)
    assert (problem["status"], problem["title"]) == ("400", "Bad Request")
    assert said in problem["detail"]


def test_what_is_not_there_and_what_is_not_read_are_problems() -> None:
    [course] = write(source(member()), stated("A-1"))
    hide_course(course, None, "Wrong.")
    for path in (f"/courses/{course.public_id}", f"/courses/{course.public_id}/offerings", "/programs", "/x/y"):
        assert ask(path, 404)["status"] == "404"
    assert ask("/courses")["items"] == []
    for path in ("/ooapi", "/ooapi/", "/ooapi/v6/courses", f"{BASE}/courses/", f"{BASE}/courses/no-id"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path
    answer = Client(enforce_csrf_checks=True).post(f"{BASE}/courses")
    assert (answer.status_code, answer.json()["status"], answer.headers["Allow"]) == (405, "405", "GET, HEAD")


def test_offerings_begin_today_unless_since_says_otherwise() -> None:
    days = {"past": -40, "today": 0, "coming": 40}
    offerings = [{"id": name, "starts_on": (today() + dt.timedelta(days)).isoformat()} for name, days in days.items()]
    [course] = write(source(member()), stated("A-1", offerings=[*offerings, {"id": "undated"}]))

    def told(**asked: str) -> list[str]:
        return [one["primaryCode"]["code"] for one in ask(f"/courses/{course.public_id}/offerings", **asked)["items"]]

    assert told() == ["today", "coming"]
    assert told(since="1900-01-01") == ["past", "today", "coming"]
    assert told(since="1900-01-01", until=today().isoformat()) == ["past", "today"]
    assert told(since="1900-01-01", sort="-startDate") == ["coming", "today", "past"]
    ask(f"/courses/{course.public_id}/offerings", 400, since="yesterday")


@pytest.mark.parametrize(("days", "taken", "is_open"), [(1, 12, True), (4, None, True), (8, None, None)])
def test_numbers_of_places_leave_as_long_as_our_own_pages_say_them(
    days: int, taken: int | None, is_open: bool | None
) -> None:
    """A daily catalogue: after three days of silence readers are told to ask, after seven a bare "open" is old too."""
    numbers = {"places": 30, "places_taken": 12, "places_left": 18, "is_open": True}
    coming = (today() + dt.timedelta(40)).isoformat()
    register = source(member())
    [course] = write(
        register,
        stated("A-1", offerings=[{"id": "dated", "starts_on": coming, **numbers}, {"id": "undated", **numbers}]),
    )
    register.accepted_at = timezone.now() - dt.timedelta(days)
    register.save()
    [dated] = ask(f"/courses/{course.public_id}/offerings")["items"]
    [undated] = ask(f"/courses/{course.public_id}")["ext"]["tantu"]["offerings"]
    left = None if taken is None else 18
    assert (dated["maxNumberStudents"], dated.get("enrolledNumberStudents")) == (30, taken)
    for told in (dated["ext"]["tantu"], undated):
        assert [told[name] for name in numbers] == [30, taken, left, is_open]


def test_one_college_has_a_base_of_its_own() -> None:
    write(source(member("tapi")), stated("A-1", title="Tapi's"))
    write(source(member("narmada")), stated("B-1", title="Narmada's"))
    client = Client()
    own = client.get("/ooapi/colleges/tapi/v5/courses").json()["items"]
    assert [one["name"][0]["value"] for one in own] == ["Tapi's"]
    assert client.get("/ooapi/colleges/nobody/v5/courses").status_code == 404
    assert len(ask("/courses")["items"]) == 2


def test_courses_are_found_by_code_words_language_level_and_mode() -> None:
    write(
        source(member()),
        stated("A-1", code="AN 1", title="Anatomy", languages=["gu"], modes=["onsite"], level="undergraduate"),
        stated("A-2", code="PH 1", title="Physiology", languages=["en"], modes=["online"]),
    )

    def found(**asked: str) -> list[str]:
        return [one["primaryCode"]["code"] for one in ask("/courses", **asked)["items"]]

    assert found(primaryCode="AN 1") == found(q="natom") == found(teachingLanguage="guj") == ["AN 1"]
    assert found(modeOfDelivery="on campus") == found(level="bachelor") == ["AN 1"]
    assert found(level="undefined") == found(modeOfDelivery="online,hybrid") == ["PH 1"]


def test_no_page_needs_more_queries_for_more_rows() -> None:
    register = source(member())
    [first] = write(register, stated("0", **WHOLE))

    def queries() -> list[int]:
        counts = []
        for path in ("/courses?pageSize=250", f"/courses/{first.public_id}", "/organizations?pageSize=250"):
            with CaptureQueriesContext(connection) as asked:
                assert Client().get(BASE + path).status_code == 200
            counts.append(len(asked))
        return counts

    few = queries()
    for number in range(1, 7):
        write(source(member(f"college-{number}")), *(stated(f"{number}-{n}", **WHOLE) for n in range(5)))
    assert Course.objects.count() == 31
    assert queries() == few
    assert max(few) <= 15
