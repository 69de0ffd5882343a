"""Memberships are the truth; groups follow them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from consortium.organisations.models import OrganisationGroup
from consortium.people.admission import admit
from consortium.people.memberships import MembershipError, begin, end, settle_ended, settle_groups
from consortium.people.models import Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapi():
    return admit("tapi", name="Tapi").organisation


@pytest.fixture
def person():
    return User.objects.create_user("p@tapi.example")


def groups(person: User) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def test_a_role_begun_puts_into_its_group_and_ended_out_of_it(tapi, person):
    membership = begin(person, tapi, "editor")
    assert groups(person) == ["tapi: Editor"]
    end(membership)
    assert groups(person) == []
    membership.refresh_from_db()
    assert membership.until is not None


def test_a_role_given_until_a_day_ends_on_it_though_its_person_stays_signed_in(tapi, person):
    begin(person, tapi, "moderator")
    membership = begin(person, tapi, "editor")
    Membership.objects.filter(pk=membership.pk).update(until=timezone.now())
    settle_ended()
    assert groups(person) == ["tapi: Moderator"]


def test_a_role_begun_twice_is_held_once(tapi, person):
    assert begin(person, tapi, "editor") == begin(person, tapi, "editor")
    assert Membership.objects.count() == 1


def test_a_role_may_be_taken_up_again(tapi, person):
    end(begin(person, tapi, "editor"))
    begin(person, tapi, "editor")
    assert Membership.objects.count() == 2
    assert groups(person) == ["tapi: Editor"]


def test_a_group_given_by_hand_is_taken_away_when_settled_but_groups_of_no_organisation_stay(tapi, person):
    person.groups.add(OrganisationGroup.objects.get(organisation=tapi, role="moderator").group)
    person.groups.add(Group.objects.create(name="Choir"))
    settle_groups(person)
    assert groups(person) == ["Choir"]


def test_a_role_that_begins_tomorrow_gives_nothing_today(tapi, person):
    Membership.objects.create(person=person, organisation=tapi, role="editor", since=timezone.now() + timedelta(days=1))
    settle_groups(person)
    assert groups(person) == []


def test_roles_that_an_organisation_does_not_have_are_named(tapi, person):
    with pytest.raises(MembershipError, match=r"Nobody can be office of Tapi\. Roles there: editor, faculty"):
        begin(person, tapi, "office")
