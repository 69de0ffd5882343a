"""A server that is asked page by page is tried by its beginning, within the time that a person waits."""

import json
import re
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out
from tests.college_system import Answer, CollegeSystem, college_system
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.readers.samples import OAI_IDENTIFY, as_oai_pmh

pytestmark = pytest.mark.django_db
COURSES = 300
AS_JSON = (("Content-Type", "application/json"),)
AS_XML = (("Content-Type", "text/xml"),)


class Server:
    """Of the Open Education API: each of its courses has one offering."""

    def __init__(self, count: int = COURSES) -> None:
        self.count = count
        self.instead: dict[str, Answer] = {}

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        parts = urlsplit(request.path)
        number = int(parse_qs(parts.query)["pageNumber"][0])
        if parts.path.endswith("/offerings"):
            found = [{"offeringId": f"{parts.path}", "maxNumberStudents": 77}]
            return self._page(found, 1, 1)
        found = [_course(one) for one in range(self.count)[(number - 1) * 10 : number * 10]]
        return self.instead.get(f"page {number}") or self._page(found, number, -(-self.count // 10))

    def _page(self, found: list[dict[str, object]], number: int, of: int) -> Answer:
        told = {"pageNumber": number, "hasNextPage": number < of, "totalPages": of, "items": found}
        return Answer(json.dumps(told).encode(), headers=AS_JSON)


def _course(number: int) -> dict[str, object]:
    return {"courseId": f"C{number}", "name": [{"language": "en", "value": f"Course [{number}]"}]}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def registrar(db: None) -> Client:
    return signed_in(keeper(college("tapi"), "registrar"))


def draft(form: str, url: str) -> Feed:
    feed, _ = connect(Organisation.objects.get(), "server", Connection(form, url=url))
    Feed.objects.filter(pk=feed.pk).update(is_draft=True, next_due_at=None)
    return feed


def tried(client: Client, feed: Feed) -> str:
    return " ".join(client.get(reverse("feeds_desk:try", args=[feed.pk])).content.decode().split())


def can_start(page: str) -> bool:
    return bool(re.search(r"<button[^>]*>Start</button>", page))


def test_hundreds_of_courses_are_tried_by_the_first_twenty_and_can_be_started(
    registrar: Client, system: CollegeSystem
) -> None:
    feed = draft("ooapi-v5", f"http://{system.host}/v5")
    page = tried(registrar, feed)
    assert "The first 20 records; the rest is read by the first run." in page
    assert "<dt>Rows read</dt><dd>20</dd>" in page
    assert page.count("77 places") == 20
    assert len(system.asked) <= 30
    assert can_start(page)
    registrar.post(reverse("feeds_desk:start", args=[feed.pk]))
    run = Run.objects.get()
    carry_out(run.pk, "a worker")
    run.refresh_from_db()
    assert (run.status, run.created) == ("done", COURSES), run.message
    assert Course.objects.with_dates().filter(offerings__places=77).count() == COURSES


def test_what_follows_the_beginning_is_not_taken_for_missing(registrar: Client, system: CollegeSystem) -> None:
    feed = draft("ooapi-v5", f"http://{system.host}/v5")
    registrar.post(reverse("feeds_desk:start", args=[feed.pk]))
    carry_out(Run.objects.get().pk, "a worker")
    page = tried(registrar, feed)
    assert "The first 20 records; the rest is read by a run." in page
    assert "No longer in it" not in page
    assert "would wait for a person" not in page


def test_a_server_of_a_few_courses_is_tried_whole(registrar: Client, server: Server, system: CollegeSystem) -> None:
    server.count = 12
    page = tried(registrar, draft("ooapi-v5", f"http://{system.host}/v5"))
    assert "<dt>New</dt><dd>12</dd>" in page
    assert "Only the beginning was read" not in page


@pytest.mark.parametrize("number", [1, 2])
def test_a_beginning_that_is_broken_is_told_and_cannot_be_started(
    registrar: Client, server: Server, system: CollegeSystem, number: int
) -> None:
    server.instead[f"page {number}"] = Answer(b'{"items": [{"courseId": "C', headers=AS_JSON)
    page = tried(registrar, draft("ooapi-v5", f"http://{system.host}/v5"))
    assert "It could not be read" in page
    assert "ends in the middle of its list" in page
    assert not can_start(page)


def test_a_long_harvest_is_tried_by_what_came_in_half_of_the_time(registrar: Client, settings: Settings) -> None:
    settings.FEED_TRY_SECONDS = 7
    with college_system(slow_repository(25)) as system:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        page = tried(registrar, draft("oai-pmh", f"http://{system.host}/v5"))
    assert len(system.asked) < 10
    assert "The first 20 records; the rest is read by the first run." in page
    assert can_start(page)


def slow_repository(pages: int) -> Callable[[BaseHTTPRequestHandler], Answer]:
    told = OAI_IDENTIFY | as_oai_pmh([(f"R{number}", f"Course {number}") for number in range(pages * 10)])
    bodies = {address.removeprefix("https://tapi.example"): body for address, body in told.items()}

    def say(request: BaseHTTPRequestHandler) -> Answer:
        time.sleep(0.5)
        return Answer(bodies[request.path], headers=AS_XML)

    return say


def test_a_site_of_hundreds_of_pages_is_tried_by_its_first_ones(registrar: Client, settings: Settings) -> None:
    with college_system(site_of(300, states_a_course=True)) as system:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        page = tried(registrar, draft("schema-org", f"http://{system.host}/sitemap.xml"))
    assert len(system.asked) <= 30
    assert "The first 20 records; the rest is read by the first run." in page
    assert can_start(page)


def test_first_pages_that_state_no_course_keep_nobody_from_starting(registrar: Client, settings: Settings) -> None:
    with college_system(site_of(300, states_a_course=False)) as system:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        page = tried(registrar, draft("schema-org", f"http://{system.host}/sitemap.xml"))
    assert "Its first answers hold no record; the rest is read by the first run." in page
    assert can_start(page)


def site_of(count: int, *, states_a_course: bool) -> Callable[[BaseHTTPRequestHandler], Answer]:
    def say(request: BaseHTTPRequestHandler) -> Answer:
        base = f"http://{request.headers['Host']}"
        if request.path == "/sitemap.xml":
            pages = "".join(f"<url><loc>{base}/courses/{number}</loc></url>" for number in range(count))
            return Answer(f"<urlset>{pages}</urlset>".encode(), headers=AS_XML)
        told = json.dumps({"@type": "Course", "name": f"Course {request.path}"}) if states_a_course else "{}"
        text = f'<!doctype html><title>x</title><script type="application/ld+json">{told}</script>'
        return Answer(text.encode(), headers=(("Content-Type", "text/html"),))

    return say
