"""What a Moodle is asked, what it says that is no catalogue, and how its courses become records."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.options import profile_for
from courses.feeds.profile import ProfileError
from tests.feeds.readers.asking import Asking

BASE = "https://moodle.narmada.example"
SAMPLES = Path(__file__).resolve().parents[2] / "samples/moodle"
BY_FIELD, PLAIN, CATEGORIES = (
    "core_course_get_courses_by_field",
    "core_course_get_courses",
    "core_course_get_categories",
)


def error(code: str, message: str = "Said by the Moodle") -> str:
    return json.dumps({"exception": "moodle_exception", "errorcode": code, "message": message})


def moodle(options: str = "", **answers: Any) -> Asking:
    """The sample's Moodle; a function is answered otherwise where the test says so (None: 404)."""
    told: dict[str, Any] = {
        BY_FIELD: (SAMPLES / "courses.json").read_text(encoding="utf-8"),
        CATEGORIES: (SAMPLES / "categories.json").read_text(encoding="utf-8"),
        **answers,
    }
    return Asking("moodle", BASE, lambda address: told[address.rpartition("wsfunction=")[2]], options)


def course(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "fullname": f"Course {number}", "visible": 1, **more}


def of_courses(*courses: dict[str, Any]) -> str:
    return json.dumps({"courses": courses, "warnings": []})


def test_it_is_asked_for_courses_and_categories_without_its_token() -> None:
    asking = moodle()
    asking.read()
    service = f"{BASE}/webservice/rest/server.php?moodlewsrestformat=json&wsfunction="
    assert asking.asked == [service + BY_FIELD, service + CATEGORIES]


def test_texts_written_for_moodles_filters_of_languages_are_in_those_languages() -> None:
    title = '<span lang="en" class="multilang">Anatomy</span><span class="multilang" lang="gu">શરીરરચના</span> 101'
    summary = "{mlang en}Bones{mlang}{mlang other}Knochen{mlang}"
    record = moodle(**{BY_FIELD: of_courses(course(2, fullname=title, summary=summary))}).read().record
    assert record.title == {"en": "Anatomy 101", "gu": "શરીરરચના 101"}
    assert record.description == {"en": "<p>Bones</p>", "und": "<p>Knochen</p>"}


@pytest.mark.parametrize("shown", [[], [{"id": 1, "fullname": "Front page", "format": "site"}]])
def test_a_user_who_sees_no_course_is_told_the_right_that_is_missing(shown: list[Any]) -> None:
    with pytest.raises(NotReadable, match="moodle/course:view") as caught:
        moodle(**{BY_FIELD: of_courses(*shown)}).read()
    assert caught.value.reason == "empty"


def test_the_front_page_and_hidden_courses_stay_out() -> None:
    found = moodle().read()
    assert [one.record.id for one in found.checked] == ["11", "12", "13", "15"]


def test_a_course_is_kept_whole() -> None:
    found = moodle()
    record = found.read().of("13")
    assert record.title == {"und": "Basic surgical skills"}
    assert (record.code, record.url) == ("SUR-101", f"{BASE}/course/view.php?id=13")
    assert record.extra == {"category": "Workshops"}
    assert record.offerings[0].starts_on == dt.date(2025, 12, 1)
    assert record.offerings[0].ends_on is None
    assert record.description == {"und": "<p>Suturing, knots, drains.</p>"}


def test_a_moment_is_the_day_of_the_consortium_or_of_the_zone_that_is_stated() -> None:
    at_half_past_six_in_the_evening_utc = of_courses(course(13, startdate=1764527400))
    assert moodle(**{BY_FIELD: at_half_past_six_in_the_evening_utc}).read().record.offerings[0].starts_on == dt.date(
        2025, 12, 1
    )
    elsewhere = moodle('[options]\ntime_zone = "Europe/Oslo"\n', **{BY_FIELD: at_half_past_six_in_the_evening_utc})
    assert elsewhere.read().record.offerings[0].starts_on == dt.date(2025, 11, 30)


def test_no_date_is_no_offering() -> None:
    assert moodle(**{BY_FIELD: of_courses(course(15, startdate=0, enddate=0))}).read().record.offerings == ()


def test_links_to_files_of_the_moodle_are_dropped_and_their_words_stay() -> None:
    found = moodle().read()
    record = found.of("12")
    assert "pluginfile" not in record.description["und"]
    assert "the atlas" in record.description["und"]
    assert [problem for problem in found.problems if problem.record == "12"] == []


def test_categories_lead_to_the_discipline_and_are_kept() -> None:
    record = moodle().read().of("11")
    assert record.disciplines == ("anatomy",)
    assert record.extra["category"] == "MBBS / Anatomy"


def test_custom_fields_are_kept_under_their_names() -> None:
    assert moodle().read().of("12").extra["Credits"] == "12"


def test_names_of_teachers_stay_out_until_the_college_says_so() -> None:
    assert moodle().read().of("12").people == ()
    people = moodle("[options]\nteachers = true\n").read().of("12").people
    assert [(one.name, one.role) for one in people] == [("Dr. Hetal Desai", "teacher"), ("Dr. Imran Shaikh", "teacher")]


