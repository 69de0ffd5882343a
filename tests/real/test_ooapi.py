"""The samples of the Open Education API arrive whole from a server that keeps to its specification."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from pytest_django import Settings

from courses.catalogue.models import Course, Offering
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.sync import sync
from tests.college_system import Answer, CollegeSystem
from tests.corners import college
from tests.faults.invariant import in_order, states_of
from tests.feeds.feeding import counts
from tests.ooapi_system import JSON, OoapiSystem, Specification, Stated, serving

pytestmark = pytest.mark.django_db

PAGE_7 = "/v5/courses?pageSize=10&pageNumber=7"
EXAMPLE = "1668dd09-660f-4303-a2bf-14bea154b39d"
FOR_OTHER_SYSTEMS = {"consumers"}
"""What a server says to systems that it names, not of the course."""


@pytest.fixture
def quickstart(shared_feeds: Path) -> Path:
    return shared_feeds / "ooapi/quickstart-v5"


@pytest.fixture
def ooapi(shared_feeds: Path) -> OoapiSystem:
    return OoapiSystem(Specification(shared_feeds / "ooapi/spec/ooapi-v5.json"), [], [])


@pytest.fixture
def system(ooapi: OoapiSystem, settings: Settings) -> Iterator[CollegeSystem]:
    settings.FEED_TRIES, settings.ELASTICSEARCH_URL = 1, ""
    with serving(ooapi) as running:
        settings.FEED_ALLOW_PRIVATE = [running.host]
        yield running


@pytest.fixture
def feed(db: None, system: CollegeSystem) -> Feed:
    made, _ = connect(college("tapi"), "server", Connection("ooapi-v5", url=f"http://{system.host}/v5"))
    return made


def test_two_courses_and_one_offering_arrive_whole(
    quickstart: Path, ooapi: OoapiSystem, system: CollegeSystem, feed: Feed
) -> None:
    ooapi.courses = [stated(quickstart / "3-Course.json"), stated(quickstart / "course.json")]
    ooapi.offerings = [stated(quickstart / "4-Offering.json")]
    run = read(feed)
    assert (run.status, counts(run)) == ("done", {"read": 2, "created": 2}), run.message
    assert not run.problems.exists()
    assert len(system.asked) == 3
    for source in ooapi.courses:
        assert_whole(Course.objects.public().get(record_id=source["courseId"]), source)
    offering = Offering.objects.get()
    assert offering.course.record_id == EXAMPLE
    assert_offering_whole(offering, ooapi.offerings[0])


def test_offerings_stay_where_their_list_is_not_found_and_go_where_it_is_empty(
    quickstart: Path, ooapi: OoapiSystem, feed: Feed
) -> None:
    ooapi.courses = [stated(quickstart / "course.json")]
    ooapi.offerings = [stated(quickstart / "4-Offering.json")]
    ooapi.courses[0]["courseId"] = ooapi.offerings[0]["course"]
    read(feed)
    path = f"/v5/courses/{ooapi.courses[0]['courseId']}/offerings?pageSize=10&pageNumber=1&since=1900-01-01"
    ooapi.instead[path] = Answer(b"{}", 404, JSON)
    run = read(feed)
    assert (counts(run), shown_of(feed)) == ({"read": 1, "same": 1}, 1)
    assert run.file, "what was answered is kept, though one list was not found"
    del ooapi.instead[path]
    ooapi.offerings = []
    assert (counts(read(feed)), shown_of(feed)) == ({"read": 1, "changed": 1}, 0)


def shown_of(feed: Feed) -> int:
    return Offering.objects.filter(course__source=feed.source, withdrawn_at=None).count()


def assert_whole(course: Course, source: Stated) -> None:
    """Every text in every language it is in, and every value: in a field of ours, or kept under its own name."""
    texts = {name: by_language(source[name]) for name in ("name", "description")}
    main = next(iter(texts["name"]))
    assert (course.titles, course.title, course.main_language) == (texts["name"], texts["name"][main], main)
    assert {language: words(text) for language, text in course.descriptions.items()} == {
        language: words(text) for language, text in texts["description"].items()
    }
    assert "<p>" in course.description
    assert course.code == source["primaryCode"]["code"]
    assert (course.credits, course.credit_scheme) == (
        source["studyLoad"]["value"],
        source["studyLoad"]["studyLoadUnit"],
    )
    assert (source["level"], course.level) == ("bachelor", "undergraduate")
    assert (source["modeOfDelivery"], course.modes) == (["on campus", "online"], ["onsite", "online"])
    assert (source["teachingLanguage"], course.languages) == ("spa", ["es"])
    assert course.url == source["link"]
    assert [person["name"] for person in course.people] == source.get("coordinators", [])
    outcomes = by_language(source["learningOutcomes"][0])
    assert [outcome["text"] for outcome in course.outcomes] == [" ".join(words(next(iter(outcomes.values()))))]
    assert words(course.prerequisites) == words(first(source["admissionRequirements"]))
    assert words(course.admission_text) == words(first(source["enrollment"]))
    assert_kept(course.extra, source)


def assert_kept(extra: dict[str, str], source: Stated) -> None:
    in_fields = {
        "courseId", "name", "description", "primaryCode", "studyLoad", "level", "modeOfDelivery", "teachingLanguage",
        "link", "coordinators",
    }  # fmt: skip
    for name in source.keys() - in_fields - FOR_OTHER_SYSTEMS:
        for language, text in [*by_language(source[name]).items()][1:]:
            assert words(extra[f"{name}.{language}"]) == words(text)
    assert words(extra["assessment"]) == words(first(source["assessment"]))
    assert words(extra["qualificationRequirements"]) == words(first(source["qualificationRequirements"]))
    assert extra["abbreviation"] == source["abbreviation"]
    assert extra["organization"] == source["organization"]
    assert extra["firstStartDate"] == source["firstStartDate"]
    assert extra["otherCodes"] == ", ".join(code["code"] for code in source["otherCodes"])
    assert extra["resources"] == ", ".join(source["resources"])
    for address in source["addresses"]:
        assert address["street"] in extra["addresses"]


def assert_offering_whole(offering: Offering, source: Stated) -> None:
    dates = (offering.starts_on, offering.ends_on, offering.enrol_from, offering.enrol_until)
    assert [str(date) for date in dates] == [
        source[name] for name in ("startDate", "endDate", "enrollStartDate", "enrollEndDate")
    ]
    assert (offering.offering_id, offering.label) == (source["offeringId"], source["abbreviation"])
    assert (offering.places, offering.places_taken, offering.places_left) == (200, 150, 50)
    assert (source["teachingLanguage"], offering.languages) == ("nld", ["nl"])
    assert (source["modeOfDelivery"], offering.modes) == (["situated"], ["onsite"])
    assert (offering.place, offering.url) == ("Moreelsepark 48, Utrecht", source["link"])


def test_85_records_fill_nine_pages_of_ten(
    quickstart: Path, ooapi: OoapiSystem, system: CollegeSystem, feed: Feed
) -> None:
    ooapi.courses = made_of(quickstart, 85)
    run = read(feed)
    assert (run.status, counts(run)) == ("done", {"read": 85, "created": 85}), run.message
    pages = [path for path in system.asked if path.startswith("/v5/courses?")]
    assert pages == [f"/v5/courses?pageSize=10&pageNumber={number}" for number in range(1, 10)]
    titles = set(Course.objects.public().filter(source=feed.source).values_list("title", flat=True))
    assert titles == {f"Curso [C-{number}]" for number in range(85)}


def no_answer(_: OoapiSystem) -> Answer:
    return Answer(b'{"status": 500}', 500, JSON)


def half_an_answer(_: OoapiSystem) -> Answer:
    body = json.dumps({"pageNumber": 7, "hasNextPage": True, "items": [{"courseId": "C-60"}]}).encode()
    return Answer(body[: len(body) // 2], headers=JSON)


def less_than_announced(_: OoapiSystem) -> Answer:
    return Answer(b'{"pageNumber": 7', headers=JSON, length=5_000)


def a_sign_in_page(_: OoapiSystem) -> Answer:
    return Answer(b"<!doctype html><title>Sign in</title>", headers=(("Content-Type", "text/html"),))


def the_page_before(ooapi: OoapiSystem) -> Answer:
    page = {"pageSize": 10, "pageNumber": 7, "hasNextPage": True, "totalPages": 9, "items": ooapi.courses[50:60]}
    return Answer(json.dumps(page).encode(), headers=JSON)


def an_early_end(ooapi: OoapiSystem) -> Answer:
    page = {"pageSize": 10, "pageNumber": 7, "hasNextPage": False, "totalPages": 9, "items": ooapi.courses[60:70]}
    return Answer(json.dumps(page).encode(), headers=JSON)


FAILURES = pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (no_answer, "http_status"),
        (half_an_answer, "truncated"),
        (less_than_announced, "truncated"),
        (a_sign_in_page, "not_a_feed"),
        (the_page_before, "bad_paging"),
        (an_early_end, "bad_paging"),
    ],
)


@FAILURES
def test_page_7_failing_in_a_first_reading_leaves_nothing_behind(
    quickstart: Path, ooapi: OoapiSystem, feed: Feed, answer: Any, reason: str
) -> None:
    ooapi.courses = made_of(quickstart, 85)
    ooapi.instead[PAGE_7] = answer(ooapi)
    run = read(feed)
    assert (run.status, run.reason, counts(run)) == ("failed", reason, {})
    assert run.message
    assert not Course.objects.exists()


@FAILURES
def test_page_7_failing_after_a_good_reading_changes_nothing(
    quickstart: Path, ooapi: OoapiSystem, feed: Feed, answer: Any, reason: str
) -> None:
    ooapi.courses = made_of(quickstart, 85)
    read(feed)
    before = states_of(feed.source.organisation)
    for course in ooapi.courses:
        course["studyLoad"]["value"] = 9
    ooapi.instead[PAGE_7] = answer(ooapi)
    run = read(feed)
    assert (run.status, run.reason, counts(run)) == ("failed", reason, {})
    assert states_of(feed.source.organisation) == before
    in_order()
    ooapi.instead.clear()
    assert counts(read(feed)) == {"read": 85, "changed": 85}


def read(feed: Feed) -> Run:
    return sync(Feed.objects.get(pk=feed.pk))


def stated(path: Path) -> Stated:
    found: Stated = json.loads(path.read_text(encoding="utf-8"))
    return found


def made_of(quickstart: Path, count: int) -> list[Stated]:
    """Courses of the sample's template, each with an id and code of its own."""
    template = (quickstart / "course_template.json").read_text(encoding="utf-8")
    return [
        json.loads(
            template.replace("--COURSE_ID_TOBEINFORMED--", str(uuid5(NAMESPACE_URL, f"course/{number}"))).replace(
                "--COURSE_CODE_TOBEINFORMED--", f"C-{number}"
            )
        )
        for number in range(count)
    ]


def by_language(texts: Any) -> dict[str, str]:
    """[{language, value}], or a list of such lists, by language."""
    if not isinstance(texts, list):
        return {}
    flat = [text for part in texts for text in (part if isinstance(part, list) else [part])]
    return {text["language"]: text["value"] for text in flat if isinstance(text, dict) and "language" in text}


def first(texts: Any) -> str:
    return next(iter(by_language(texts).values()))


def words(text: str) -> list[str]:
    """The words of a text, without its tags; what stands in two cells or paragraphs is two words."""
    in_line = re.sub("</?(a|em|strong)\\b[^>]*>", "", text)
    return html.unescape(re.sub("<[^>]+>", " ", in_line)).split()
