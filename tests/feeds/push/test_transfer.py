"""A catalogue in parts takes a while to come: what may happen to it on its way?"""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run, TransferPart
from courses.feeds.push.keys import make_key, revoke
from courses.feeds.push.message import Message
from courses.feeds.push.whole import begin_transfer, commit_transfer
from tests.beside_a_writer import while_it_is_written
from tests.feeds.push.pushing import Pusher, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pusher(tapi: Organisation) -> Pusher:
    feed, _ = connect(tapi, "register", Connection("records", is_push=True))
    return Pusher(feed)


def begun(pusher: Pusher) -> str:
    transfer: str = pusher.say({"whole": "begin"}).json()["transfer"]
    return transfer


def part(transfer: str, number: int, *records: dict[str, Any]) -> dict[str, Any]:
    return {"transfer": transfer, "part": number, "records": records}


def commit(transfer: str, parts: int) -> dict[str, Any]:
    return {"whole": "commit", "transfer": transfer, "parts": parts}


def test_a_key_may_be_changed_for_another_between_two_parts(pusher: Pusher, carry_out_all: Callable[[Feed], Run]):
    transfer = begun(pusher)
    assert pusher.say(part(transfer, 1, record(1))).status_code == 200
    newer = Pusher(pusher.feed, make_key(pusher.feed))
    revoke(pusher.key.key)
    assert pusher.say(part(transfer, 2, record(2))).json()["error"] == "revoked_key"
    assert newer.say(part(transfer, 2, record(2))).status_code == 200
    assert newer.say(commit(transfer, 2)).status_code == 202
    assert carry_out_all(pusher.feed).created == 2


def test_of_a_college_that_left_on_the_way_nothing_is_committed(pusher: Pusher, tapi: Organisation):
    transfer = begun(pusher)
    assert pusher.say(part(transfer, 1, record(1))).status_code == 200
    tapi.state = Organisation.State.LEFT
    tapi.save()
    answer = pusher.say(commit(transfer, 1))
    assert (answer.status_code, answer.json()["error"]) == (401, "no_member")
    assert not Run.objects.exists()


def test_parts_that_are_more_than_one_catalogue_may_be_are_not_piled_up(
    pusher: Pusher, settings: Settings, carry_out_all: Callable[[Feed], Run]
):
    settings.FEED_MAX_UNPACKED_BYTES = 2_000
    transfer, long = begun(pusher), "A course of many words. " * 40
    assert pusher.say(part(transfer, 1, record(1, description=long))).status_code == 200
    answer = pusher.say(part(transfer, 2, record(2, description=long)))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert "not kept" in answer.json()["message"]
    assert pusher.say({"whole": "status", "transfer": transfer}).json()["parts"] == [1]
    assert pusher.say(part(transfer, 1, record(1, description=long))).status_code == 200  # in its own place
    assert pusher.say(part(transfer, 2, record(2))).status_code == 200
    assert pusher.say(commit(transfer, 2)).status_code == 202
    assert carry_out_all(pusher.feed).created == 2


def test_a_part_that_comes_while_its_transfer_is_committed_is_not_said_to_be_kept(
    pusher: Pusher, postgresql: str, carry_out_all: Callable[[Feed], Run]
):
    transfer = begun(pusher)
    pusher.say(part(transfer, 1, record(1)))
    message = Message(whole="commit", transfer=uuid.UUID(transfer), parts=1)
    late = while_it_is_written(
        lambda: commit_transfer(pusher.feed, message), lambda: pusher.say(part(transfer, 2, record(2)))
    )
    assert (late.status_code, late.json()["error"]) == (404, "no_transfer")
    assert carry_out_all(pusher.feed).created == 1
    assert not TransferPart.objects.exists()


def test_a_part_that_comes_while_a_newer_transfer_puts_its_own_aside_is_told_so(pusher: Pusher, postgresql: str):
    transfer = begun(pusher)
    pusher.say(part(transfer, 1, record(1)))
    late = while_it_is_written(lambda: begin_transfer(pusher.feed), lambda: pusher.say(part(transfer, 2, record(2))))
    assert (late.status_code, late.json()["error"]) == (404, "no_transfer")
    assert not TransferPart.objects.exists()
    assert not Course.objects.exists()
