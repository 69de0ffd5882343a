"""What the form of a faculty profile takes and how it refuses."""

from typing import Any

import pytest
from django.core.files.images import ImageFile
from wagtail.images.tests.utils import get_test_image_file

from consortium.organisations.models import Image, Organisation
from consortium.people.models import FacultyPage, Membership, User
from tests.corners import college
from tests.writing import form, rows, story

pytestmark = pytest.mark.django_db


def sent(**facts: Any) -> dict[str, Any]:
    return {"title": "Ketaki Oza", "slug": "ketaki-oza", "names": rows(), "posts": rows(), "about": story()} | facts


def written(organisation: Organisation, **facts: Any):
    return form(FacultyPage, organisation, **sent(**facts))


def member(organisation: Organisation, email: str) -> User:
    person = User.objects.create_user(email)
    Membership.objects.create(person=person, organisation=organisation, role="editor")
    return person


def photo(owner: Organisation) -> Image:
    file: ImageFile = get_test_image_file()
    return Image.objects.create(title="A face", owner=owner, file=file)


def test_a_name_alone_is_enough():
    assert written(college()).is_valid()


def test_an_orcid_may_be_sent_as_its_address():
    filled = written(college(), orcid="https://orcid.org/0000-0002-1825-0097")
    assert filled.is_valid()
    assert filled.instance.orcid == "0000-0002-1825-0097"


def test_a_mistyped_orcid_is_refused_beside_its_field():
    assert "ask for 7" in written(college(), orcid="0000-0002-1825-0098").errors["orcid"][0]


def test_free_words_of_expertise_are_kept_one_a_line():
    filled = written(college(), expertise="Brachial  plexus\n\nNerve repair\nBrachial plexus")
    assert filled.is_valid()
    assert filled.instance.expertise == ["Brachial plexus", "Nerve repair"]


def test_disciplines_come_from_the_consortiums_table():
    assert written(college(), disciplines=["anatomy"]).is_valid()
    assert "alchemy" in written(college("mahi"), disciplines=["alchemy"]).errors["disciplines"][0]


def test_a_wrong_language_code_says_what_one_looks_like():
    filled = written(college(), names=rows({"language": "Gujarati", "name": "કેતકી"}))
    assert "such as en, gu or hi" in filled.formsets["names"].forms[0].errors["language"][0]


def test_a_post_that_ends_before_it_begins_is_refused_at_its_end():
    filled = written(college(), posts=rows({"title": "Dean", "since": "2020-01-01", "until": "2019-01-01"}))
    assert not filled.is_valid()
    assert "ends before it begins" in filled.formsets["posts"].forms[0].errors["until"][0]


def test_only_one_post_is_the_main_one():
    filled = written(college(), posts=rows({"title": "Dean", "main": "on"}, {"title": "Professor", "main": "on"}))
    assert not filled.is_valid()
    assert filled.formsets["posts"].forms[1].errors["main"] == [
        "Another post is marked as the main one: mark only one."
    ]


def test_only_the_colleges_own_people_are_offered_as_the_account():
    tapi, mahi = college("tapi"), college("mahi")
    ours, theirs = member(tapi, "ours@tapi.example"), member(mahi, "theirs@mahi.example")
    assert list(written(tapi).fields["person"].queryset) == [ours]
    refused = written(tapi, person=theirs.pk)
    assert refused.errors["person"] == [
        "This account is of nobody at Tapi College of Medicine: choose one of the list, or leave it blank."
    ]
    assert "theirs@mahi.example" not in refused.as_p()


def test_a_photo_of_another_college_is_refused_in_a_draft_too():
    tapi, mahi = college("tapi"), college("mahi")
    assert written(tapi, photo=photo(tapi).pk).is_valid()
    refused = form(FacultyPage, tapi, draft=True, **sent(photo=photo(mahi).pk))
    assert "not of Tapi" in refused.errors["photo"][0]
