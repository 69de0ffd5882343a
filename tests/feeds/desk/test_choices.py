"""What of a system is read, is chosen in the settings of its feed, for formats that have choices."""

import html
from typing import Any

import pytest
from django.test import Client

from courses.catalogue.models import Source
from courses.feeds.models import Feed
from courses.feeds.options import profile_for
from courses.feeds.readers.moodle_options import MoodleOptions
from courses.feeds.settings_hash import reader_settings
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in

pytestmark = pytest.mark.django_db
URL = "https://moodle.tapi.example"


@pytest.fixture
def feed() -> Feed:
    source = Source.objects.create(organisation=college("tapi"), name="moodle", title="Moodle")
    return Feed.objects.create(source=source, format="moodle", url=URL, is_draft=True)


@pytest.fixture
def client(feed: Feed) -> Client:
    return signed_in(keeper(feed.source.organisation, "registrar"))


def save(client: Client, feed: Feed, choices: str) -> Any:
    typed = {"title": "Moodle", "url": URL, "every_seconds": "86400", "kind": "none", "name": "", "secret": ""}
    return client.post(f"/admin/feeds/{feed.pk}/settings/", {**typed, "do": "save", "choices": choices})


def test_choices_are_kept_shown_again_and_read_by(client: Client, feed: Feed) -> None:
    assert save(client, feed, 'categories = ["MBBS"]\nteachers = true').status_code == 302
    feed.refresh_from_db()
    assert reader_settings(feed).options(MoodleOptions) == MoodleOptions(categories=("MBBS",), teachers=True)
    page = html.unescape(client.get(f"/admin/feeds/{feed.pk}/settings/").content.decode())
    assert 'categories = ["MBBS"]\nteachers = true</textarea>' in page
    assert "batches" in page


def test_no_choice_is_everything(client: Client, feed: Feed) -> None:
    save(client, feed, "teachers = true")
    save(client, feed, "  ")
    feed.refresh_from_db()
    assert feed.profile == ""


@pytest.mark.parametrize(
    ("choices", "says"), [("teachers = 1", "teachers"), ("colour = 'red'", "colour"), ("names = ", "no TOML")]
)
def test_a_choice_that_cannot_be_followed_is_named_and_nothing_is_saved(
    client: Client, feed: Feed, choices: str, says: str
) -> None:
    answer = save(client, feed, choices)
    assert answer.status_code == 422
    assert says in html.unescape(answer.content.decode())
    feed.refresh_from_db()
    assert feed.profile == ""


def test_a_format_without_choices_asks_for_none(client: Client, feed: Feed) -> None:
    Feed.objects.filter(pk=feed.pk).update(format="ooapi-v5", profile="")
    assert b'name="choices"' not in client.get(f"/admin/feeds/{feed.pk}/settings/").content


def test_choices_come_back_as_the_profile_that_they_are(client: Client, feed: Feed) -> None:
    save(client, feed, "[options]\nteachers = true")
    feed.refresh_from_db()
    assert profile_for("moodle", feed.profile).options == {"teachers": True}
