"""The open list, one course and the colleges hold what they are described to hold, and travel cheaply."""

import datetime as dt
import gzip
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from courses.catalogue.hiding import hide_college, hide_course, hide_source
from courses.catalogue.models import Course, Source
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import withdraw_courses
from tests.catalogue.stating import AT, source, stated, write
from tests.exports.asking import ask, let_others_end

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = {
    "title": {"gu": "શરીરરચના", "en": "Anatomy"},
    "main_language": "gu",
    "description": {"en": "<p>All of it.</p>"},
    "code": "AN 1",
    "level": "undergraduate",
    "disciplines": ["anatomy"],
    "subjects": [{"scheme": "isced-f", "code": "0912"}],
    "credits": "7.5",
    "intake": 150,
    "numbers_stated_on": "2026-10-01",
    "letter_needed": True,
    "people": [{"name": "Ketaki Oza", "role": "teacher"}],
    "outcomes": [{"text": "Name every bone.", "codes": ["AN1.1"]}],
    "extra": {"room": "12"},
    "offerings": [
        {
            "id": "1",
            "starts_on": "2027-01-04",
            "starts_at": "09:30:00",
            "places": 60,
            "places_left": 4,
            "meetings": [{"weekday": "mon", "start": "09:30"}],
        }
    ],
}


def member(slug: str = "tapi", **facts: Any) -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, label=slug, dye=1, **facts)


def address(course: Course) -> str:
    return f"/api/v1/courses/{course.public_id}"


def described(path: str, answer: Any) -> None:
    """The answer is as /api/v1/openapi.json says."""
    whole = ask("/api/v1/openapi.json")
    [told] = whole["paths"][path]["get"]["responses"]["200"]["content"].values()
    Draft202012Validator({"components": whole["components"], **told["schema"]}).validate(answer)


def test_what_is_told_is_as_described_and_holds_every_field() -> None:
    college = member()
    write(source(college), stated("A-1", **WHOLE), stated("A-2"))
    [gone] = write(source(college, "other"), stated("B-1"))
    hide_course(gone, None, "Wrong.")
    answer = ask("/api/v1/courses")
    described("/api/v1/courses", answer)
    described("/api/v1/colleges", ask("/api/v1/colleges"))
    whole = answer["courses"][0]
    described("/api/v1/courses/{public_id}", ask(f"/api/v1/courses/{whole['id']}"))
    assert next(iter(whole["title"])) == "gu"
    for name in WHOLE.keys() - {"credits", "offerings"}:
        assert whole[name] == WHOLE[name], name
    assert whole["credits"] == 7.5
    assert whole["offerings"][0].items() >= WHOLE["offerings"][0].items()  # type: ignore[index, attr-defined]
    assert (whole["college"], whole["source"], whole["record_id"]) == ("tapi", "register", "A-1")
    assert Client().get(whole["page"]).status_code == 200


def test_a_withdrawn_course_is_given_marked_and_a_hidden_one_not_at_all() -> None:
    one, other, third = write(source(member()), stated("A-1"), stated("A-2"), stated("A-3"))
    with transaction.atomic():
        withdraw_courses([one.pk], AT)
    hide_course(other, None, "Wrong.")
    answer = ask(address(one))
    assert (answer["withdrawn"], answer["title"]) == (True, {"en": "Course A-1"})
    assert answer["withdrawn_at"] is not None
    assert "A-2" not in str(ask(address(other), 404))
    assert ask(address(third))["withdrawn"] is False
    Organisation.objects.update(state="suspended")
    ask(address(third), 404)


@pytest.mark.parametrize("method", ["get", "post"])
def test_whatever_is_no_address_of_the_api_says_so_as_the_api_says_things(method: str) -> None:
    ask(f"/api/v1/courses/{uuid.uuid4()}", 404)
    for path in (
        "courses/no-id",
        f"courses/{uuid.uuid4()}/",
        "nothing",
        "search/",
        "a/b.json",
        "colleges/a/feeds/b/puhs",
    ):
        answer = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json"), path
        assert "Nothing is at this address" in answer.json()["detail"]
    for path in ("/api/v1", "/api/v1/"):
        assert Client().get(path).headers["Content-Type"].startswith("application/json"), path


