"""How complete a record is, is a count of what it states of the fields that matter."""

import datetime as dt
from decimal import Decimal

from courses.feeds.completeness import ASKED, completeness, stated_of
from courses.feeds.record import CourseRecord, OfferingRecord, Outcome, Person, Subject
from tests.feeds.stating import read_csv

BARE = CourseRecord("c1", {"und": "Anatomy"})


def test_a_title_alone_is_nothing_of_it_and_all_that_matters_is_everything() -> None:
    full = CourseRecord(
        "c1",
        {"und": "Anatomy"},
        description={"und": "Dissection."},
        code="ANA",
        level="undergraduate",
        disciplines=("anatomy",),
        languages=("en",),
        modes=("onsite",),
        credits=Decimal(0),
        prerequisites="None",
        outcomes=(Outcome("Names bones"),),
        url="https://tapi.example/ana",
        people=(Person("Hetal Desai"),),
        offerings=(OfferingRecord("o1", starts_on=dt.date(2027, 8, 1)),),
    )
    assert (completeness(BARE), completeness(full)) == (0, 100)
    assert stated_of(full) == [*ASKED]


def test_what_only_an_offering_states_counts() -> None:
    offering = OfferingRecord("o1", languages=("gu",), modes=("online",))
    assert stated_of(CourseRecord("c1", {"und": "Anatomy"}, offerings=(offering,))) == ["languages", "modes"]


def test_a_subject_of_a_scheme_is_as_good_as_a_discipline_and_a_word_that_nobody_knows_is_not() -> None:
    known, unknown = Subject("mesh", "D000715"), Subject("stated", label="Cutting")
    assert stated_of(CourseRecord("c1", {"und": "A"}, subjects=(known,))) == ["field"]
    assert stated_of(CourseRecord("c1", {"und": "A"}, subjects=(unknown,))) == []


def test_a_reading_states_that_of_its_records_on_average() -> None:
    profile = 'id = "id"\n[fields.title]\nfrom = "title"\n[fields.code]\nfrom = "code"\n'
    found = read_csv("id,title,code", "1,Anatomy,ANA", "2,Surgery,", "3,,X", profile=profile)
    assert found.reading.completeness == 4


def test_a_reading_without_a_record_states_none() -> None:
    assert (
        read_csv("id,title", "1,", profile='id = "id"\n[fields.title]\nfrom = "title"\n').reading.completeness is None
    )