@pytest.mark.parametrize("chosen", ['"MBBS"', "2", '"mbbs / anatomy"', "3"])
def test_a_category_is_chosen_by_name_number_or_path_with_all_below_it(chosen: str) -> None:
    found = moodle(f"[options]\ncategories = [{chosen}]\n").read()
    assert [one.record.id for one in found.checked] == ["11", "12"]


def test_categories_and_names_can_be_left_out() -> None:
    found = moodle('[options]\nwithout_categories = ["Staff"]\nwithout_names = "^Anatomy 2024"\n').read()
    assert [one.record.id for one in found.checked] == ["12", "13"]
    assert [one.record.id for one in moodle('[options]\nnames = "skills"\n').read().checked] == ["13"]


BATCHES = "[options]\nbatches = '^(?P<course>.+?) (?P<batch>20\\d\\d.*)$'\n"


def test_copies_for_batches_are_offerings_of_one_course_told_by_the_newest() -> None:
    found = moodle(BATCHES).read()
    assert [one.record.id for one in found.checked] == ["batches of anatomy", "13", "15"]
    record = found.of("batches of anatomy")
    assert record.title == {"und": "Anatomy"}
    assert "Gross anatomy" in record.description["und"]
    assert [(one.id, one.label, one.starts_on, one.ends_on, one.url) for one in record.offerings] == [
        ("11", "2024", dt.date(2024, 8, 1), dt.date(2025, 6, 30), f"{BASE}/course/view.php?id=11"),
        ("12", "2025 Batch A", dt.date(2025, 8, 1), None, f"{BASE}/course/view.php?id=12"),
    ]


def test_next_years_copy_is_a_new_offering_of_the_same_course() -> None:
    years = [course(number, fullname=f"Surgery {year}") for number, year in ((7, 2025), (9, 2026))]
    before, after = (moodle(BATCHES, **{BY_FIELD: of_courses(*years[:count])}).read().record for count in (1, 2))
    assert before.id == after.id == "batches of surgery"
    assert [one.id for one in after.offerings] == ["7", "9"]


@pytest.mark.parametrize("code", ["accessexception", "invalidrecord"])
def test_an_older_function_is_asked_where_the_better_one_is_not_offered(code: str) -> None:
    asking = moodle(**{BY_FIELD: error(code), PLAIN: json.dumps([course(11, categoryid=3)])})
    assert asking.read().record.extra["category"] == "MBBS / Anatomy"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("invalidtoken", "Manage tokens"),
        ("sitemaintenance", "read again later"),
        ("errorcoursecontextnotvalid", "moodle/course:view"),
        ("somethingnew", "administrator of the Moodle"),
    ],
)
def test_an_error_said_with_status_200_is_named_with_its_remedy(code: str, remedy: str) -> None:
    with pytest.raises(NotReadable) as caught:
        moodle(**{BY_FIELD: error(code)}).read()
    assert caught.value.reason == "unreadable"
    assert code in caught.value.message
    assert remedy in caught.value.message


def test_what_is_offered_to_nobody_is_named_too() -> None:
    with pytest.raises(NotReadable, match="core_course_get_courses_by_field"):
        moodle(**{BY_FIELD: error("accessexception"), PLAIN: error("accessexception")}).read()


def test_categories_that_are_not_offered_cost_only_themselves() -> None:
    record = moodle(**{CATEGORIES: error("accessexception")}).read().of("11")
    assert record.extra["category"] == "Anatomy"


def test_choosing_by_categories_that_are_not_told_changes_nothing() -> None:
    with pytest.raises(NotReadable, match="core_course_get_categories"):
        moodle('[options]\ncategories = ["MBBS"]\n', **{CATEGORIES: error("accessexception")}).read()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ('names = "("', "names"),
        ('batches = "20.."', "course"),
        ('time_zone = "Gujarat"', "time_zone"),
        ("teachers = 1", "teachers"),
        ("token = 'secret'", "token"),
    ],
)
def test_an_option_that_cannot_be_followed_is_named(options: str, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        profile_for("moodle", f"[options]\n{options}\n")
    assert says in str(caught.value)


def test_what_the_moodle_warns_of_is_told() -> None:
    warnings = [
        {"item": "course", "itemid": number, "warningcode": "1", "message": "No access rights in course context"}
        for number in (7, 8)
    ]
    found = moodle(**{BY_FIELD: json.dumps({"courses": [course(2)], "warnings": [*warnings, None]})}).read()
    assert [one.record.id for one in found.checked] == ["2"]
    assert (found.problem.severity, found.problem.value) == ("note", "course 7, course 8")
    assert "No access rights in course context" in found.problem.reason


def test_categories_that_lie_in_each_other_are_told_once() -> None:
    categories = [{"id": 5, "name": "Law", "parent": 6}, {"id": 6, "name": "Ethics", "parent": 5}]
    stated = {BY_FIELD: of_courses(course(2, categoryid=5)), CATEGORIES: json.dumps(categories)}
    assert moodle(**stated).read().record.extra == {"category": "Ethics / Law"}
