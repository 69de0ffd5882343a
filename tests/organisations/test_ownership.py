"""A file is its collection's organisation's."""

import pytest
from django.core.files.base import ContentFile

from consortium.organisations.models import Document
from consortium.people.admission import admit

pytestmark = pytest.mark.django_db


def test_a_file_is_its_organisations_though_another_was_admitted_meanwhile():
    mahi = admit("mahi", name="Mahi Valley Medical College").organisation
    admit("aji", name="Aji Dental College")  # its collection is put before
    plan = ContentFile(b"%PDF-1.4", name="p.pdf")
    kept = Document.objects.create(title="Plan", file=plan, collection=mahi.collection)
    assert kept.owner == mahi
