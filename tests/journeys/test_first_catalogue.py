"""From her one-time link to courses that students find: a registrar at a telephone's width, by keys alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from consortium.people.admission import admit
from consortium.people.invitations import one_time_link
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out
from tests.college_system import college_system
from tests.journeys.conftest import Open
from tests.journeys.fitting import is_fit
from tests.journeys.keys import choose, go_to, press, type_into
from tests.journeys.test_connecting import TOKEN, guarded_server
from tests.journeys.test_publishing import PASSWORD

OLD_SHEET = Path(__file__).parents[1] / "samples/sheets/old-binary.xls"


@pytest.fixture
def page(visit: Open) -> Page:
    """Of the registrar of a college that was admitted just now, where her link leads her."""
    registrar = admit("gotri", name="Gotri Medical College", registrar="r@gotri.example").registrar
    page = visit(width=360, height=740)
    page.goto(one_time_link(registrar).removeprefix("http://127.0.0.1:8000"))
    type_into(page, "New password", PASSWORD)
    type_into(page, "The same password again", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your password is set")
    page.goto("/admin/login/")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type("r@gotri.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/admin/$"))
    return page


def connect(page: Page, kind: str, way: str) -> Feed:
    page.goto("/admin/feeds/")
    press(page, "Connect a catalogue")
    page.wait_for_url("**/connect/")
    type_into(page, "What readers call it", "Electives")
    choose(page, "Spreadsheet", kind)
    choose(page, "From an address", way)
    press(page, "Go on")
    page.wait_for_url(re.compile("/(settings|upload)/"))
    return Feed.objects.get(source__organisation__slug="gotri")


def start(page: Page, feed: Feed) -> Run:
    """From the trial to the run, which a worker then carries out."""
    page.wait_for_url(re.compile("/try/"))
    is_fit(page, "first-catalogue")
    press(page, "Start")
    page.wait_for_url(re.compile(r"/runs/\d+/"))
    run = Run.objects.get(feed=feed, status="queued")
    carry_out(run.pk, "a worker")
    run.refresh_from_db()
    return run


def found(visit: Open, words: str) -> list[str]:
    student = visit()
    student.goto(f"/search/?q={words}")
    expect(student.locator(".result h2 a").first).to_be_visible()
    return student.locator(".result h2 a").all_inner_texts()


def test_an_old_spreadsheet(page: Page, visit: Open) -> None:
    feed = connect(page, "Spreadsheet", "By uploading a file")
    go_to(page, "The file")
    page.get_by_label("The file").set_input_files(OLD_SHEET)  # what the browser's own dialog would do
    press(page, "Keep it and go on")
    page.wait_for_url(re.compile("/mapping/"))
    expect(page.get_by_text("Sports medicine").first).to_be_visible()
    is_fit(page, "first-catalogue")
    press(page, "Save")
    assert start(page, feed).status == "done"
    assert found(visit, "sleep+medicine")[0] == "Sleep medicine"


def test_a_server_that_wants_a_token(page: Page, visit: Open, settings: Settings) -> None:
    with college_system(guarded_server) as server:
        settings.FEED_ALLOW_PRIVATE = [server.host]
        feed = connect(page, "Open Education API 5", "From an address")
        type_into(page, "Address", f"http://{server.host}/v5")
        go_to(page, "What it asks for")
        page.keyboard.type("Token")
        type_into(page, "Password, token or key", TOKEN)
        press(page, "Save and fetch it now")
        assert start(page, feed).created == 1
    assert found(visit, "palpation") == ["Palpation of the abdomen"]
