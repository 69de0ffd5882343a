"""A registrar without a mouse ticks what of her Moodle is read, says which courses are copies, sees it and keeps it."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from courses.catalogue.models import Source
from courses.feeds.desk.choice_form import FOLDS
from courses.feeds.models import Feed
from courses.feeds.options import profile_for
from tests.college_system import Answer, CollegeSystem, college_system
from tests.journeys.conftest import Open
from tests.journeys.keys import go_to, press
from tests.journeys.sample import Sample
from tests.journeys.test_publishing import _account as account
from tests.journeys.test_publishing import sign_in

TOLD = {
    "core_course_get_categories": [
        {"id": 1, "name": "MBBS", "parent": 0},
        {"id": 2, "name": "Anatomy", "parent": 1},
        {"id": 3, "name": "Staff training", "parent": 0},
    ],
    "core_course_get_courses_by_field": {
        "courses": [
            {"id": 11, "fullname": "Osteology 2025", "categoryid": 2},
            {"id": 12, "fullname": "Osteology 2026", "categoryid": 2},
            {"id": 13, "fullname": "Ward rounds", "categoryid": 1},
            {"id": 14, "fullname": "Fire drill", "categoryid": 3},
        ]
    },
}


def moodle(request: BaseHTTPRequestHandler) -> Answer:
    asked = parse_qs(urlsplit(request.path).query)["wsfunction"][0]
    return Answer(json.dumps(TOLD[asked]).encode(), headers=(("Content-Type", "application/json"),))


@pytest.fixture
def system(settings: Settings) -> Iterator[CollegeSystem]:
    with college_system(moodle) as made:
        settings.FEED_ALLOW_PRIVATE = [made.host]
        yield made


@pytest.fixture
def feed(shown: Sample, system: CollegeSystem) -> Feed:
    source = Source.objects.create(organisation=shown.narmada, name="moodle", title="Moodle")
    return Feed.objects.create(source=source, format="moodle", url=f"http://{system.host}", is_draft=True)


def test_categories_and_copies_are_chosen_by_keys_alone(shown: Sample, feed: Feed, visit: Open):
    page = sign_in(visit(), account(shown.narmada, "registrar"))
    page.goto(reverse("feeds_desk:choice", args=[feed.pk]))
    go_to(page, "MBBS")
    page.keyboard.press("Space")
    go_to(page, "By what do copies")
    page.keyboard.type("A year at the end")
    press(page, "Show what this gives")
    folded = page.get_by_role("region", name="Folded together")
    expect(folded.get_by_text("Osteology", exact=True)).to_be_visible()
    expect(folded.get_by_text("2026, 2025")).to_be_visible()
    expect(page.get_by_role("region", name="Fall out").get_by_text("Fire drill")).to_be_visible()
    expect(page.get_by_label("MBBS").first).to_be_checked()
    press(page, "Save")
    page.wait_for_url(re.compile("/try/$"))
    expect(page.get_by_role("heading", name="Osteology").first).to_be_visible()
    feed.refresh_from_db()
    kept = profile_for(feed.format, feed.profile).options
    assert (kept["categories"], kept["batches"]) == ([1], FOLDS["year"])
