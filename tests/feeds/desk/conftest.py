"""What tests of the desk stand on: two colleges with a catalogue each, and people who keep them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import Settings

from consortium.organisations.models import Organisation
from consortium.people.models import Membership, User
from tests.college_system import CollegeSystem, Say, college_system
from tests.corners import college
from tests.feeds.feeding import Catalogue


def keeper(organisation: Organisation, role: str, address: str = "") -> User:
    """Somebody of the organisation who may come into the CMS."""
    account = User.objects.create_user(email=address or f"{role}@{organisation.slug}.example", password=None)
    account.user_permissions.add(Permission.objects.get(codename="access_admin"))
    Membership.objects.create(person=account, organisation=organisation, role=role)
    return account


def signed_in(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def catalogue(db: None, tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path)


@pytest.fixture
def theirs(db: None, tmp_path: Path) -> Catalogue:
    """Another college's."""
    return Catalogue(college("mahi"), tmp_path)


@pytest.fixture
def registrar(catalogue: Catalogue) -> Client:
    return signed_in(keeper(catalogue.college, "registrar"))


@pytest.fixture
def office(db: None) -> Client:
    return signed_in(keeper(college("office"), "office"))


@pytest.fixture
def system(server: Say, settings: Settings) -> Iterator[CollegeSystem]:
    """Serves what the module's own `server` says, to feeds that may be read from it."""
    settings.ELASTICSEARCH_URL = ""
    with college_system(server) as made:
        settings.FEED_ALLOW_PRIVATE = [made.host]
        yield made
