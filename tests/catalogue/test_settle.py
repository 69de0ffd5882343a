"""What readers see of a course, worked out of what is stated and what its editors put in its place."""

import datetime as dt
from decimal import Decimal

import pytest

from courses.catalogue.models import Course, Offering
from courses.catalogue.settle import COURSE_COLUMNS, OFFERING_COLUMNS, settle, settle_offering, twin_key


def test_every_settled_column_is_a_column_of_the_model() -> None:
    assert set(COURSE_COLUMNS) <= {field.attname for field in Course._meta.concrete_fields}
    assert set(OFFERING_COLUMNS) <= {field.attname for field in Offering._meta.concrete_fields}


def test_the_title_shown_is_the_one_in_the_main_language_whatever_the_order_of_titles() -> None:
    titles = {"en": "Paediatric nursing", "gu": "બાળ પરિચર્યા"}
    columns = settle({"title": titles, "main_language": "gu"})
    assert (columns["title"], columns["main_language"]) == ("બાળ પરિચર્યા", "gu")


def test_a_title_in_no_stated_language_has_no_language() -> None:
    columns = settle({"title": {"und": "Suturing"}})
    assert (columns["title"], columns["main_language"]) == ("Suturing", "")


def test_an_override_stands_in_the_place_of_the_stated_value() -> None:
    columns = settle({"title": {"en": "Suturing"}, "intake": 4}, {"intake": 6})
    assert (columns["title"], columns["intake"]) == ("Suturing", 6)


def test_dates_and_numbers_of_plain_values_become_typed() -> None:
    columns = settle({"title": {"en": "Suturing"}, "credits": "2.50", "numbers_stated_on": "2026-07-01"})
    assert (columns["credits"], columns["numbers_stated_on"]) == (Decimal("2.50"), dt.date(2026, 7, 1))


@pytest.mark.parametrize(
    ("offering", "left"),
    [
        ({"places": 30, "places_taken": 12}, 18),
        ({"places": 30, "places_taken": 33}, 0),
        ({"places": 30, "places_taken": 12, "places_left": 5}, 5),
        ({"places": 30}, None),
        ({"places_taken": 12}, None),
    ],
)
def test_places_left_are_worked_out_only_where_they_are_not_stated(offering: dict[str, int], left: int | None) -> None:
    assert settle_offering(offering)["places_left"] == left


def test_an_offering_is_neither_open_nor_closed_where_its_source_does_not_say() -> None:
    assert settle_offering({"places": 30, "places_taken": 30})["is_open"] is None


def test_twins_are_alike_in_code_and_title_whatever_their_case_and_spaces() -> None:
    assert twin_key("AN 101", "Gross  anatomy") == twin_key("an  101", " Gross Anatomy ")
    assert twin_key("AN 101", "Gross anatomy") != twin_key("AN 102", "Gross anatomy")
    assert twin_key(" ", "Gross anatomy") == ""
