"""How the office gives people their roles in the CMS."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consortium.people.admission import admit
from consortium.people.memberships import begin, end
from consortium.people.models import Membership, User
from tests.organisations.two_colleges import college, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return signed_in(person(admit("office", name="Office", kind="office").organisation, "office"))


def test_the_office_gives_a_role_by_e_mail_address_and_gets_the_link(office):
    tapi = college("tapi")
    sent = {"email": "new@tapi.example", "name": "New Person", "organisation": tapi.pk, "role": "editor"}
    answer = office.post("/admin/memberships/new/", sent, follow=True)
    account = User.objects.get(email="new@tapi.example")
    assert [group.name for group in account.groups.all()] == ["tapi: Editor"]
    assert "/accounts/password/" in answer.content.decode()
    assert "New Person" in answer.content.decode()


def test_who_has_a_password_gets_a_role_and_no_link(office):
    tapi = college("tapi")
    User.objects.create_user("known@tapi.example", "a long enough password")
    sent = {"email": "Known@tapi.example", "organisation": tapi.pk, "role": "editor"}
    assert "/accounts/password/" not in office.post("/admin/memberships/new/", sent, follow=True).content.decode()
    assert User.objects.filter(email__iexact="known@tapi.example").count() == 1


def test_a_role_that_an_organisation_does_not_have_is_refused(office):
    sent = {"email": "new@tapi.example", "organisation": college("tapi").pk, "role": "office"}
    assert "Nobody can hold this role" in office.post("/admin/memberships/new/", sent).content.decode()
    assert not User.objects.filter(email="new@tapi.example").exists()


def test_a_role_that_is_ended_takes_the_rights_at_once(office):
    editor = person(college("tapi"), "editor")
    membership = Membership.objects.get(person=editor)
    until = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    Membership.objects.filter(pk=membership.pk).update(since=timezone.now() - timedelta(days=1))
    office.post(f"/admin/memberships/edit/{membership.pk}/", {"until": until})
    assert not editor.groups.exists()


def test_a_role_that_is_deleted_takes_the_rights_with_it(office):
    editor = person(college("tapi"), "editor")
    membership = Membership.objects.get(person=editor)
    office.post(f"/admin/memberships/delete/{membership.pk}/")
    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert not editor.groups.exists()


def test_a_role_cannot_end_before_it_began(office):
    membership = Membership.objects.get(person=person(college("tapi"), "editor"))
    answer = office.post(f"/admin/memberships/edit/{membership.pk}/", {"until": "2020-01-01 10:00"})
    assert "state a later moment" in answer.content.decode()


def test_a_time_in_a_role_that_is_held_again_is_not_opened_anew(office):
    tapi = college("tapi")
    editor = person(tapi, "editor")
    former = Membership.objects.get(person=editor)
    end(former)
    begin(editor, tapi, "editor")
    answer = office.post(f"/admin/memberships/edit/{former.pk}/", {"until": ""})
    assert "held again since" in answer.content.decode()


def test_nobody_of_a_college_gives_roles(office):
    moderator = signed_in(person(college("tapi"), "moderator"))
    for address in ("/admin/memberships/", "/admin/memberships/new/"):
        assert moderator.get(address).status_code == 302
