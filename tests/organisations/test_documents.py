"""A document is as public as the pages that use it: a draft's is read by its college alone."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from consortium.organisations.models import BranchPage, Document, Organisation
from courses.curricula.models import CurriculumPage
from tests.corners import branch
from tests.organisations.two_colleges import college, document, person, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


def curriculum(organisation: Organisation, used: Document, *, live: bool) -> CurriculumPage:
    facts = {"summary": "Of the whole body.", "discipline": "anatomy", "licence": "CC-BY-4.0"}
    page: CurriculumPage = branch(organisation, BranchPage.Branch.CURRICULA).add_child(
        instance=CurriculumPage(title="Anatomy", slug="anatomy", document=used, live=live, **facts)
    )
    return page


def test_the_document_of_a_published_page_is_read_by_anyone_and_can_not_act_in_the_page(tapi):
    used = document(tapi)
    curriculum(tapi, used, live=True)

    answer = Client().get(used.url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"


def test_what_a_browser_need_not_open_is_saved(tapi):
    sheet = Document.objects.create(
        title="Hours", file=ContentFile(b"a,b\n", name="hours.csv"), collection=tapi.collection
    )
    curriculum(tapi, sheet, live=True)

    assert Client().get(sheet.url)["Content-Disposition"].startswith("attachment;")


def test_the_document_of_a_draft_is_read_by_its_college_alone(tapi):
    used = document(tapi)
    curriculum(tapi, used, live=False)
    stranger = person(college("mahi"), "editor")

    assert Client().get(used.url).status_code == 404
    assert signed_in(stranger).get(used.url).status_code == 404
    assert signed_in(person(tapi, "editor")).get(used.url).status_code == 200


def test_a_document_that_no_page_uses_is_read_by_its_college_alone(tapi):
    assert Client().get(document(tapi).url).status_code == 404


def test_a_document_goes_with_its_page(tapi):
    used = document(tapi)
    page = curriculum(tapi, used, live=True)
    page.unpublish()

    assert Client().get(used.url).status_code == 404


def test_a_document_goes_with_a_college_that_is_suspended(tapi):
    used = document(tapi)
    curriculum(tapi, used, live=True)
    Organisation.objects.filter(pk=tapi.pk).update(state=Organisation.State.SUSPENDED)

    assert Client().get(used.url).status_code == 404
