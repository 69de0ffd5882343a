"""What journeys stand on: a live site with the sample consortium, and a real Chromium to see it with."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consortium.pages.clock import today
from search.engines.circuit import CIRCUIT
from tests.journeys.sample import Sample, sample
from tests.snapshot import Snapshot, snapshot

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 60_000
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def database_search(settings: Settings) -> None:
    """Search as the embedded default has it, unless a test asks for Elasticsearch."""
    settings.ELASTICSEARCH_URL = ""
    CIRCUIT.close()


@dataclass(frozen=True)
class Made:
    """A sample, with what the database and the folder of pictures and documents held when it had been made."""

    sample: Sample
    rows: Snapshot
    files: Path


@pytest.fixture(scope="session")
def made() -> dict[dt.date, Made]:
    """The sample of each day on which journeys are made: its dates are told from today."""
    return {}


@pytest.fixture
def shown(live_server: LiveServer, made: dict[dt.date, Made], tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample consortium, on a live site: made once, and put back for each journey."""
    if today() not in made:
        files = tmp_path_factory.mktemp("files")
        made[today()] = Made(sample(), snapshot(), files)
        copytree(settings.MEDIA_ROOT, files, dirs_exist_ok=True)
    kept = made[today()]
    kept.rows.put_back()
    copytree(kept.files, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return kept.sample.read_again()


@pytest.fixture
def visit(chromium: str, shown: Sample, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page as somebody with a screen, a colour scheme, and a script engine or none.

    Playwright runs a loop in this thread, in which Django hands out other connections and calls the thread
    asynchronous: so it starts after the sample is made and is gone before the database is emptied.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)

        def opened(width: int = 1280, height: int = 800, scheme: str = "light", scripts: bool = True) -> Page:
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                java_script_enabled=scripts,
            )
            context.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            return context.new_page()

        yield opened
        browser.close()
        connections.close_all()
