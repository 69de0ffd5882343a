"""Where opportunities show on other pages."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from consortium.pages.clock import today
from consortium.pages.panels import panels
from consortium.people.models import FacultyPage
from consortium.research.models import ResearchSupervisor
from tests.corners import college, home, put
from tests.research.test_research_list import opportunity

pytestmark = pytest.mark.django_db


def shown(hook: str, subject: object) -> str:
    asked = panels(hook, RequestFactory().get("/"), subject)
    return " ".join(render_to_string(panel.template, panel.context) for panel in asked)


def test_the_home_page_shows_what_closes_soon_with_its_host():
    tapi = college("tapi")
    put(tapi, opportunity("Soon", closes_on=today() + timedelta(days=1)))
    put(tapi, opportunity("In a year", closes_on=today() + timedelta(days=365)))
    put(tapi, opportunity("Never closes"))
    text = shown("home_panels", home())
    assert "Soon" in text
    assert "Closes in 1 day<" in text
    assert "Tapi College of Medicine" in text
    assert "In a year" not in text
    assert "Never closes" not in text


def test_a_college_shows_its_own_opportunities_and_no_others():
    tapi = college("tapi")
    put(tapi, opportunity("Ours"))
    put(college("mahi"), opportunity("Theirs"))
    text = shown("organisation_panels", tapi)
    assert "Ours" in text
    assert "With Revant Vasavada" in text
    assert "Theirs" not in text


def test_a_person_shows_what_she_supervises_closed_ones_last():
    profile = put(college("tapi"), FacultyPage(title="Ketaki Oza"))
    mahi = college("mahi")
    hers = [ResearchSupervisor(faculty=profile, name="Ketaki Oza")]
    closed = opportunity("Median nerve", closes_on=today() - timedelta(days=1))
    closed.supervisors = hers
    still_open = opportunity("Ulnar nerve")
    still_open.supervisors = [ResearchSupervisor(faculty=profile, name="Ketaki Oza")]
    for page in (closed, still_open, opportunity("Not hers")):
        put(mahi, page)
    text = shown("person_panels", profile)
    assert text.index("Ulnar nerve") < text.index("Median nerve")
    assert "Not hers" not in text


def test_an_opportunity_links_a_supervisor_only_where_her_profile_is_published():
    tapi = college()
    draft = put(tapi, FacultyPage(title="Ketaki Oza", live=False))
    page = opportunity("Ulnar nerve")
    page.supervisors = [ResearchSupervisor(faculty=draft, name="Ketaki Oza")]
    put(tapi, page)
    assert [row.profile for row in page.get_context(RequestFactory().get("/"))["supervisors"]] == [None]
    draft.save_revision().publish()
    assert [row.profile for row in page.get_context(RequestFactory().get("/"))["supervisors"]] == [draft]
