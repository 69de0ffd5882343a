"""What a value of a row becomes, and what a registrar is told where it cannot stand."""

import datetime as dt
import json
import unicodedata
from decimal import Decimal
from typing import Any

import pytest

from courses.feeds.record import CourseRecord, OfferingRecord, Subject
from tests.feeds.stating import Found, read, read_csv

PROFILE = "\n".join(
    [
        'id = "id"',
        *(
            f'[fields.{name}]\nfrom = "{name}"\noptional = true'
            for name in (
                "title", "description", "code", "kind", "type", "level", "award", "disciplines", "credits", "open_to",
                "letter_needed", "admission", "admission_url", "url", "intake", "numbers_stated_on", "modes",
                "languages", "prerequisites",
            )
        ),
        *(
            f'[offering.{name}]\nfrom = "{name}"\noptional = true'
            for name in ("starts_on", "ends_on", "starts_at", "places", "places_taken", "time_zone", "is_open")
        ),
    ]
)  # fmt: skip


def stating(**values: str) -> Found:
    """A reading of one row."""
    row = {"id": "1", "title": "Anatomy", **values}
    cells = ",".join(f'"{value}"' for value in row.values())
    return read_csv(",".join(row), cells, profile=PROFILE)


@pytest.mark.parametrize("stated", ["A 3", "\u00a0A\u00a03 ", "A\u200b  3", "\u200fA 3\u200e", "\ufeffA\t3"])
def test_an_id_is_what_a_person_sees_of_it_and_a_part_finds_its_whole(stated: str) -> None:
    profile = PROFILE + '\n[fields.part_of]\nfrom = "of"\n'
    record = read_csv("id,title,of,code", f"{stated},Anatomy,{stated},{stated}", profile=profile).record
    assert (record.id, record.part_of, record.code) == ("A 3", "A 3", "A 3")


@pytest.mark.parametrize("letters", ["R\u00e9gion 3", "\u1ecd\u0300r\u1ecd\u0300 3", "\u0958\u0928 3"])
def test_what_looks_alike_is_alike_however_its_letters_are_made_up(letters: str) -> None:
    """One system writes é as one sign, another as e and an accent; so it is with क़ and other letters with a dot."""
    profile = PROFILE + '\n[fields.part_of]\nfrom = "of"\n[offering.label]\nfrom = "batch"\n'
    forms = (letters, unicodedata.normalize("NFC", letters), unicodedata.normalize("NFD", letters))
    first, second, third = (
        read_csv("id,title,of,code,batch", ",".join([form] * 5), profile=profile).record for form in forms
    )
    assert first == second == third


def test_marks_without_end_cost_no_more_than_any_other_text() -> None:
    endless = "a" + "\u0315\u0300" * 40_000
    found = read_csv("id,title,description", f"1,{endless},{endless}", profile=PROFILE)
    assert len(found.record.title["und"]) == 500


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("credits", "7.50", Decimal("7.5")),
        ("credits", "100", Decimal(100)),
        ("intake", "150", 150),
        ("intake", "150.0", 150),
        ("open_to", "Public", "anyone"),
        ("type", "Elective posting", "elective"),
        ("admission", "Online form", "form"),
        ("letter_needed", "No", False),
        ("modes", "On campus", ("onsite",)),
        ("languages", "English", ("en",)),
        ("numbers_stated_on", "2026-03-31", dt.date(2026, 3, 31)),
        ("url", "https://tapi.example/anatomy?id=1", "https://tapi.example/anatomy?id=1"),
        ("kind", "Programme", "programme"),
    ],
)
def test_a_value_is_taken_in_the_words_and_forms_of_the_house(field: str, text: str, value: object) -> None:
    found = stating(**{field: text})
    assert (getattr(found.record, field), found.problems) == (value, [])


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("credits", "many", "no number"),
        ("credits", "-1", "no possible number"),
        ("credits", "NaN", "no possible number"),
        ("intake", "12.5", "no whole number"),
        ("intake", "-3", "no whole number"),
        ("intake", "99999999999", "no whole number"),
        ("open_to", "friends", "none of: own, members, anyone"),
        ("type", "thing", "none of: programme"),
        ("letter_needed", "perhaps", "neither yes nor no"),
        ("modes", "telepathic", "none of: onsite"),
        ("languages", "Klingonese!", "no language"),
        ("numbers_stated_on", "31.31.2026", "no date"),
        ("numbers_stated_on", "0026-03-31", "no likely date"),
        ("url", "javascript:alert(1)", "no web address"),
        ("url", "tapi.example", "no web address"),
        ("url", "https://user:secret@tapi.example/", "no web address"),
        ("url", "https://tapi.example/a b", "no web address"),
        ("admission_url", "data:text/html,<script>", "no web address"),
        ("starts_on", "soon", "no date"),
        ("starts_at", "25:00", "no time of day"),
        ("places", "a few", "no whole number"),
        ("time_zone", "Gujarat", "no time zone"),
    ],
)
def test_a_wrong_value_costs_its_field_only_and_is_told_where_what_and_how_to_mend_it(
    field: str, text: str, told: str
) -> None:
    found = stating(**{field: text})
    assert found.reading.refused == 0
    assert getattr(found.record, field, None) == getattr(CourseRecord("", {}), field, None)
    problem = found.problem
    assert (problem.row, problem.record, problem.field, problem.severity) == ("line 2", "1", field, "field")
    assert text.startswith(problem.value.rstrip("…"))
    assert told in problem.reason
    assert problem.remedy
    assert len(found.checked[0].unsettled) == 1


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"title": ""}, "title", "has no title"),
        ({"id": ""}, "id", "has no id"),
        ({"id": "x" * 256}, "id", "longer than"),
    ],
)
def test_a_record_without_id_or_title_is_refused(values: dict[str, str], field: str, told: str) -> None:
    found = stating(**values)
    assert (found.reading.refused, found.checked) == (1, [])
    assert (found.problem.severity, found.problem.field, found.problem.row) == ("record", field, "line 2")
    assert told in found.problem.reason
    assert found.problem.remedy


