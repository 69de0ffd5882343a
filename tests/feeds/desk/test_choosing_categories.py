"""A registrar ticks the categories of her Moodle and says which courses are copies, and sees what that gives."""

import html
import io
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from courses.catalogue.models import Course, Source
from courses.feeds.desk.choice_form import FOLDS
from courses.feeds.models import Feed, Run
from courses.feeds.options import profile_for
from courses.feeds.uploads.keeping import keep
from tests.college_system import Answer, CollegeSystem, college_system
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in

pytestmark = pytest.mark.django_db
CATEGORIES = [
    {"id": 1, "name": "MBBS", "parent": 0},
    {"id": 2, "name": "Anatomy", "parent": 1},
    {"id": 3, "name": "Staff", "parent": 0},
    {"id": 4, "name": "Empty", "parent": 0},
]
COURSES = [
    {"id": 1, "fullname": "The Moodle", "format": "site"},
    {"id": 11, "fullname": "Anatomy 2024", "categoryid": 2, "startdate": 1722470400},
    {"id": 12, "fullname": "Anatomy 2025", "categoryid": 2, "startdate": 1754006400},
    {"id": 13, "fullname": "Ward rounds", "categoryid": 1},
    {"id": 14, "fullname": "Fire drill", "categoryid": 3},
    {"id": 15, "fullname": "Draft", "categoryid": 1, "visible": 0},
]
REFUSED = {"exception": "moodle_exception", "errorcode": "invalidtoken", "message": "Invalid token"}


