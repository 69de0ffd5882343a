"""What the form of a research opportunity takes and how it refuses."""

from typing import Any

import pytest

from consortium.organisations.models import Organisation
from consortium.people.models import FacultyPage
from consortium.research.models import ResearchPage
from tests.corners import college, put
from tests.writing import form, rows, story

pytestmark = pytest.mark.django_db


def written(organisation: Organisation, *, draft: bool = False, **facts: Any):
    sent = {"title": "Early tracheostomy", "slug": "early", "kind": "trial", "summary": "Read 240 charts."}
    sent |= {"open_to": "members", "apply_email": "office@tapi.example", "body": story(), "supervisors": rows()}
    return form(ResearchPage, organisation, draft=draft, **sent | facts)


def supervisor_errors(filled):
    filled.is_valid()
    return filled.formsets["supervisors"].forms[0].errors


def test_a_complete_opportunity_is_taken():
    filled = written(college(), supervisors=rows({"name": "Revant Vasavada", "role": "Lead"}))
    assert filled.is_valid(), filled.errors


def test_what_is_to_be_published_says_how_to_apply():
    refused = written(college(), apply_email="")
    assert refused.errors["how_to_apply"] == [
        "Say how to apply: in words, by a web address or by an e-mail address. One is enough."
    ]


def test_a_draft_may_be_saved_with_nothing_but_a_title():
    assert written(college(), draft=True, kind="", summary="", apply_email="").is_valid()


def test_what_is_missing_is_named():
    refused = written(college(), summary="")
    assert refused.errors["summary"] == ["Summary is missing: fill it in before this is published."]


def test_closing_before_opening_is_refused_at_the_closing_date():
    refused = written(college(), opens_on="2026-08-03", closes_on="2026-08-02")
    assert refused.errors["closes_on"] == ["It closes before it opens on 2026-08-03: mend one of the dates."]


def test_a_supervisor_is_chosen_or_named():
    assert supervisor_errors(written(college(), supervisors=rows({"name": "", "role": "Lead"})))["name"] == [
        "Choose a faculty profile or write a name."
    ]


def test_a_chosen_profile_gives_its_name():
    tapi = college()
    profile = put(tapi, FacultyPage(title="Revant Vasavada", honorific="Prof.", live=False))
    filled = written(tapi, supervisors=rows({"faculty": profile.pk}))
    assert filled.is_valid()
    assert filled.save(commit=False).supervisors.all()[0].name == "Prof. Revant Vasavada"


def test_a_published_profile_of_another_college_may_be_chosen():
    profile = put(college("mahi"), FacultyPage(title="Revant Vasavada"))
    assert written(college("tapi"), supervisors=rows({"faculty": profile.pk})).is_valid()


def test_a_draft_of_another_college_is_neither_taken_nor_shown():
    draft = put(college("mahi"), FacultyPage(title="A secret appointment", live=False))
    refused = written(college("tapi"), supervisors=rows({"faculty": draft.pk}))
    assert supervisor_errors(refused)["faculty"] == [
        "This profile is neither published nor of your college: choose another, or write the name instead."
    ]
    assert "secret" not in str(refused.formsets["supervisors"].forms[0]["faculty"])


def test_a_profile_that_does_not_exist_is_refused_alike():
    refused = written(college(), supervisors=rows({"faculty": 987654}))
    assert "neither published nor of your college" in supervisor_errors(refused)["faculty"][0]
