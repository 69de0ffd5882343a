"""Narrowing: counts, choices and their states, the same with every engine."""

import pytest

from consortium.organisations.models import Organisation
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.search.finding import counts, find, found


@pytest.fixture
def catalogue(engine, catch_up):
    """Two colleges with five courses of four different titles and one level each."""
    tapi, mahi = source(college("tapi", place="Surat")), source(college("mahi", place="Vadodara"))
    write(
        tapi,
        stated("1", title="Anatomy", level="phase-1", modes=["onsite"], disciplines=["anatomy"], open_to="own"),
        stated("2", title="Histology", level="phase-1", modes=["online"], disciplines=["histology"]),
        stated("3", title="Cardiology", level="postgraduate", modes=["onsite"], languages=["gu", "en"]),
    )
    write(
        mahi,
        stated("1", title="Anatomy", level="phase-1", modes=["online"], disciplines=["anatomy"], open_to="anyone"),
        stated("2", title="Neurology", level="postgraduate", modes=["blended"], type="elective"),
    )
    catch_up()


def test_counts_are_of_rows_and_of_every_facet(catalogue):
    answer = find()
    assert answer.total == 4
    assert counts(answer, "kind") == {"course": 4}
    assert counts(answer, "type") == {"course": 3, "elective": 1}
    assert counts(answer, "college") == {"tapi": 3, "mahi": 2}
    assert counts(answer, "place") == {"surat": 3, "vadodara": 2}
    assert counts(answer, "mode") == {"onsite": 2, "online": 2, "blended": 1}
    assert counts(answer, "language") == {"gu": 1, "en": 1}
    assert counts(answer, "open_to") == {"own": 1, "anyone": 1}


def test_a_wider_term_holds_its_narrower_ones(catalogue):
    answer = find()
    assert counts(answer, "discipline") == {"anatomy": 2, "histology": 1}
    assert counts(answer, "level") == {"undergraduate": 2, "phase-1": 2, "postgraduate": 2}
    assert found(discipline="anatomy") == {"Anatomy", "Histology"}
    discipline = next(facet for facet in answer.facets if facet.name == "discipline")
    assert [(value.value, [child.value for child in value.children]) for value in discipline.values] == [
        ("anatomy", ["histology"])
    ]


def test_several_values_of_one_facet_mean_or_and_two_facets_mean_and(catalogue):
    assert found(level=["phase-1", "postgraduate"]) == {"Anatomy", "Histology", "Cardiology", "Neurology"}
    assert found(level="phase-1", mode="onsite") == {"Anatomy"}
    assert found(college="mahi", level=["phase-1", "postgraduate"], mode=["online", "blended"]) == {
        "Anatomy",
        "Neurology",
    }


def test_counts_leave_out_the_choice_of_their_own_facet_only(catalogue):
    answer = find(college="mahi")
    assert counts(answer, "college") == {"tapi": 3, "mahi": 2}
    assert counts(answer, "level") == {"undergraduate": 1, "phase-1": 1, "postgraduate": 1}
    both = find(college="mahi", level="postgraduate")
    assert counts(both, "college") == {"tapi": 1, "mahi": 1}
    assert counts(both, "level") == {"undergraduate": 1, "phase-1": 1, "postgraduate": 1}
    assert counts(both, "mode") == {"blended": 1}


def test_counts_follow_the_words(catalogue):
    assert counts(find("neurology cardiology"), "college") == {"tapi": 1, "mahi": 1}


def test_a_choice_that_finds_nothing_stays_to_be_taken_off(catalogue):
    answer = find(college="nowhere")
    assert answer.total == 0
    assert counts(answer, "college") == {"tapi": 3, "mahi": 2, "nowhere": 0}
    [chosen] = [value for value in answer.facets if value.name == "college"]
    assert chosen.values[0].selected
    assert chosen.values[0].value == "nowhere"


def test_labels_are_those_that_people_know(catalogue):
    labels = {(facet.name, value.value): value.label for facet in find().facets for value in facet.values}
    assert labels["college", "tapi"] == "Tapi College of Medicine"
    assert labels["place", "surat"] == "Surat"
    assert labels["mode", "onsite"] == "In person"
    assert labels["language", "gu"] == "ગુજરાતી"
    assert labels["type", "elective"] == "Elective"


def test_an_organisation_without_a_place_or_of_another_kind_is_no_college(engine, catch_up):
    write(source(college("office", kind=Organisation.Kind.OFFICE)), stated("1"))
    catch_up()
    assert counts(find(), "college") == counts(find(), "place") == {}
