"""Answers of two real Moodles and of one that refused, as their clients' makers published them."""

import datetime as dt
from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.readers.asking import Asking
from tests.feeds.stating import read

ADDRESS = "https://moodle.example"
REFUSED = '{"exception": "webservice_access_exception", "errorcode": "accessexception", "message": ""}'


@pytest.fixture
def folder(shared_feeds: Path) -> Path:
    return shared_feeds / "moodle"


def moodle(courses: Path, zone: str) -> Asking:
    """One that offers only the older function, as these were asked."""

    def say(address: str) -> bytes | str:
        return courses.read_bytes() if address.endswith("=core_course_get_courses") else REFUSED

    return Asking("moodle", ADDRESS, say, f'[options]\ntime_zone = "{zone}"\n')


def test_a_course_of_france_universite_numerique_is_read(folder: Path) -> None:
    record = moodle(folder / "ws_core_course_get_courses_fun.json", "Europe/Paris").read().record
    assert (record.id, record.title, record.code) == ("30", {"und": "Lorem ipsum dolor sit amet"}, "Lorem")
    assert record.languages == ("fr",)
    (offering,) = record.offerings
    assert (offering.starts_on, offering.ends_on) == (dt.date(2023, 12, 22), dt.date(2024, 12, 21))


def test_a_course_of_hochschule_niederrhein_has_no_end_and_no_language(folder: Path) -> None:
    record = moodle(folder / "ws_core_course_get_courses_hsnr.json", "Europe/Berlin").read().record
    assert (record.id, record.title, record.languages) == ("42", {"und": "Modul XY"}, ())
    (offering,) = record.offerings
    assert (offering.starts_on, offering.ends_on) == (dt.date(2025, 1, 1), None)


def test_an_invalid_token_is_named_in_the_moodles_own_words_with_the_remedy(folder: Path) -> None:
    error = (folder / "ws_error_invalidtoken_http200.json").read_bytes()
    with pytest.raises(NotReadable) as caught:
        Asking("moodle", ADDRESS, lambda _: error).read()
    assert caught.value.message.startswith(
        "The Moodle answered with an error: Jeton invalide (introuvable) (invalidtoken)."
    )
    assert "make a new token" in caught.value.message


def test_the_fixtures_of_moodles_own_upload_tool_are_read(folder: Path) -> None:
    found = read("moodle-csv", (folder / "uploadcourse_courses.csv").read_bytes(), profile="")
    assert [(one.record.id, one.record.code, one.record.title["und"]) for one in found.checked] == [
        (f"C{number}", f"ID{number}", f"Course {number}") for number in (1, 2, 3)
    ]
    record = read("moodle-csv", (folder / "uploadcourse_courses_custom_fields.csv").read_bytes(), profile="").record
    assert record.description == {"und": "<p>Testing course fields</p>"}
    assert record.extra == {
        "category": "1",
        "checkbox": "1",
        "date": "2019-10-01 14:00",
        "select": "b",
        "text": "Hello",
        "textarea": "Goodbye",
    }
