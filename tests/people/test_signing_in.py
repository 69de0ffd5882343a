"""From the one-time link to the CMS."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consortium.people.admission import admit
from consortium.people.invitations import one_time_link
from consortium.people.memberships import end
from consortium.people.models import FailedSignIn, Membership, User

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence that nobody guesses"


@pytest.fixture
def registrar() -> User:
    return admit("gotri", name="Gotri Medical College", registrar="r@gotri.example").registrar


def path(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def set_password(client: Client, link: str, password: str = PASSWORD, again: str = ""):
    """Opens the link and sends the form that it leads to."""
    form = client.get(path(link), follow=True)
    if not form.redirect_chain:
        return form
    return client.post(form.redirect_chain[-1][0], {"new_password1": password, "new_password2": again or password})


def sign_in(address: str, password: str = PASSWORD, client: Client | None = None):
    return (client or Client()).post("/admin/login/", {"username": address, "password": password, "next": "/admin/"})


def test_the_link_sets_the_password_and_the_registrar_signs_in(registrar, client):
    link = one_time_link(registrar)
    assert "Set your password" in client.get(path(link), follow=True).content.decode()
    assert set_password(client, link).url == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    assert sign_in("R@Gotri.example", client=client).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_opening_the_link_changes_nothing(registrar, client):
    for _ in range(2):
        client.get(path(one_time_link(registrar)), follow=True)
    registrar.refresh_from_db()
    assert not registrar.has_usable_password()


def test_the_link_works_once(registrar):
    link = one_time_link(registrar)
    set_password(Client(), link)
    second = set_password(Client(), link, "another long sentence altogether")
    assert "This link is used or too old" in second.content.decode()
    registrar.refresh_from_db()
    assert registrar.check_password(PASSWORD)


def test_the_link_is_void_after_some_days(registrar, client, settings):
    link = one_time_link(registrar)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link is used or too old" in client.get(path(link)).content.decode()


@pytest.mark.parametrize("link", ["/accounts/password/x/y/", "/accounts/password/MQ/set-password/"])
def test_a_link_that_is_none_says_what_to_do(link, client):
    answer = client.get(link)
    assert "ask for a new link" in answer.content.decode()


def test_a_short_password_is_refused_with_the_reason(registrar, client):
    answer = set_password(client, one_time_link(registrar), "short")
    assert "at least 12 characters" in answer.content.decode()


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(registrar):
    registrar.set_password(PASSWORD)
    registrar.save()
    answers = [sign_in(address, "wrong").content.decode() for address in ("r@gotri.example", "nobody@gotri.example")]
    assert all("don&#x27;t belong together" in answer for answer in answers)
    assert answers[0].replace("r@gotri", "nobody@gotri").count("nobody@gotri") == answers[1].count("nobody@gotri")


@pytest.mark.parametrize("address", ["r@gotri.example", "nobody@gotri.example"])
def test_after_too_many_wrong_passwords_an_address_waits_known_or_not(registrar, settings, address):
    settings.SIGN_IN_TRIES = 3
    registrar.set_password(PASSWORD)
    registrar.save()
    for _ in range(3):
        sign_in(address, "wrong")
    assert "tried too often" in sign_in(address).content.decode()
    FailedSignIn.objects.update(at=timezone.now() - timedelta(hours=1))
    assert "tried too often" not in sign_in(address).content.decode()


def test_a_new_password_ends_the_waiting(registrar, settings):
    settings.SIGN_IN_TRIES = 1
    sign_in("r@gotri.example", "wrong")
    set_password(Client(), one_time_link(registrar))
    assert sign_in("r@gotri.example").status_code == 302


def test_who_holds_no_role_any_more_does_not_come_in(registrar):
    set_password(Client(), one_time_link(registrar))
    end(Membership.objects.get())
    client = Client()
    sign_in("r@gotri.example", client=client)
    assert client.get("/admin/").status_code == 302


def test_a_role_that_ended_on_its_day_is_left_at_the_next_sign_in(registrar):
    set_password(Client(), one_time_link(registrar))
    Membership.objects.update(since=timezone.now() - timedelta(days=2), until=timezone.now() - timedelta(days=1))
    sign_in("r@gotri.example")
    assert not registrar.groups.exists()


def test_every_page_of_the_own_account_opens(registrar, client):
    client.force_login(registrar)
    for address in ("/admin/", "/admin/account/", "/admin/reports/locked/", "/admin/pages/"):
        assert client.get(address).status_code in (200, 302), address
