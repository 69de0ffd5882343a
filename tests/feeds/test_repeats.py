"""Rows under one id: what agrees is one record, and what does not names every row."""

from courses.feeds.record import OfferingRecord
from tests.feeds.stating import PROFILE as TITLED
from tests.feeds.stating import read_csv

PROFILE = (
    TITLED
    + """
[fields.intake]
from = "seats"
[fields.extra.room]
from = "room"
[offering.id]
from = "run"
[offering.places]
from = "places"
"""
)
HEADER = "id,title,seats,room,run,places"


def test_identical_rows_are_one_record_and_no_problem() -> None:
    found = read_csv(HEADER, *["1,A,30,x,,"] * 4, profile=PROFILE)
    assert (found.reading.read, found.reading.repeated, found.problems) == (4, 3, [])
    assert found.record.intake == 30


def test_a_field_in_dispute_is_left_out_and_the_problem_names_both_rows() -> None:
    found = read_csv(HEADER, "1,A,30,x,,", "2,B,10,y,,", "1,A,40,x,,", profile=PROFILE)
    record = found.of("1")
    assert (record.title, record.intake, record.extra) == ({"und": "A"}, None, {"room": "x"})
    assert next(one.unsettled for one in found.checked if one.record.id == "1") == ("intake",)
    problem = found.problem
    assert (problem.severity, problem.record, problem.field) == ("field", "1", "intake")
    assert problem.row == "line 2 and line 4"
    assert "line 2: 30; line 4: 40" in problem.reason
    assert problem.remedy


def test_each_field_in_dispute_is_told() -> None:
    found = read_csv(HEADER, "1,A,30,x,,", "1,A,40,y,,", profile=PROFILE)
    assert [problem.field for problem in found.problems] == ["intake", "extra.room"]
    assert found.checked[0].unsettled == ("intake", "extra/room")


def test_a_value_against_none_is_a_dispute_too() -> None:
    found = read_csv(HEADER, "1,A,30,,,", "1,A,,,,", profile=PROFILE)
    assert (found.record.intake, found.problem.field) == (None, "intake")
    assert "nothing" in found.problem.reason


def test_a_title_in_dispute_leaves_the_title_to_what_was_accepted_before() -> None:
    found = read_csv(HEADER, "1,A,30,,,", "1,B,30,,,", profile=PROFILE)
    assert (found.record.title, found.checked[0].unsettled) == ({}, ("title",))
    assert (found.problem.field, found.problem.value) == ("title", "A")


def test_rows_of_different_offerings_are_one_course_with_both() -> None:
    found = read_csv(HEADER, "1,A,30,,spring,20", "1,A,30,,autumn,25", profile=PROFILE)
    assert found.record.offerings == (OfferingRecord("spring", places=20), OfferingRecord("autumn", places=25))
    assert (found.reading.repeated, found.problems) == (1, [])


def test_a_dispute_about_one_offering_leaves_the_others_alone() -> None:
    found = read_csv(HEADER, "1,A,,,spring,20", "1,A,,,spring,25", "1,A,,,autumn,9", profile=PROFILE)
    assert found.record.offerings == (OfferingRecord("spring"), OfferingRecord("autumn", places=9))
    assert found.checked[0].unsettled == ("offerings/spring/places",)


def test_the_order_of_disputing_rows_does_not_matter() -> None:
    rows = ["1,A,30,x,,", "1,A,40,x,,"]
    one, other = (read_csv(HEADER, *order, profile=PROFILE).checked[0] for order in (rows, rows[::-1]))
    assert one.fingerprint == other.fingerprint
