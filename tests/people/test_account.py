"""How people keep their own accounts in the CMS."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.organisations.two_colleges import college, person, signed_in

pytestmark = pytest.mark.django_db
LOOK = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default", "theme-keyboard_shortcuts": "on"}


def test_a_person_keeps_the_own_name_and_address():
    editor = person(college("tapi"), "editor")
    sent = {"name_email-name": "Ketaki Oza", "name_email-email": "oza@tapi.example", **LOOK}
    answer = signed_in(editor).post(reverse("wagtailadmin_account"), sent, follow=True)
    editor.refresh_from_db()
    assert (editor.name, editor.email) == ("Ketaki Oza", "oza@tapi.example")
    assert "Ketaki Oza" in answer.content.decode()


def test_an_address_that_another_account_has_is_refused():
    tapi = college("tapi")
    editor, other = person(tapi, "editor"), person(tapi, "moderator")
    sent = {"name_email-name": "", "name_email-email": other.email.upper(), **LOOK}
    answer = signed_in(editor).post(reverse("wagtailadmin_account"), sent)
    assert answer.status_code == 200
    editor.refresh_from_db()
    assert editor.email == "editor@tapi.example"


def test_who_is_not_signed_in_is_sent_to_do_so(client: Client):
    answer = client.get(reverse("wagtailadmin_account"))
    assert answer.headers["Location"].startswith(reverse("wagtailadmin_login"))
