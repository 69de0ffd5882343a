"""Where curricula are listed, and what the list costs."""

from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from consortium.organisations.models import Organisation
from consortium.people.models import FacultyPage
from courses.curricula.models import CurriculumAuthor, CurriculumIndexPage
from tests.corners import college, home, put
from tests.curricula.test_curriculum_page import curriculum, document
from tests.research.test_research_panels import shown

pytestmark = pytest.mark.django_db


def shared(organisation: Organisation, title: str, **facts: Any):
    page = curriculum(title=title, document=document(organisation), **facts)
    page.authors = facts.get("authors", [CurriculumAuthor(name="Department of anatomy")])
    return put(organisation, page)


def listed():
    home()
    return CurriculumIndexPage.objects.get().get_context(RequestFactory().get("/curricula/"))["listed"]


def test_the_newest_curriculum_comes_first_and_drafts_are_not_listed():
    tapi = college()
    for title in ("Older", "Newer"):
        shared(tapi, title).save_revision().publish()
    put(tapi, curriculum(title="Draft", live=False))
    assert [page.title for page in listed()] == ["Newer", "Older"]


def queries_of_list() -> int:
    with CaptureQueriesContext(connection) as asked:
        for page in listed():
            str(page.organisation), [str(author) for author in page.authors.all()], page.get_discipline_display()
    return len(asked)


def test_the_list_asks_no_more_questions_for_more_rows():
    shared(college("tapi"), "First")
    few = queries_of_list()
    for number in range(25):
        shared(college(f"college-{number}"), f"Number {number}")
    assert queries_of_list() == few <= 8


def test_a_college_and_an_author_show_what_they_share():
    tapi, mahi = college("tapi"), college("mahi")
    profile = put(tapi, FacultyPage(title="Ketaki Oza"))
    shared(tapi, "Ours", authors=[CurriculumAuthor(faculty=profile, name="Ketaki Oza")])
    shared(mahi, "Theirs")
    assert "Ours" in shown("organisation_panels", tapi)
    assert "Theirs" not in shown("organisation_panels", tapi)
    assert "Ours" in shown("person_panels", profile)
    assert "Theirs" not in shown("person_panels", profile)
