"""The command `admit_college`: what it prints and with which code it ends."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consortium.organisations.models import Organisation
from consortium.people.models import User
from tests.commanding import say

pytestmark = pytest.mark.django_db
GOTRI = ("gotri", "--name", "GMERS Medical College", "--city", "Gotri")


def admitted(*arguments: str) -> dict:
    out = StringIO()
    call_command("admit_college", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as error:
        call_command("admit_college", *arguments)
    return error.value


def test_it_prints_one_document_with_the_registrars_link():
    printed = admitted(*GOTRI, "--code", "nmc=11", "--registrar", "r@gotri.example")
    assert printed["created"]
    assert printed["codes"] == ["nmc=11"]
    assert printed["link"].startswith("http://127.0.0.1:8000/accounts/password/")


def test_again_nothing_is_created_and_the_unused_link_can_be_had_anew():
    admitted(*GOTRI, "--registrar", "r@gotri.example")
    again = admitted(*GOTRI, "--registrar", "r@gotri.example")
    assert not again["created"]
    assert again["link"]
    assert Organisation.objects.count() == User.objects.count() == 1


def test_who_has_a_password_gets_no_link():
    User.objects.create_user("r@gotri.example", "a long enough password")
    assert admitted(*GOTRI, "--registrar", "r@gotri.example")["link"] is None


def test_a_contradiction_ends_with_1_and_says_what_differs():
    admitted(*GOTRI)
    error = refused("gotri", "--name", "Another College", "--city", "Gotri")
    assert error.returncode == 1
    assert "its name is “GMERS Medical College”, not “Another College”" in str(error)


def test_a_slug_that_is_none_ends_with_2():
    assert refused("Not A Slug", "--name", "A").returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("gotri",),
        ("gotri", "--name", "A", "--code", "nmc"),
        ("gotri", "--name", "A", "--kind", "school"),
        ("gotri", "--name", "A", "--registrar", "nobody"),
    ],
)
def test_wrong_use_ends_with_2(arguments):
    said = say("admit_college", *arguments)
    assert said.code == 2
    assert said.out == ""
    assert said.err
