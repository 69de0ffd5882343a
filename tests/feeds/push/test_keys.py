"""Keys in the CMS: made, shown once, changed for another, and told of before they expire."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation, ToDo
from consortium.people.models import Mail
from courses.feeds.connecting import Connection, connect
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Feed, PushKey
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.push.pushing import Pusher, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feed(tapi: Organisation) -> Feed:
    return connect(tapi, "register", Connection("records", is_push=True))[0]


def registrar(college: Organisation) -> Client:
    return signed_in(keeper(college, "registrar"))


def test_a_registrar_makes_a_key_and_sees_its_secret_once(tapi: Organisation, feed: Feed):
    client = registrar(tapi)
    address = reverse("feeds_desk:keys", args=[feed.pk])
    made = client.post(address, {"do": "make"})
    secret = made.context["made"].secret
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert secret not in client.get(address).content.decode()


def test_another_colleges_registrar_finds_no_such_page(tapi: Organisation, narmada: Organisation, feed: Feed):
    client = registrar(narmada)
    for answer in (
        client.get(reverse("feeds_desk:keys", args=[feed.pk])),
        client.post(reverse("feeds_desk:keys", args=[feed.pk]), {"do": "make"}),
    ):
        assert answer.status_code == 404
    assert not PushKey.objects.exists()


def test_a_revoked_key_pushes_nothing_and_another_feeds_key_is_not_here(
    tapi: Organisation, narmada: Organisation, feed: Feed
):
    client, pusher = registrar(tapi), Pusher(feed)
    other = Pusher(connect(narmada, "register", Connection("records", is_push=True))[0])
    address = reverse("feeds_desk:keys", args=[feed.pk])
    assert client.post(address, {"do": "revoke", "key": other.key.key.key_id}).status_code == 404
    client.post(address, {"do": "revoke", "key": pusher.key.key.key_id})
    assert pusher.batch(record(1)).json()["error"] == "revoked_key"
    assert other.batch(record(1)).status_code == 200


def test_a_used_key_that_expires_soon_is_told_once_until_it_is_changed(tapi: Organisation, feed: Feed):
    client = registrar(tapi)
    pusher = Pusher(feed)
    pusher.batch(record(1))
    PushKey.objects.update(expires_at=timezone.now() + dt.timedelta(days=10))
    for _ in range(2):
        dispatch(lambda _run: None)
    assert Mail.objects.filter(kind="push_key").values_list("to", flat=True).get() == "registrar@tapi.example"
    todo = ToDo.objects.get(organisation=tapi, kind="push_key", done_at__isnull=True)
    assert "expires on" in todo.text
    client.post(todo.link, {"do": "revoke", "key": pusher.key.key.key_id})
    assert not ToDo.objects.filter(kind="push_key", done_at__isnull=True).exists()


def test_it_is_settled_too_once_another_key_is_used(tapi: Organisation, feed: Feed):
    Pusher(feed).batch(record(1))
    PushKey.objects.update(expires_at=timezone.now() + dt.timedelta(days=10))
    dispatch(lambda _run: None)
    waiting = ToDo.objects.filter(kind="push_key", done_at__isnull=True)
    newer = Pusher(feed)
    dispatch(lambda _run: None)
    assert waiting.exists()
    newer.batch(record(2))
    dispatch(lambda _run: None)
    assert not waiting.exists()


def test_the_command_connects_a_pushing_college_and_prints_its_key_once(tapi: Organisation):
    said = [StringIO(), StringIO()]
    for one in said:
        call_command("connect_feed", "tapi", name="moodle", format="records", push=True, json=True, stdout=one)
    first, second = (json.loads(one.getvalue()) for one in said)
    assert first["push"].endswith("/api/v1/colleges/tapi/feeds/moodle/push")
    assert first["secret"]
    assert "secret" not in second