class Moodle:
    """Tells these; `asked` counts the questions."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            "core_course_get_courses_by_field": {"courses": COURSES},
            "core_course_get_categories": CATEGORIES,
        }
        self.asked = 0

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        self.asked += 1
        asked = parse_qs(urlsplit(request.path).query)["wsfunction"][0]
        return Answer(json.dumps(self.answers[asked]).encode(), headers=(("Content-Type", "application/json"),))


@pytest.fixture
def moodle() -> Moodle:
    return Moodle()


@pytest.fixture
def system(moodle: Moodle, settings: Settings) -> Iterator[CollegeSystem]:
    cache.clear()
    with college_system(moodle) as made:
        settings.FEED_ALLOW_PRIVATE = [made.host]
        yield made


@pytest.fixture
def feed(system: CollegeSystem) -> Feed:
    source = Source.objects.create(organisation=college("tapi"), name="moodle", title="Moodle")
    return Feed.objects.create(source=source, format="moodle", url=f"http://{system.host}", is_draft=True)


@pytest.fixture
def registrar(feed: Feed) -> Client:
    return signed_in(keeper(feed.source.organisation, "registrar"))


def at(feed: Feed) -> str:
    return reverse("feeds_desk:choice", args=[feed.pk])


def text_of(answer: Any) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))


def post(client: Client, feed: Feed, do: str, **fields: Any) -> Any:
    return client.post(at(feed), {"ticks": "yes", "do": do, **fields})


def options_of(feed: Feed) -> dict[str, Any]:
    feed.refresh_from_db()
    return profile_for(feed.format, feed.profile).options if feed.profile else {}


def test_categories_of_the_server_are_a_nested_list_with_their_courses(feed: Feed, registrar: Client) -> None:
    page = text_of(registrar.get(at(feed)))
    listed = page.partition("<legend>Only these</legend>")[2].partition("</fieldset>")[0]
    assert [word for word in ("MBBS", "Anatomy", "Staff", "Empty") if word in listed] == [
        "MBBS", "Anatomy", "Staff", "Empty",
    ]  # fmt: skip
    assert 'value="1"> <span>MBBS</span> <span class="num">3<' in listed
    assert 'value="2"> <span>Anatomy</span> <span class="num">2<' in listed
    assert listed.index("<ul>", 1) < listed.index("Anatomy")
    assert "4 courses that its students see" in page
    assert "Draft" not in page


def test_what_is_ticked_is_kept_in_the_profile_and_ticked_again(feed: Feed, registrar: Client) -> None:
    answer = post(registrar, feed, "save", category=["1", "3"], without=["2"], names="", fold="")
    assert answer.url == reverse("feeds_desk:try", args=[feed.pk])
    assert options_of(feed) == {"categories": [1, 3], "without_categories": [2]}
    page = text_of(registrar.get(at(feed)))
    assert 'name="category" value="1" checked' in page
    assert 'name="without" value="2" checked' in page
    assert 'name="category" value="2" checked' not in page


def test_other_options_stay_and_a_typed_name_is_found_ticked(feed: Feed, registrar: Client) -> None:
    Feed.objects.filter(pk=feed.pk).update(profile='[options]\nteachers = true\ncategories = ["mbbs / anatomy"]\n')
    assert 'name="category" value="2" checked' in text_of(registrar.get(at(feed)))
    post(registrar, feed, "save", category=["2"])
    assert options_of(feed) == {"teachers": True, "categories": [2]}


def test_the_preview_says_which_fold_together_and_which_fall_out_and_writes_nothing(
    feed: Feed, registrar: Client
) -> None:
    page = text_of(post(registrar, feed, "show", category=["1"], fold="year"))
    gives = page.partition('id="gives"')[2]
    assert "<dt>Anatomy</dt><dd>2025, 2024</dd>" in gives
    assert "<li>Ward rounds</li>" in gives
    out = gives.partition("Courses that are not read")[2]
    assert "Fire drill" in out
    assert "In no category that is chosen" in out
    assert options_of(feed) == {}
    assert not Course.objects.exists()
    assert not Run.objects.exists()


def test_the_server_is_asked_once_for_several_previews_and_again_when_that_is_wanted(
    feed: Feed, registrar: Client, moodle: Moodle
) -> None:
    registrar.get(at(feed))
    once = moodle.asked
    post(registrar, feed, "show", names="Anatomy")
    post(registrar, feed, "show", names="Ward")
    assert moodle.asked == once
    moodle.answers["core_course_get_categories"] = [*CATEGORIES, {"id": 9, "name": "Surgery", "parent": 0}]
    assert "Surgery" in text_of(post(registrar, feed, "look"))
    assert moodle.asked == 2 * once


def test_a_category_that_is_gone_is_said_and_stays_until_it_is_unticked(feed: Feed, registrar: Client) -> None:
    Feed.objects.filter(pk=feed.pk).update(profile='[options]\ncategories = [1, "Archive"]\n')
    page = text_of(registrar.get(at(feed)))
    assert 'Archive <span class="status status--soon">Not there now' in page
    post(registrar, feed, "save", category=["Archive", "1"])
    assert options_of(feed) == {"categories": ["Archive", 1]}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"names": "("}, "Mend the regular expression"),
        ({"fold": "own", "batches": "^(.+)$"}, "no group named course"),
        ({"fold": "own"}, "Write the pattern"),
    ],
)
def test_a_pattern_that_cannot_be_followed_is_named_beside_its_field(
    feed: Feed, registrar: Client, fields: dict[str, str], says: str
) -> None:
    answer = post(registrar, feed, "save", category=["1"], **fields)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert 'name="category" value="1" checked' in text_of(answer)
    assert options_of(feed) == {}


def test_where_no_look_can_be_taken_the_reason_stands_there_and_categories_are_typed(
    feed: Feed, registrar: Client, moodle: Moodle
) -> None:
    moodle.answers["core_course_get_courses_by_field"] = REFUSED
    page = text_of(registrar.get(at(feed)))
    assert "make a new token" in page
    assert 'name="typed"' in page
    registrar.post(at(feed), {"do": "save", "typed": "MBBS / Anatomy\n3\n", "typed_without": "Staff"})
    assert options_of(feed) == {"categories": ["MBBS / Anatomy", 3], "without_categories": ["Staff"]}


def test_a_pattern_that_takes_for_ever_ends_with_a_word_about_it(
    feed: Feed, registrar: Client, moodle: Moodle, settings: Settings
) -> None:
    settings.FEED_TRY_SECONDS = 3
    moodle.answers["core_course_get_courses_by_field"] = {"courses": [{"id": 5, "fullname": "a" * 60 + "!"}]}
    assert "longer than 3 seconds" in text_of(post(registrar, feed, "show", names="^(a+)+$"))


def test_a_file_of_a_moodle_is_chosen_from_by_the_paths_of_its_categories(feed: Feed, registrar: Client) -> None:
    Feed.objects.filter(pk=feed.pk).update(format="moodle-csv", way="upload", url="")
    feed.refresh_from_db()
    text = "shortname,fullname,category_path\nA1,Anatomy 2025,MBBS / Anatomy\nF,Fire drill,Staff\n"
    keep(feed, "courses.csv", io.BytesIO(text.encode()))
    assert 'value="MBBS / Anatomy"> <span>Anatomy</span>' in text_of(registrar.get(at(feed)))
    page = text_of(post(registrar, feed, "show", category=["MBBS / Anatomy"]))
    assert "<li>Anatomy 2025</li>" in page
    post(registrar, feed, "save", category=["MBBS / Anatomy"])
    assert options_of(feed) == {"categories": ["MBBS / Anatomy"]}


@pytest.mark.parametrize(
    ("fold", "names", "title", "batches"),
    [
        ("year", ["Anatomy 2024", "Anatomy (2025-26)", "Anatomy – 2026 Batch A"], "Anatomy",
         ["2026 Batch A", "2025-26", "2024"]),
        ("year_first", ["2024 Anatomy", "2025-26: Anatomy"], "Anatomy", ["2025-26", "2024"]),
        ("batch", ["Wound care Batch A", "Wound care (section 2)"], "Wound care", ["section 2", "Batch A"]),
    ],
)  # fmt: skip
def test_names_that_differ_in_the_usual_ways_need_no_pattern_of_ones_own(
    feed: Feed, registrar: Client, moodle: Moodle, fold: str, names: list[str], title: str, batches: list[str]
) -> None:
    courses = [{"id": number, "fullname": name} for number, name in enumerate(names, 5)]
    moodle.answers["core_course_get_courses_by_field"] = {"courses": courses}
    assert f"<dt>{title}</dt><dd>{', '.join(batches)}</dd>" in text_of(post(registrar, feed, "show", fold=fold))
    post(registrar, feed, "save", fold=fold)
    assert options_of(feed) == {"batches": FOLDS[fold]}
    assert f'<option value="{fold}" selected' in text_of(registrar.get(at(feed)))


def test_only_the_colleges_own_registrar_and_the_office_come_here(feed: Feed) -> None:
    for other in (keeper(college("mahi"), "registrar"), keeper(feed.source.organisation, "editor")):
        for answer in (signed_in(other).get(at(feed)), post(signed_in(other), feed, "save", category=["1"])):
            assert answer.status_code in (302, 403, 404)
    assert options_of(feed) == {}
    assert signed_in(keeper(college("office"), "office")).get(at(feed)).status_code == 200


def test_a_format_that_tells_no_categories_has_no_such_page(feed: Feed, registrar: Client) -> None:
    Feed.objects.filter(pk=feed.pk).update(format="ooapi-v5")
    assert registrar.get(at(feed)).status_code == 404
