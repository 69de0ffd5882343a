"""A rebuild that nobody who searches notices, and a comparison that mends what differs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Source
from courses.catalogue.writer import change_courses
from search.deliver import deliver_all
from search.engines.elastic_client import alias, client
from search.engines.indices import live_index
from search.models import Delivery, Entry
from tests.catalogue.stating import AT, source, stated, write
from tests.search.finding import find, found
from tests.search.silent import spoiling_proxy

COURSES = 300
IN_STEP = {"missing": 0, "stale": 0, "extra": 0}


@pytest.fixture
def tapi(engine: str) -> Source:
    owner = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    register = source(owner)
    write(register, *(stated(str(n), title=f"Posting {n}") for n in range(COURSES)))
    deliver_all()
    return register


@contextmanager
def people_searching(engine: str) -> Iterator[list[str]]:
    """Somebody searches without a pause; yields what went wrong, which must stay empty."""
    wrong: list[str] = []
    begun, stopped = threading.Event(), threading.Event()

    def search() -> None:
        try:
            while not stopped.is_set():
                answer = find("posting")
                begun.set()
                if (answer.engine, answer.limited, answer.total) != (engine, False, COURSES):
                    wrong.append(f"{answer.engine}, limited: {answer.limited}, {answer.total} found")
        except Exception as error:  # noqa: BLE001 -- whatever a search raises is what is looked for
            wrong.append(repr(error))
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=search)
    thread.start()
    assert begun.wait(60)
    try:
        yield wrong
    finally:
        stopped.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_nobody_who_searches_notices_a_rebuild(tapi, engine, catch_up):
    catch_up()
    before = live_index() if engine == "elasticsearch" else None
    with people_searching(engine) as wrong:
        for _ in range(2):
            call_command("rebuild_search", stdout=StringIO())
    assert wrong == []
    if before:
        assert live_index() != before
        assert not client().indices.exists(index=before)


@pytest.mark.django_db(transaction=True)
def test_what_changes_during_a_rebuild_arrives(elasticsearch, settings):
    owner = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    [first, *_] = write(source(owner), *(stated(str(n), title=f"Posting {n}") for n in range(10)))
    call_command("rebuild_search", stdout=StringIO())
    changed = threading.Event()

    def change_once(path: str, body: bytes) -> None:
        if path.partition("?")[0].endswith("/_bulk") and not changed.is_set():
            changed.set()
            with transaction.atomic():
                change_courses([(first.pk, stated("0", title="Altered meanwhile"))], AT)
            connection.close()

    with spoiling_proxy(elasticsearch, change_once) as proxy:
        settings.ELASTICSEARCH_URL = proxy
        call_command("rebuild_search", stdout=StringIO())
    settings.ELASTICSEARCH_URL = elasticsearch
    deliver_all()
    client().indices.refresh(index=alias())
    assert changed.is_set()
    assert found("altered") == {"Altered meanwhile"}
    assert differences() == IN_STEP


@pytest.mark.django_db
def test_what_the_engine_lacks_has_too_old_or_too_much_is_found_and_mended(elasticsearch):
    owner = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    register = source(owner)
    write(register, *(stated(str(n), title=f"Posting {n}") for n in range(4)))
    call_command("rebuild_search", stdout=StringIO())
    stale = Entry.objects.earliest("pk")
    write(register, stated("4", title="Posting 4"))
    missing = Entry.objects.latest("pk")
    Delivery.objects.create(entry=missing, version=missing.version)  # taken for sent, and lost
    Entry.objects.filter(pk=stale.pk).update(version=F("version") + 1_000)
    held = client().get(index=alias(), id=str(stale.pk))["_source"]
    client().index(index=alias(), id="999999", document={**held, "entry": 999_999})
    client().indices.refresh(index=alias())
    assert differences() == {"missing": 1, "stale": 1, "extra": 1}
    assert differences("--repair") == IN_STEP
    assert differences() == IN_STEP
    assert found("posting") == {f"Posting {n}" for n in range(5)}


@pytest.mark.django_db
def test_an_entry_that_is_not_what_is_public_is_mended_with_either_engine(engine, catch_up):
    owner = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    kept, gone, lost = write(source(owner), *(stated(str(n), title=f"Posting {n}") for n in range(3)))
    catch_up()
    Course.objects.filter(pk=kept.pk).update(title="Renamed behind our back")
    Course.objects.filter(pk=gone.pk).update(withdrawn_at=AT)
    Entry.objects.filter(key=f"course:{lost.pk}").update(gone=True, digest=b"")
    connection.check_constraints()
    assert differences("--repair") == IN_STEP
    catch_up()
    assert found() == {"Renamed behind our back", "Posting 2"}


def differences(*arguments: str) -> dict[str, Any]:
    """What the command says, whichever way it ends."""
    out = StringIO()
    with suppress(CommandError):
        call_command("check_search", "--json", *arguments, stdout=out)
    told = json.loads(out.getvalue())
    return {name: told[name] for name in IN_STEP}
