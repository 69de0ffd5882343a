"""A registrar connects a catalogue without a mouse, the office approves its host, a file is given on a telephone."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from consortium.organisations.models import Organisation
from consortium.people.admission import admit
from consortium.people.models import User
from courses.catalogue.models import Source
from courses.feeds.hosts import ask_for
from courses.feeds.models import Feed, FeedHost, Run
from courses.feeds.sync import carry_out
from tests.college_system import Answer, CollegeSystem, college_system
from tests.feeds.uploads.giving import PROFILE, row, sheet
from tests.journeys.conftest import Open
from tests.journeys.fitting import seen_by_axe
from tests.journeys.keys import choose, press, type_here, type_into
from tests.journeys.sample import Sample
from tests.journeys.test_publishing import _account as account
from tests.journeys.test_publishing import sign_in

SHEET = "Code,Title,Department\nANA-1,Dissection of the hand,Anatomy\nANA-2,The gait of the aged,Anatomy\n"


TOKEN = "t0ken-of-the-student-system"
COURSE = {
    "courseId": "c-1",
    "primaryCode": {"codeType": "identifier", "code": "MED-1"},
    "name": [{"language": "en-GB", "value": "Palpation of the abdomen"}],
    "abbreviation": "PA",
    "teachingLanguage": "eng",
    "level": "bachelor",
    "description": [{"language": "en-GB", "value": "Two mornings at the bedside."}],
}


def guarded_server(request: BaseHTTPRequestHandler) -> Answer:
    """A server of the Open Education API with one course, for whoever shows the token."""
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return Answer(b"", 401)
    items = [COURSE] if request.path.split("?")[0] == "/v5/courses" else []
    paging = {"pageSize": 10, "pageNumber": 1, "hasPreviousPage": False, "hasNextPage": False}
    return Answer(json.dumps({**paging, "items": items}).encode(), 200, (("Content-Type", "application/json"),))


@pytest.fixture
def system(settings: Settings) -> Iterator[CollegeSystem]:
    with college_system(lambda _: Answer(SHEET.encode())) as made:
        settings.FEED_ALLOW_PRIVATE = [made.host]
        yield made


@pytest.fixture
def registrar(shown: Sample) -> str:
    return account(shown.narmada, "registrar")


@pytest.fixture
def office(shown: Sample) -> str:
    made = admit("office", name="Office of the consortium", kind=Organisation.Kind.OFFICE).organisation
    return account(made, "office")


def carried_out(feed: Feed) -> Run:
    """What a worker would do with what was queued."""
    run = Run.objects.get(feed=feed, status="queued")
    carry_out(run.pk, "a worker")
    run.refresh_from_db()
    return run


@pytest.fixture
def given(shown: Sample) -> Feed:
    """A catalogue of two departments whose files are uploaded."""
    source = Source.objects.create(organisation=shown.narmada, name="sheet", title="Course sheet")
    return Feed.objects.create(source=source, format="csv", way="upload", profile=PROFILE)


@pytest.fixture
def waiting(shown: Sample) -> Feed:
    """A draft whose host waits for the office."""
    source = Source.objects.create(organisation=shown.narmada, name="server", title="Course server")
    return Feed.objects.create(
        source=source, format="csv", url="https://courses.narmada.example/export.csv", profile=PROFILE, is_draft=True
    )


def test_a_registrar_connects_an_address_by_keyboard_alone(
    shown: Sample, registrar: str, system: CollegeSystem, visit: Open
):
    page = sign_in(visit(), registrar)
    page.goto("/admin/feeds/")
    press(page, "Connect a catalogue")
    page.wait_for_url("**/connect/")
    type_into(page, "What readers call it", "Course list")
    choose(page, "Spreadsheet", "CSV")
    choose(page, "From an address", "From an address")
    press(page, "Go on")
    page.wait_for_url("**/settings/")
    type_into(page, "Address", "http://" + system.host + "/nowhere else")
    press(page, "Save and fetch it now")
    expect(page.get_by_role("alert").first).to_contain_text("This is no address that can be read")
    press(page, "Address")  # what is wrong leads to its field
    type_here(page, system.url)
    press(page, "Save and fetch it now")
    page.wait_for_url(re.compile("/mapping/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Columns and fields")
    feed = Feed.objects.get(url=system.url)
    assert (feed.is_draft, feed.files.get().use, system.asked) == (True, "sample", ["/courses.csv"])
    press(page, "Save")
    page.wait_for_url(re.compile("/try/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What it would give")
    press(page, "Start")
    page.wait_for_url(re.compile(r"/runs/\d+/"))
    assert carried_out(feed).created == 2
    student = visit()
    student.goto("/search/?q=gait+of+the+aged")
    expect(student.locator(".result h2 a")).to_have_text("The gait of the aged")


def test_a_server_that_wants_a_token_is_connected_on_a_telephone(
    shown: Sample, registrar: str, visit: Open, settings: Settings
):
    page = sign_in(visit(width=360, height=740), registrar)
    with college_system(guarded_server) as server:
        settings.FEED_ALLOW_PRIVATE = [server.host]
        page.goto("/admin/feeds/connect/")
        page.get_by_label("What readers call it").fill("Student system")
        page.get_by_label("Open Education API 5").check()
        page.get_by_label("From an address").check()
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Address", exact=True).fill(f"http://{server.host}/v5")
        page.get_by_role("button", name="Save and fetch it now").click()
        expect(page.get_by_role("alert").first).to_contain_text("It wants to know who asks")
        page.get_by_label("What it asks for").select_option("bearer")
        page.get_by_label("Password, token or key").fill(TOKEN)
        page.get_by_role("button", name="Save and fetch it now").click()
        page.wait_for_url(re.compile("/try/"))
        expect(page.get_by_text("Palpation of the abdomen").first).to_be_visible()
        assert not is_wider_than_its_window(page)
        page.get_by_role("button", name="Start").click()
        page.wait_for_url(re.compile(r"/runs/\d+/"))
        assert carried_out(Feed.objects.get(format="ooapi-v5")).created == 1
    page.reload()
    assert TOKEN not in page.content()


def test_a_file_of_one_department_is_given_on_a_telephone(
    shown: Sample, registrar: str, given: Feed, visit: Open, tmp_path: Path
):
    whole, part = tmp_path / "all.csv", tmp_path / "anatomy.csv"
    anatomy = [row(n) for n in range(1, 11)]
    whole.write_bytes(sheet(*anatomy, *(row(100 + n, "Surgery") for n in range(1, 6))))
    part.write_bytes(sheet(*anatomy[:9]))
    page = sign_in(visit(width=360, height=740), registrar)
    page.goto(f"/admin/feeds/{given.pk}/")
    page.get_by_role("link", name="Upload a file").click()
    page.get_by_label("The file").set_input_files(whole)
    page.get_by_role("button", name="Upload and read it").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    assert carried_out(given).created == 15
    page.goto(f"/admin/feeds/{given.pk}/upload/")
    page.get_by_label("The file").set_input_files(part)
    page.get_by_label("Everything of one department").check()
    page.get_by_role("button", name="Upload and read it").click()
    expect(page.locator("#id_part_error")).to_contain_text("Choose the department")
    assert not is_wider_than_its_window(page)
    page.get_by_label("The file").set_input_files(part)
    page.get_by_label("Department or other part").select_option("0:Anatomy")
    page.get_by_role("button", name="Upload and read it").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    run = carried_out(given)
    assert (run.status, run.same, run.withdrawn) == ("done", 9, 1)


def test_the_office_approves_a_host_from_its_list_of_things_to_do(
    shown: Sample, registrar: str, office: str, waiting: Feed, visit: Open
):
    ask_for(waiting, User.objects.get(email=registrar))
    page = sign_in(visit(), registrar)
    page.goto(f"/admin/feeds/{waiting.pk}/settings/")
    expect(page.get_by_text("waits for the consortium’s office")).to_be_visible()
    desk = sign_in(visit(), office)
    desk.get_by_role("link", name="courses.narmada.example", exact=False).first.click()
    assert FeedHost.objects.get().state == "asked"
    desk.get_by_role("button", name="Approve courses.narmada.example").click()
    expect(desk.get_by_text("is approved", exact=False)).to_be_visible()
    page.goto("/admin/")
    page.get_by_role("link", name="approved courses.narmada.example", exact=False).click()
    page.wait_for_url("**/settings/")
    expect(page.get_by_text("waits for the consortium’s office")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_no_screen_scrolls_sideways(
    shown: Sample, registrar: str, office: str, given: Feed, waiting: Feed, visit: Open, scheme: str, width: int
):
    FeedHost.objects.create(organisation=shown.narmada, host="courses.narmada.example")
    page, found = visit(width=width, scheme=scheme), []
    for name, address in screens(given, waiting).items():
        if name in ("connect", "host"):
            page.context.clear_cookies()
            sign_in(page, registrar if name == "connect" else office)
        page.goto(address)
        for act in ("nothing", "mistake"):
            if act == "mistake" and not make_a_mistake(page, name):
                continue
            results = seen_by_axe(page)
            if results.violations_count:
                found.append(f"{name}, {act}: {results.generate_report()}")
            if is_wider_than_its_window(page):
                found.append(f"{name}, {act}: wider than its window")
    assert found == []


def screens(given: Feed, waiting: Feed) -> dict[str, str]:
    """The registrar's first, then the office's."""
    return {
        "connect": reverse("feeds_desk:connect"),
        "settings": reverse("feeds_desk:settings", args=[waiting.pk]),
        "upload": reverse("feeds_desk:upload", args=[given.pk]),
        "handover": reverse("feeds_desk:handover", args=[given.pk]),
        "host": reverse("feeds_desk:host", args=[FeedHost.objects.get().pk]),
    }


def make_a_mistake(page: Page, name: str) -> bool:
    buttons = {"connect": "Go on", "settings": "Save and fetch it now", "upload": "Upload and read it"}
    if name not in buttons:
        return False
    page.get_by_role("button", name=buttons[name]).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    return True


def is_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
