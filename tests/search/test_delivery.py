"""The engine gets every version once or more, in any order, and ends with the last."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from elasticsearch import BadRequestError

from courses.catalogue.hiding import hide_course
from courses.catalogue.models import Course
from courses.catalogue.writer import change_courses
from search.bulk import send
from search.deliver import behind, deliver_all
from search.documents import actions
from search.engines.contract import EngineUnavailable
from search.engines.elastic_client import alias, client
from search.models import Delivery, Entry, Refusal
from search.rebuild import rebuild_index
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college
from tests.faults.invariant import in_order
from tests.search.silent import Spoil, busy, passed, spoiling_proxy


@pytest.fixture
def tapi(db, elasticsearch):
    rebuild_index()
    return source(college("tapi"))


def refresh() -> None:
    client().indices.refresh(index=alias())


def indexed() -> dict[str, int]:
    """Titles and versions as the engine has them."""
    refresh()
    hits = client().search(index=alias(), size=1000, version=True)["hits"]["hits"]
    return {hit["_source"]["title"]: hit["_version"] for hit in hits}


@pytest.fixture
def spoiled(settings, elasticsearch):
    """Puts a proxy that spoils answers before the engine."""

    @contextmanager
    def put(spoil: Spoil) -> Iterator[None]:
        with spoiling_proxy(elasticsearch, spoil) as address:
            settings.ELASTICSEARCH_URL = address
            yield
        settings.ELASTICSEARCH_URL = elasticsearch

    return put


def change(course: Course, title: str) -> None:
    with transaction.atomic():
        change_courses([(course.pk, stated(course.record_id, title=title))], AT)


def test_a_delivery_sends_what_is_behind_and_nothing_twice(tapi):
    write(tapi, *(stated(str(n), title=f"Posting {n}") for n in range(3)))
    assert deliver_all() == (3, 0)
    assert deliver_all() == (0, 0)
    assert set(indexed()) == {"Posting 0", "Posting 1", "Posting 2"}


def test_f25_a_late_older_version_changes_nothing(tapi):
    [course] = write(tapi, stated("1", title="First"))
    late = actions(Entry.objects.values_list("pk", flat=True))
    change(course, "Second")
    deliver_all()
    assert send(alias(), late).refused == {}
    assert set(indexed()) == {"Second"}
    in_order()


def test_f25_an_update_that_comes_after_a_removal_brings_nothing_back(tapi):
    [course] = write(tapi, stated("1", title="First"))
    late = actions(Entry.objects.values_list("pk", flat=True))
    deliver_all()
    hide_course(course, None, "Wrong")
    deliver_all()
    send(alias(), late)
    assert indexed() == {}
    in_order()


def test_f25_all_sent_again_changes_nothing(tapi):
    write(tapi, *(stated(str(n), title=f"Posting {n}") for n in range(3)))
    deliver_all()
    before = indexed()
    Delivery.objects.all().delete()
    assert deliver_all() == (3, 0)
    assert indexed() == before
    in_order()


def test_f11_one_refused_entry_keeps_no_other_back_and_its_reason_is_kept(tapi, spoiled):
    write(tapi, *(stated(str(n), title=f"Posting {n}") for n in range(20)))
    entry = Entry.objects.order_by("pk")[7]
    Entry.objects.filter(pk=entry.pk).update(group=1 << 62)

    def refuse(path: str, body: bytes):
        if not path.startswith(f"/{alias()}/_bulk"):
            return None
        lines = body.replace(b'"group":%d' % (1 << 62), b'"group":"wrong"')
        return passed(os.environ["ELASTICSEARCH_URL"], path, lines)

    with spoiled(refuse):
        assert deliver_all() == (20, 1)
        assert deliver_all() == (0, 0)
    assert len(indexed()) == 19
    [refusal] = Refusal.objects.all()
    assert refusal.entry_id == entry.pk
    assert "group" in refusal.reason


def test_a_refused_entry_is_sent_again_when_it_changes(tapi):
    [course] = write(tapi, stated("1", title="First"))
    entry = Entry.objects.get(kind="course")
    Refusal.objects.create(entry=entry, version=entry.version, reason="wrong")
    assert behind().count() == 0
    change(course, "Second")
    assert deliver_all() == (1, 0)
    assert not Refusal.objects.exists()


def test_f11_an_engine_that_is_busy_now_and_then_gets_everything(tapi, spoiled):
    write(tapi, *(stated(str(n), title=f"Posting {n}") for n in range(5)))
    calls = []

    def now_and_then(path: str, body: bytes):
        if "/_bulk" not in path:
            return None
        calls.append(path)
        return busy() if len(calls) == 1 else None

    pauses = []
    with spoiled(now_and_then):
        sent = send(alias(), actions(Entry.objects.values_list("pk", flat=True)), pause=pauses.append)
    assert (len(sent.accepted), sent.refused) == (5, {})
    assert len(pauses) == 1
    deliver_all()
    in_order()


def test_single_entries_that_the_engine_is_too_busy_for_are_sent_again(tapi, spoiled):
    write(tapi, *(stated(str(n), title=f"Posting {n}") for n in range(3)))
    asked = []

    def one_busy(path: str, body: bytes):
        if "/_bulk" not in path:
            return None
        asked.append(body.count(b"\n"))
        if len(asked) > 1:
            return None
        status, answer = passed(os.environ["ELASTICSEARCH_URL"], path, body)
        results = json.loads(answer)
        results["items"][1]["index"] |= {"status": 429, "error": {"type": "busy"}}
        return status, json.dumps(results).encode()

    with spoiled(one_busy):
        sent = send(alias(), actions(Entry.objects.values_list("pk", flat=True)), pause=lambda _: None)
    assert asked == [6, 2]
    assert len(sent.accepted) == 3


def test_an_engine_that_stays_busy_is_told_as_away(tapi, spoiled):
    write(tapi, stated("1", title="Posting"))
    with (
        spoiled(lambda path, _: busy() if "/_bulk" in path else None),
        pytest.raises(EngineUnavailable, match="too busy"),
    ):
        send(alias(), actions(Entry.objects.values_list("pk", flat=True)), pause=lambda _: None)


def test_an_unknown_field_is_refused_by_the_mapping(tapi):
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping"):
        client().index(index=alias(), document={"tilte": "misspelt"})
