"""A test that commits leaves the database as it found it."""

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import Model

from consortium.pages.models import HomePage
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.snapshot import snapshot

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[type[Model], list[dict[str, Any]]]:
    return {model: list(model._default_manager.order_by("pk").values()) for model in apps.get_models() if kept(model)}


def kept(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def test_what_was_written_since_is_gone_and_what_was_deleted_is_back() -> None:
    home, tapi = HomePage.objects.get(), college("tapi")
    anatomy, surgery = write(source(tapi), stated("A-1", title="Anatomy"), stated("A-2", title="Surgery"))
    before, taken = rows(), snapshot()

    surgery.delete()
    home.delete()
    type(anatomy).objects.update(title="Something else")
    write(source(tapi, "other"), stated("B-1"))
    taken.put_back()

    assert rows() == before


def test_a_number_that_was_given_since_is_not_given_again() -> None:
    taken = snapshot()
    number = college("tapi").pk

    taken.put_back()

    assert college("tapi").pk > number


def test_what_was_remembered_since_is_forgotten() -> None:
    taken = snapshot()
    cache.set("of a row that goes", 1)

    taken.put_back()

    assert cache.get("of a row that goes") is None
