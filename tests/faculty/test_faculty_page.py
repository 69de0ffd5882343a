"""What a faculty profile knows of its person."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from consortium.people.models import FacultyPage, FacultyPost
from tests.corners import branch, college, put

pytestmark = pytest.mark.django_db


def profile(**facts: Any):
    return FacultyPage(**{"title": "Ketaki Oza", "honorific": "Dr.", **facts})


def test_an_orcid_address_is_kept_as_the_bare_number():
    page = put(college(), profile(orcid="https://orcid.org/0000-0002-1825-0097"))
    page.refresh_from_db()
    assert page.orcid == "0000-0002-1825-0097"
    assert page.orcid_url == "https://orcid.org/0000-0002-1825-0097"


def test_a_published_profile_refuses_a_wrong_orcid():
    with pytest.raises(ValidationError) as refused:
        put(college(), profile(orcid="0000-0002-1825-0098"))
    assert "ask for 7" in refused.value.message_dict["orcid"][0]


def test_a_discipline_outside_the_consortiums_table_is_refused_by_name():
    with pytest.raises(ValidationError, match="“alchemy” is not in the consortium's table of disciplines"):
        put(college(), profile(disciplines=["alchemy"]))


def test_the_post_marked_main_is_shown_before_the_others():
    page = profile(posts=[FacultyPost(title="Dean"), FacultyPost(title="Professor", main=True)])
    assert put(college(), page).main_post.title == "Professor"


def test_without_a_mark_the_first_post_still_held_is_shown():
    page = profile(posts=[FacultyPost(title="Lecturer", until=date(2020, 1, 1)), FacultyPost(title="Professor")])
    assert put(college(), page).main_post.title == "Professor"


def test_a_profile_belongs_to_the_college_whose_branch_it_hangs_in():
    tapi = college("tapi")
    page = put(tapi, profile())
    college("mahi")
    assert FacultyPage.objects.get(pk=page.pk).organisation == tapi
    assert list(FacultyPage.objects.of(tapi)) == [page]


def test_a_draft_and_a_profile_of_a_suspended_college_are_not_published():
    put(college("tapi"), profile(live=False))
    put(college("mahi", state="suspended"), profile())
    shown = put(college("purna"), profile())
    assert list(FacultyPage.objects.published()) == [shown]


def test_a_profile_can_only_be_made_in_a_branch_of_people():
    tapi = college("tapi")
    allowed = [
        name for name in ("people", "research", "curricula", "pages") if FacultyPage.can_create_at(branch(tapi, name))
    ]
    assert allowed == ["people"]
