"""What journeys stand on: a live site with the sample consortium, and a real Chromium to see it with."""

import datetime as dt
from asyncio import AbstractEventLoop, _get_running_loop, _set_running_loop, get_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
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
    """The sample consortium, on a live site: made once, and put back for each journey before it writes anything."""
    day = today()
    if day not in made:
        made[day] = Made(sample(), snapshot(), tmp_path_factory.mktemp("files"))
        copytree(settings.MEDIA_ROOT, made[day].files, dirs_exist_ok=True)
    kept = made[day]
    kept.rows.put_back()
    copytree(kept.files, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return kept.sample.read_again()


@dataclass(frozen=True)
class Chromium:
    browser: Browser
    loop: AbstractEventLoop


@pytest.fixture(scope="session")
def running(chromium: str) -> Iterator[Chromium]:
    """One Chromium for all journeys of a process: each has contexts of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        loop = get_running_loop()
        with _in_loop(None):
            yield Chromium(browser, loop)
        browser.close()


@contextmanager
def _in_loop(loop: AbstractEventLoop | None) -> Iterator[None]:
    """Playwright runs a loop in this thread, in which Django hands out other connections and calls the thread
    asynchronous: so the thread is in it only while pages are visited, not while the sample is made or put back, nor in
    other tests."""
    before = _get_running_loop()
    _set_running_loop(loop)
    try:
        yield
    finally:
        _set_running_loop(before)


@pytest.fixture
def visit(running: Chromium, shown: Sample, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page as somebody with a screen, a colour scheme, and a script engine or none."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

    def opened(width: int = 1280, height: int = 800, scheme: str = "light", scripts: bool = True) -> Page:
        context = running.browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        return context.new_page()

    with _in_loop(running.loop):
        yield opened
        for context in running.browser.contexts:
            context.close()
        connections.close_all()
