"""A Moodle is connected in the CMS with its token and read: the token goes to that Moodle alone."""

import json
import logging
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalogue.models import Course
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out
from tests.college_system import Answer, CollegeSystem
from tests.commanding import say
from tests.corners import college
from tests.feeds.connecting.test_credentials import everything_kept
from tests.feeds.desk.conftest import keeper, signed_in

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123456789abcdef"  # as a Moodle makes them
COURSES = {"courses": [{"id": 7, "fullname": "Wound care", "categoryid": 1, "visible": 1, "startdate": 1798761600}]}
ANSWERS = {
    "core_course_get_courses_by_field": COURSES,
    "core_course_get_categories": [{"id": 1, "name": "Surgery", "parent": 0}],
}
REFUSED = {"exception": "core\\exception\\moodle_exception", "errorcode": "invalidtoken", "message": "Invalid token"}


class Moodle:
    """Answers whoever shows the token that holds; it repeats what it was shown, as a careless one would."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.shown: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.shown.append(asked.get("wstoken", ""))
        is_known = self.shown[-1] == self.token
        said = ANSWERS[asked["wsfunction"]] if is_known else {**REFUSED, "message": f"Invalid token {self.shown[-1]}"}
        return Answer(json.dumps(said).encode(), headers=(("Content-Type", "application/json"),))


@pytest.fixture
def server() -> Moodle:
    return Moodle()


def test_a_moodle_is_connected_with_its_token_which_is_found_nowhere_else(
    system: CollegeSystem, server: Moodle, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    registrar = signed_in(keeper(college("tapi"), "registrar"))
    registrar.post("/admin/feeds/connect/", {"title": "Moodle", "name": "", "format": "moodle", "way": "address"})
    feed = Feed.objects.get()
    answers = {
        "title": "Moodle",
        "url": f"http://{system.host}",
        "every_seconds": "86400",
        "kind": "none",
        "do": "fetch",
    }
    registrar.post(reverse("feeds_desk:settings", args=[feed.pk]), answers)
    assert "Let its administrator make a new token" in text_of(registrar.get(reverse("feeds_desk:try", args=[feed.pk])))
    shown = {"kind": "query", "name": "wstoken", "secret": TOKEN}
    connected = registrar.post(reverse("feeds_desk:settings", args=[feed.pk]), {**answers, **shown})
    assert connected.status_code == 302, text_of(connected)
    assert "Wound care" in text_of(registrar.get(reverse("feeds_desk:try", args=[feed.pk])))
    registrar.post(reverse("feeds_desk:start", args=[feed.pk]))
    run = carried_out(feed)
    assert (run.status, run.created) == ("done", 1)
    course = Course.objects.public().get()
    assert course.title == "Wound care"
    assert set(server.shown) == {"", TOKEN}

    server.token = "another"
    say("sync", "tapi", "moodle")
    failed = Run.objects.latest("pk")
    assert failed.status == "failed"
    assert "token" in failed.message
    told = [everything_kept(), caplog.text]
    told += [text_of(registrar.get(page)) for page in pages_of(feed)]
    told += [text_of(Client().get(page)) for page in ("/api/v1/courses", f"/courses/tapi/{course.slug}/")]
    told += [say("run", str(one.pk), "--json", "--problems", "--changes").out for one in Run.objects.all()]
    assert [text for text in told if TOKEN in text] == []


def carried_out(feed: Feed) -> Run:
    run = Run.objects.get(feed=feed, status=Run.Status.QUEUED)
    carry_out(run.pk, "a worker")
    run.refresh_from_db()
    return run


def pages_of(feed: Feed) -> list[str]:
    """Of the feed and of each of its runs, as its registrar sees them."""
    runs = [reverse("feeds_desk:run", args=[feed.pk, run.pk]) for run in Run.objects.all()]
    return [reverse("feeds_desk:feed", args=[feed.pk]), reverse("feeds_desk:settings", args=[feed.pk]), *runs]


def text_of(answer) -> str:
    return answer.content.decode()
