"""How those who keep the installation look after accounts in the CMS."""

import pytest
from django.test import Client

from consortium.people.models import User
from tests.organisations.two_colleges import college, person, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a sufficiently long one"


@pytest.fixture
def keeper() -> Client:
    return signed_in(User.objects.create_superuser("root@site.example", PASSWORD))


def test_an_account_is_made_with_one_name(keeper):
    sent = {"email": "oza@tapi.example", "name": "Ketaki Oza", "password1": PASSWORD, "password2": PASSWORD}
    keeper.post("/admin/users/new/", sent)
    account = User.objects.get(email="oza@tapi.example")
    assert account.name == "Ketaki Oza"
    assert account.check_password(PASSWORD)
    assert "Ketaki Oza" in keeper.get("/admin/users/").content.decode()


def test_an_account_is_closed_and_its_roles_stay_those_of_its_memberships(keeper):
    editor = person(college("tapi"), "editor")
    assert 'name="groups"' not in keeper.get(f"/admin/users/edit/{editor.pk}/").content.decode()
    keeper.post(f"/admin/users/edit/{editor.pk}/", {"email": editor.email, "name": "Ketaki Oza"})
    editor.refresh_from_db()
    assert (editor.name, editor.is_active) == ("Ketaki Oza", False)
    assert [group.name for group in editor.groups.all()] == ["tapi: Editor"]


def test_nobody_of_a_college_comes_in():
    moderator = signed_in(person(college("tapi"), "moderator"))
    for address in ("/admin/users/", "/admin/users/new/"):
        assert moderator.get(address).status_code == 302
