"""What a curriculum needs before it goes live."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from consortium.organisations.models import Document
from courses.curricula.models import CurriculumPage, Licence
from tests.corners import college, put

pytestmark = pytest.mark.django_db


def document(owner: Any):
    return Document.objects.create(title="Anatomy", owner=owner, file=ContentFile(b"%PDF-1.7", name="anatomy.pdf"))


def curriculum(**facts: Any):
    stated = {"title": "Early exposure", "summary": "Every unit starts from a patient.", "discipline": "anatomy"}
    return CurriculumPage(**stated | {"licence": "CC-BY-4.0"} | facts)


def test_a_curriculum_goes_live_with_its_document():
    tapi = college()
    assert put(tapi, curriculum(document=document(tapi))).live


def test_a_draft_may_lack_its_document_but_nothing_goes_live_without():
    tapi = college()
    draft = put(tapi, curriculum(live=False))
    with pytest.raises(ValidationError) as refused:
        draft.save_revision(clean=False).publish()
    assert refused.value.message_dict["document"] == ["Choose the document of the curriculum; a draft may do without."]


def test_a_document_of_another_college_does_not_go_live():
    tapi, mahi = college("tapi"), college("mahi")
    with pytest.raises(ValidationError, match="not of Tapi"):
        put(tapi, curriculum(document=document(mahi)))


@pytest.mark.parametrize(
    ("licence", "url"),
    [
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("LicenseRef-all-rights-reserved", ""),
    ],
)
def test_a_licence_leads_to_its_text(licence, url):
    assert Licence(licence).url == url
    assert curriculum(licence=licence).licence_url == url
