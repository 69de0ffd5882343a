"""A registrar maps her sheet, tries and starts it, by keys and on a phone; a stranger checks hers without scripts."""

import io
import re
from pathlib import Path

import pytest
from django.core.cache import caches
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.catalogue.models import Course, Source
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out
from courses.feeds.uploads.keeping import keep
from tests.feeds.desk.conftest import keeper
from tests.journeys.conftest import Open
from tests.journeys.fitting import is_fit
from tests.journeys.sample import Sample
from tests.journeys.test_publishing import PASSWORD, sign_in
from tests.workers import until

SHEET = (
    "Sr. No.,Sub. Code,કોર્સનું નામ / Name of Course,Dept,Seats,Start Date,Medium,Remark\n"
    "1,ANA-9,Brachial plexus,Anatomy,12,25/03/2027,English/Gujarati,Nil\n"
    "2,ANA-8,Lower limb,Anatomie,ten,02/04/2027,ગુજરાતી,bring shoes\n"
    "3,PHY-1,Spirometry,Physiology,8,03/04/2027,English,Nil\n"
    "4,PHY-2,Treadmill,Physiology,8,12/04/2027,English,Nil\n"
)


@pytest.fixture
def feed(shown: Sample) -> Feed:
    source = Source.objects.create(organisation=shown.narmada, name="sheet", title="Course list")
    feed = Feed.objects.create(source=source, format="csv", way=Feed.Way.UPLOAD, is_draft=True)
    keep(feed, "courses.csv", io.BytesIO(SHEET.encode()))
    return feed


@pytest.fixture
def registrar(shown: Sample) -> str:
    account = keeper(shown.narmada, "registrar")
    account.set_password(PASSWORD)
    account.save()
    return account.email


def tab_to(page: Page, selector: str) -> None:
    """As somebody does who has no mouse."""
    for _ in range(400):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")


def test_by_keys_alone_from_the_guess_to_courses_that_students_see(
    shown: Sample, feed: Feed, registrar: str, visit: Open
):
    page = sign_in(visit(), registrar)
    page.goto(reverse("feeds_desk:mapping", args=[feed.pk]))
    expect(page.get_by_role("heading", level=1)).to_have_text("Columns and fields")
    tab_to(page, "#c7-target")
    page.keyboard.type("Needed before")
    tab_to(page, "button[value=show]")
    page.keyboard.press("Enter")
    expect(page.locator(".tried").get_by_text("bring shoes")).to_have_count(1)
    expect(page.get_by_role("heading", name="As students would see them")).to_be_visible()
    tab_to(page, "button[value=save]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/try/$"))
    expect(page.get_by_text("“ten” is no whole number")).to_be_visible()
    tab_to(page, "form[action$='/start/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    carry_out(Run.objects.get(feed=feed).pk, "a worker")
    course = Course.objects.public().get(code="ANA-8")
    student = visit()
    student.goto(f"/courses/{shown.narmada.slug}/{course.slug}/")
    expect(student.get_by_role("heading", level=1)).to_have_text("Lower limb")
    expect(student.get_by_text("bring shoes")).to_be_visible()


def test_what_has_the_focus_is_not_behind_the_bar_that_stays(feed: Feed, registrar: str, visit: Open):
    page = sign_in(visit(width=360, height=740), registrar)
    page.goto(reverse("feeds_desk:mapping", args=[feed.pk]))
    behind = """() => {
      const focused = document.activeElement, bar = document.querySelector('.mapping__do');
      if (!focused.closest('#mapping') || bar.contains(focused)) return '';
      return focused.getBoundingClientRect().bottom > bar.getBoundingClientRect().top ? focused.name : '';
    }"""
    tab_to(page, "#c0-target")
    for _ in range(30):
        page.keyboard.press("Tab")
        until(lambda: not page.evaluate(behind), f"{page.evaluate(behind)} is to be seen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_each_screen_fits_and_axe_finds_nothing(feed: Feed, registrar: str, visit: Open, scheme: str, width: int):
    page = sign_in(visit(width=width, scheme=scheme), registrar)
    page.goto(reverse("feeds_desk:mapping", args=[feed.pk]))
    is_fit(page, f"mapping-{width}-{scheme}")
    page.get_by_role("button", name="Show what this gives").click()
    expect(page.get_by_role("heading", name="As students would see them")).to_be_visible()
    is_fit(page, f"mapping-shown-{width}-{scheme}")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/try/$"))
    is_fit(page, f"try-{width}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_stranger_checks_a_sheet_without_scripts(shown: Sample, visit: Open, tmp_path: Path, scheme: str, width: int):
    caches["checks"].clear()
    (tmp_path / "list.csv").write_text(SHEET)
    page = visit(width=width, scheme=scheme)
    page.goto("/check/")
    is_fit(page, f"check-{width}-{scheme}")
    page.goto("/check/templates/")
    is_fit(page, f"templates-{width}-{scheme}")
    page.goto("/check/")
    page.get_by_label("Your file").set_input_files(tmp_path / "list.csv")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="As students would see them")).to_be_visible()
    is_fit(page, f"checked-{width}-{scheme}")


def test_the_mapping_needs_no_script(feed: Feed, registrar: str, visit: Open):
    page = sign_in(visit(scripts=False), registrar)
    page.goto(reverse("feeds_desk:mapping", args=[feed.pk]))
    page.locator("#c7-target").select_option("prerequisites")
    page.get_by_role("button", name="Show what this gives").click()
    expect(page.locator("#c7-target")).to_have_value("prerequisites")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/try/$"))
    feed.refresh_from_db()
    assert "prerequisites" in feed.profile
