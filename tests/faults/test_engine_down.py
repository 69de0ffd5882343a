"""The search engine is away while a worker syncs and an editor edits: both go on, and search catches up by itself."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import hide_course
from courses.catalogue.models import Course
from search.check import check_search
from search.deliver import behind
from search.engines.circuit import CIRCUIT
from search.models import Entry
from search.rebuild import rebuild_index
from tests.faults.feeds import due, ended
from tests.faults.gate import Gate, gate_to
from tests.faults.invariant import untouched
from tests.faults.servers import OwnElasticsearch, own_elasticsearch
from tests.feeds.feeding import Catalogue, row, rows
from tests.workers import Environment, Workers, limited, until, with_beat


class Trouble(NamedTuple):
    """Where the engine is asked, and how it goes away and comes back."""

    url: str
    begins: Callable[[], None]
    ends: Callable[[], None]


@pytest.fixture(params=["stopped", "unreachable", "silent"])
def trouble(request: pytest.FixtureRequest, search: None, elasticsearch: str, settings: Settings) -> Iterator[Trouble]:
    """A node that this process and its workers ask, with a short wait for visitors, and what befalls it."""
    with ExitStack() as stack:
        node: Gate | OwnElasticsearch
        if request.param == "stopped":
            node = stack.enter_context(own_elasticsearch())
        else:
            node = stack.enter_context(gate_to(elasticsearch))
        settings.ELASTICSEARCH_URL = node.url
        settings.ELASTICSEARCH_TIMEOUT_SECONDS = 3
        settings.ELASTICSEARCH_RETRY_AFTER_SECONDS = settings.ELASTICSEARCH_LONGEST_PAUSE_SECONDS = 1
        CIRCUIT.close()
        begins = node.fall_silent if request.param == "silent" and isinstance(node, Gate) else node.vanish
        yield Trouble(node.url, begins, node.come_back)
        CIRCUIT.close()


def test_f10_an_engine_that_is_down_during_a_sync_and_edits_is_caught_up_with_by_itself(
    transactional_db: None,
    trouble: Trouble,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
    settings: Settings,
    client: Client,
) -> None:
    """F10: the sync is done, an edit is saved, the page says that it is limited; afterwards nothing is behind."""
    environment = {**environment, "ELASTICSEARCH_URL": trouble.url}
    prefix = settings.ELASTICSEARCH_INDEX_PREFIX
    environment = with_beat(limited(environment, ELASTICSEARCH_INDEX_PREFIX=prefix, ELASTICSEARCH_TIMEOUT_SECONDS=20))
    tapi, narmada = (
        Organisation.objects.create(slug=slug, name=slug.title(), label=slug.title(), dye=1)
        for slug in ("tapi", "narmada")
    )
    Catalogue(narmada, tmp_path).holds(rows(50)).sync()
    catalogue = Catalogue(tapi, tmp_path).holds(rows(200))
    catalogue.sync()
    rebuild_index()
    workers.start(environment, beat=True, children=2)
    until(lambda: not behind().exists(), "the engine has everything")
    until(lambda: not page_of(client, "course 7").limited, "the page is whole")

    with untouched(narmada):
        trouble.begins()
        catalogue.holds([row(1, title="Endoscopy"), *rows(220)[1:]])
        due(catalogue.feed)
        run = until(lambda: (run := ended(catalogue.feed)) and run.created == 20 and run, "it is read meanwhile")
        assert (run.status, run.changed) == ("done", 1)
        hide_course(Course.objects.get(source=catalogue.feed.source, record_id="R2"), None, "Not approved.")
        assert behind().count() == 22
        assert "Results are limited for now" in client.get("/search/", {"q": "endoscopy"}).content.decode()
        limited_page = page_of(client, "endoscopy")
        assert (limited_page.limited, limited_page.engine, limited_page.total) == (True, "database", 1)

        trouble.ends()
        until(lambda: not behind().exists(), "the workers catch up", 120)
        assert check_search().is_in_step
        assert until(lambda: not page_of(client, "endoscopy").limited, "the page is whole again")
        assert page_of(client, "endoscopy").total == 1
        assert Entry.objects.filter(gone=True).count() == 1


def page_of(client: Client, words: str):
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    return response.context["page"].answer
