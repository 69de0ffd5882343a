"""Keys of objects tell as much as headings do, and a list of runs inside them is seen."""

from pathlib import Path

from consortium.vocabulary.checks import read_profile
from consortium.vocabulary.words import Vocabulary
from courses.feeds.guess.keys import columns_of, guess_objects, list_in
from courses.feeds.guess.written import written
from courses.feeds.mapping import Mapper, path_getter
from courses.feeds.profile import parse_profile
from tests.workers import ROOT

VOCABULARY = Vocabulary(read_profile(Path(ROOT / "consortium/vocabulary/profiles/medical.toml")))
COURSE = {
    "courseCode": "A1",
    "name": {"en": "Suturing", "gu": "ટાંકા"},
    "departments": ["Anatomy", "Radiology"],
    "batches": [
        {"startDate": "2027-03-01", "endDate": "2027-03-12", "venue": "Hall 2", "capacity": 12},
        {"startDate": "2027-05-01", "endDate": "2027-05-12", "venue": "Hall 3", "capacity": 10},
    ],
}
OTHER = {"courseCode": "A2", "name": {"en": "Airway"}, "departments": ["Anaesthesiology"], "batches": []}


def test_objects_become_courses_with_their_runs():
    found = guess_objects([COURSE, OTHER], VOCABULARY, "data.courses")
    assert parse_profile(written(found.profile)) == found.profile
    values, faults = Mapper(found.profile, path_getter, path_getter).values(COURSE)
    assert faults == []
    assert (values["id"], values["title.en"], values["title.gu"]) == ("A1", "Suturing", "ટાંકા")
    assert values["disciplines"] == ["Anatomy", "Radiology"]
    assert [run["starts_on"] for run in values["offerings"]] == ["2027-03-01", "2027-05-01"]
    assert values["offerings"][1] == {
        "starts_on": "2027-05-01",
        "ends_on": "2027-05-12",
        "place": "Hall 3",
        "places": 10,
    }


def test_the_list_is_found_wherever_it_stands():
    assert list_in({"meta": {"tags": [{"a": 1}]}, "data": {"courses": [COURSE, OTHER]}}) == (
        "data.courses",
        [COURSE, OTHER],
    )
    assert list_in([COURSE, "noise", OTHER]) == ("", [COURSE, OTHER])
    assert list_in({"error": "not signed in"}) == ("", [])
    links = [{"rel": "self", "href": "/1"}, {"rel": "next", "href": "/2"}, {"rel": "last", "href": "/9"}]
    assert list_in({"links": links, "results": [COURSE, OTHER]})[0] == "results"


def test_what_is_an_object_in_one_row_and_nothing_in_another_is_no_column():
    assert columns_of([{"id": 1, "dept": {"name": "Anatomy"}}, {"id": 2, "dept": None}]) == ["id", "dept.name"]
    assert columns_of([{"id": 1, "dept": None}]) == ["id", "dept"]