def test_words_of_the_profile_are_known_by_their_aliases() -> None:
    found = stating(disciplines="Radio-diagnosis", award="M.D.", level="PG")
    assert (found.record.disciplines, found.record.award, found.record.level) == (
        ("radiodiagnosis",),
        "md",
        "postgraduate",
    )
    assert found.problems == []


def test_an_award_alone_tells_the_level() -> None:
    assert stating(award="MBBS").record.level == "undergraduate"


def test_an_unknown_word_is_kept_as_stated_and_listed_once_however_often_it_comes() -> None:
    found = read_csv("id,title,disciplines", "1,A,Leechcraft", "2,B,Leechcraft", "3,C,Leechcraft", profile=PROFILE)
    assert {checked.record.subjects for checked in found.checked} == {(Subject("stated", label="Leechcraft"),)}
    assert (found.problem.severity, found.problem.field, found.problem.value) == ("note", "disciplines", "Leechcraft")
    assert "3 times" in found.problem.reason


def test_an_end_before_its_start_is_left_out() -> None:
    found = stating(starts_on="2026-06-01", ends_on="2026-05-01")
    assert (found.record.offerings[0].ends_on, found.problem.field) == (None, "ends_on")
    assert "2026-06-01" in found.problem.reason


def test_offerings_without_an_id_get_one_that_lasts() -> None:
    once, again = stating(starts_on="2026-06-01"), stating(starts_on="2026-06-01", places="30")
    assert once.record.offerings[0].id == again.record.offerings[0].id == "2026-06-01"


def test_defaults_are_not_stated() -> None:
    assert stating().record == CourseRecord(id="1", title={"und": "Anatomy"})
    assert stating(is_open="closed").record.offerings == (OfferingRecord("only", is_open=False),)


def test_a_title_of_several_lines_is_one_line() -> None:
    assert stating(title="Anatomy\n of   the\thand").record.title == {"und": "Anatomy of the hand"}


def test_entities_are_read_as_letters() -> None:
    assert stating(title="Ear &amp; nose").record.title == {"und": "Ear & nose"}


@pytest.mark.parametrize(
    ("moment", "zone", "told"),
    [
        ("2026-09-01T09:00:00+02:00", "", ("2026-09-01", "12:30:00", "Asia/Kolkata")),
        ("2026-09-01T20:00:00Z", "", ("2026-09-02", "01:30:00", "Asia/Kolkata")),
        ("2026-09-01T09:00:00+02:00", "Europe/London", ("2026-09-01", "08:00:00", "Europe/London")),
        ("2026-09-01T00:00:00+02:00", "", ("2026-09-01", None, "")),
        ("2026-09-01T09:00:00", "", ("2026-09-01", "09:00:00", "")),
        ("2026-09-01", "", ("2026-09-01", None, "")),
    ],
)
def test_a_moment_with_an_offset_is_told_in_a_zone_that_is_named(
    moment: str, zone: str, told: tuple[str, str | None, str]
) -> None:
    (one,) = stating(starts_on=moment, time_zone=zone).record.offerings
    time = one.starts_at.isoformat() if one.starts_at else None
    assert (str(one.starts_on), time, one.time_zone) == told


def offering(**values: Any) -> Found:
    """A reading of one record of our own with one offering."""
    return read("records", json.dumps([{"id": "1", "title": "Anatomy", "offerings": [values]}]), profile="")


def test_an_unknown_language_of_an_offering_is_told_and_the_others_stay() -> None:
    found = offering(id="2027", languages=["Gujarati", "Klingonese", "en"])
    assert found.record.offerings[0].languages == ("gu", "en")
    told = found.problem
    assert (told.field, told.value, told.reason, told.severity) == (
        "languages",
        "Klingonese",
        "is no language",
        "field",
    )
    assert found.checked[0].unsettled == ("offerings/2027/languages",)


def test_a_meeting_that_is_none_is_told_and_the_others_stay() -> None:
    found = offering(meetings=["Mon 9-10", {"weekday": "Tue", "start": "09:00"}])
    assert [one.weekday for one in found.record.offerings[0].meetings] == ["tue"]
    assert (found.problem.field, found.problem.value, found.problem.severity) == ("meetings", "Mon 9-10", "field")


def test_more_than_a_hundred_meetings_are_told() -> None:
    found = offering(meetings=[{"weekday": "Tue", "start": "09:00"}] * 101)
    assert len(found.record.offerings[0].meetings) == 100
    assert (found.problem.field, found.problem.value, found.problem.severity) == ("meetings", "101 meetings", "note")


def test_a_remedy_names_the_profile_only_where_one_maps_the_values() -> None:
    assert stating(starts_on="soon").problem.remedy.endswith("state its format under `dates` in the profile.")
    course = '[{"@type": "Course", "@id": "A", "name": "Anatomy", "hasCourseInstance": {"startDate": "soon"}}]'
    page = f'<script type="application/ld+json">{course}</script>'
    (problem,) = [one for one in read("schema-org", page, profile="").problems if one.field == "starts_on"]
    assert problem.remedy == "Write it as YYYY-MM-DD, such as 2027-12-31."
