"""A registrar's morning: what a run did, decided by keyboard, read on a phone, undone. All by browser."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consortium.people.memberships import begin
from consortium.people.models import User
from courses.feeds.models import Change, Run
from courses.feeds.revert import revert
from tests.feeds.feeding import Catalogue, row, rows
from tests.journeys.conftest import Open
from tests.journeys.fitting import seen_by_axe
from tests.journeys.sample import Sample
from tests.journeys.test_publishing import PASSWORD, sign_in

REGISTRAR = "registrar@narmada.example"
MOST_STEPS = 120
LONG = "The bones and joints of the arm and how they are examined in the clinic with a partner."
NEWER = "The bones and joints of the arm and the forearm and how they are examined in the clinic with a partner."


@pytest.fixture
def catalogue(shown: Sample, tmp_path: Path) -> Catalogue:
    begin(User.objects.create_user(REGISTRAR, PASSWORD, name="Dhruvi Registrar"), shown.narmada, "registrar")
    return Catalogue(shown.narmada, tmp_path, "sheet")


def address(run: Run) -> str:
    return f"/admin/feeds/{run.feed_id}/runs/{run.pk}/"


def held(catalogue: Catalogue) -> Run:
    catalogue.holds([row(1, about=LONG), *rows(30)[1:]]).sync()
    return catalogue.holds([row(1, about=NEWER), row(2, seats="many"), *rows(12)[2:]]).sync()


def test_a_held_run_is_read_and_confirmed_by_keyboard_alone(catalogue: Catalogue, visit: Open):
    run = held(catalogue)
    page = sign_in(visit(), REGISTRAR)
    page.goto(address(run))
    expect(page.get_by_text("18 courses wait to be withdrawn")).to_be_visible()
    step_to(page, "Look at the list")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("changes=held"))
    expect(page.locator("#changes ~ p, table").first).to_be_visible()
    step_to(page, "Withdraw 18 courses")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Look at the list first, then tick that you have")).to_be_visible()
    step_to(page, "I have looked at the list")
    page.keyboard.press("Space")
    step_to(page, "Withdraw 18 courses")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It can be undone.")).to_be_visible()
    expect(page.get_by_text("It was confirmed: 18 courses were withdrawn.")).to_be_visible()
    run.refresh_from_db()
    assert (run.decision, run.decided_by.email) == ("confirmed", REGISTRAR)
    assert len(catalogue.shown()) == 12


def test_a_failed_run_says_on_a_phone_what_to_do(catalogue: Catalogue, visit: Open):
    catalogue.holds(rows(3)).sync()
    run = catalogue.says("").sync()
    page = sign_in(visit(width=360, height=740), REGISTRAR)
    page.goto("/admin/feeds/")
    page.get_by_role("link", name="sheet").click()
    page.get_by_role("link", name="What to do about it").click()
    expect(page).to_have_url(re.compile(f"{address(run)}$"))
    expect(page.get_by_text("Nothing of what readers see was changed.")).to_be_visible()
    expect(page.get_by_text("The feed holds no record.", exact=True)).to_be_visible()
    assert not is_wider_than_its_window(page)


def test_a_run_is_undone_after_it_was_shown_what_that_would_do(catalogue: Catalogue, visit: Open):
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(1, title="Course 1 of another name"), *rows(12)[1:]]).sync()
    page = sign_in(visit(), REGISTRAR)
    page.goto(address(run))
    page.get_by_role("link", name="Undo this run").click()
    expect(page.get_by_text("1 course would go back to what it was before it.")).to_be_visible()
    expect(page.get_by_text("states again what it stated before")).to_be_visible()
    assert catalogue.course("R1").title == "Course 1 of another name"
    page.get_by_role("button", name="Put 1 course back").click()
    expect(page.get_by_text(f"Run {run.pk} was undone.").first).to_be_visible()
    assert catalogue.course("R1").title == "Course 1"
    page.get_by_role("link", name="Undo this run").click()
    page.get_by_role("button", name="Put 1 course back").click()
    expect(page.get_by_text("was undone.").first).to_be_visible()
    assert catalogue.course("R1").title == "Course 1 of another name"


def test_a_run_at_work_moves_before_ones_eyes_and_ends_as_a_document(catalogue: Catalogue, visit: Open):
    run = catalogue.holds(rows(3)).sync()
    Run.objects.filter(pk=run.pk).update(status="queued")
    page = sign_in(visit(), REGISTRAR)
    page.goto(address(run))
    expect(page.locator(".status").first).to_have_text("Waiting to start")
    Run.objects.filter(pk=run.pk).update(status="running", phase="reading", progress={"rows": 1000})
    expect(page.get_by_text("1,000 rows read")).to_be_visible()
    expect(page.locator(".status").first).to_have_text("Running")
    expect(page).to_have_title(re.compile("Running"))
    Run.objects.filter(pk=run.pk).update(progress={"rows": 2000})
    expect(page.get_by_text("2,000 rows read")).to_be_visible()
    Run.objects.filter(pk=run.pk).update(status="done", finished_at=timezone.now())
    expect(page.get_by_role("heading", name="Counts")).to_be_visible()
    expect(page.locator("[data-live]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_no_screen_scrolls_sideways(catalogue: Catalogue, visit: Open, scheme: str, width: int):
    page, found = sign_in(visit(width=width, scheme=scheme), REGISTRAR), []
    for screen in screens(catalogue):
        page.goto(screen)
        results = seen_by_axe(page, ".desk")
        if results.violations_count:
            found.append(f"{screen}: {results.generate_report()}")
        if is_wider_than_its_window(page):
            found.append(f"{screen} is wider than {width}")
    assert found == []


def screens(catalogue: Catalogue) -> list[str]:
    catalogue.holds(rows(30)).sync()
    undone = catalogue.holds([row(1, about="Other."), *rows(30)[1:]]).sync()
    undoing = revert(undone)
    failed = catalogue.says("").sync()
    waiting = held(catalogue)
    at_work = Run.objects.create(
        feed=catalogue.feed, status="running", phase="reading", progress={"rows": 9}, dry_run=True
    )
    change = Change.objects.filter(run=waiting, kind="changed")[0]
    runs = [address(run) for run in (waiting, failed, undone, undoing, at_work)]
    return [
        "/admin/feeds/",
        f"/admin/feeds/{catalogue.feed.pk}/",
        *runs,
        f"{address(waiting)}changes/{change.pk}/",
        f"{address(undoing)}revert/",
        f"{address(undone)}revert/",
        f"/admin/feeds/courses/{catalogue.course('R1').pk}/",
    ]


def step_to(page: Page, name: str) -> None:
    """Press Tab until the focus stands on what is called so."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        said = page.evaluate("(document.activeElement.closest('label') || document.activeElement).textContent")
        if said.strip().startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def is_wider_than_its_window(page: Page) -> bool:
    wider: bool = page.evaluate(
        "document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > innerWidth"
    )
    return wider