@pytest.mark.parametrize("path", ["courses", "colleges", "search", "openapi.json", f"courses/{uuid.UUID(int=1)}"])
def test_what_is_for_reading_says_so_to_whoever_would_write_and_answers_a_head_as_a_get(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "delete", "options"):
        answer = getattr(client, method)(f"/api/v1/{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/json"), method
        assert answer.headers["Allow"] == "GET, HEAD"
        assert "ask with GET" in answer.json()["detail"]
    let_others_end()
    asked, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (asked.status_code, b"")
    assert head.headers["Content-Type"] == asked.headers["Content-Type"]


def test_a_twin_leads_to_the_course_that_is_shown() -> None:
    college = member()
    [first] = write(source(college), stated("1", code="AN 1", title="Anatomy"))
    [twin] = write(source(college, "other"), stated("7", code="AN 1", title="Anatomy"))
    with transaction.atomic():
        settle_twins(college)
    assert Client().get(address(twin)).headers["Location"] == address(first)


@pytest.mark.parametrize(
    ("age", "days_to_confirm", "stale", "hold"),
    [(1, None, False, True), (5, None, True, False), (5, 30, False, True), (8, 30, False, False), (1, -1, True, False)],
)
def test_numbers_of_places_hold_as_long_as_on_the_page(
    age: int, days_to_confirm: int | None, stale: bool, hold: bool
) -> None:
    now = timezone.now()
    register = source(member())
    register.accepted_at = now - dt.timedelta(days=age)
    register.confirm_by = None if days_to_confirm is None else today() + dt.timedelta(days=days_to_confirm)
    register.save()
    starts = (today() + dt.timedelta(days=60)).isoformat()
    run = {"id": "1", "starts_on": starts, "places": 60, "places_left": 4}
    [course] = write(register, stated("A-1", offerings=[run]))
    [told] = ask("/api/v1/courses")["courses"]
    assert (told["stale"], told["numbers_hold"], told["offerings"][0]["places_left"]) == (stale, hold, 4)
    assert ask(address(course)) == told
    page = Client().get(told["page"]).content.decode()
    assert ("4 of 60 " in page, "Confirm dates with the college" in page) == (hold, stale)


def test_colleges_say_when_each_catalogue_was_last_accepted() -> None:
    college = member("tapi", place="Surat")
    college.codes.create(scheme="ror", value="02jx3x895")
    source(college)
    member("body", kind="public_body")
    member("left", state="left")
    [told] = ask("/api/v1/colleges")["colleges"]
    assert (told["slug"], told["place"], told["codes"]) == ("tapi", "Surat", {"ror": ["02jx3x895"]})
    assert [one["name"] for one in told["sources"]] == ["register"]
    assert told["sources"][0]["stated_at"].startswith("2026-11-02T04:30")


def test_colleges_do_not_name_what_is_hidden_or_only_being_connected() -> None:
    college = member("tapi")
    write(source(college), stated("A-1"))
    Source.objects.create(organisation=college, name="draft", title="Not started", every_seconds=86_400)
    write(source(college, name="wrong"), stated("B-1"))
    hide_source(Source.objects.get(name="wrong"), None, "Wrong.")
    [told] = ask("/api/v1/colleges")["colleges"]
    assert [one["name"] for one in told["sources"]] == ["register"]
    hide_college(college, None, "Wrong.")
    [told] = ask("/api/v1/colleges")["colleges"]
    assert told["sources"] == []


def test_what_the_asker_holds_is_not_sent_again_and_what_is_sent_is_compressed() -> None:
    write(source(member()), *(stated(str(number)) for number in range(5)))
    client = Client(headers={"accept-encoding": "gzip"})
    let_others_end()
    answer = client.get("/api/v1/courses")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(answer.content)) > 3 * len(answer.content)
    again = client.get("/api/v1/courses", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Course.objects.filter(record_id="1").update(title="New", titles={"en": "New"})
    assert client.get("/api/v1/courses", headers={"if-none-match": answer.headers["ETag"]}).status_code == 200


def test_no_question_needs_more_queries_for_more_rows() -> None:
    def queries() -> list[int]:
        counts = []
        for path in ("/api/v1/courses", address(Course.objects.earliest("pk")), "/api/v1/colleges"):
            ask(path)
            with CaptureQueriesContext(connection) as asked:
                Client().get(path)
            counts.append(len(asked))
        return counts

    register = source(member())
    write(register, stated("0", **WHOLE))
    few = queries()
    for number in range(1, 9):
        write(source(member(f"college-{number}")), *(stated(f"{number}-{n}", **WHOLE) for n in range(5)))
    assert queries() == few
    assert max(few) <= 15
