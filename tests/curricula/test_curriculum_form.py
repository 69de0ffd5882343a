"""What the form of a curriculum takes and how it refuses."""

from typing import Any

import pytest

from consortium.organisations.models import Organisation
from consortium.people.models import FacultyPage
from courses.curricula.models import CurriculumPage
from tests.corners import college, put
from tests.curricula.test_curriculum_page import document
from tests.writing import form, rows

pytestmark = pytest.mark.django_db


def written(organisation: Organisation, *, draft: bool = False, **facts: Any):
    sent = {"title": "Early exposure", "slug": "early", "summary": "Starts from a patient.", "discipline": "anatomy"}
    sent |= {"language": "en", "version": "4", "licence": "CC-BY-4.0", "authors": rows()}
    return form(CurriculumPage, organisation, draft=draft, **sent | facts)


def test_a_curriculum_with_its_document_is_taken():
    tapi = college()
    assert written(tapi, document=document(tapi).pk).is_valid()


def test_without_a_document_it_is_a_draft_at_most():
    tapi = college()
    assert written(tapi, draft=True).is_valid()
    assert written(tapi).errors["document"] == ["Document is missing: fill it in before this is published."]


def test_a_document_of_another_college_is_refused_in_a_draft_too():
    tapi, mahi = college("tapi"), college("mahi")
    assert "not of Tapi" in written(tapi, draft=True, document=document(mahi).pk).errors["document"][0]


def test_an_author_may_not_be_the_draft_of_another_college():
    tapi, mahi = college("tapi"), college("mahi")
    draft = put(mahi, FacultyPage(title="A secret appointment", live=False))
    refused = written(tapi, document=document(tapi).pk, authors=rows({"faculty": draft.pk}))
    assert not refused.is_valid()
    assert "secret" not in str(refused.formsets["authors"].forms[0]["faculty"])
