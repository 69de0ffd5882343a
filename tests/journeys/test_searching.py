"""A student searches, narrows, opens a course and goes back: with scripts and without, with mouse, keys and phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.sample import ANATOMY, Sample

STOPS = 60


@pytest.mark.parametrize("scripts", [True, False])
def test_a_student_narrows_a_search_opens_a_course_and_comes_back_to_where_she_was(
    shown: Sample, visit: Open, scripts: bool
):
    page = visit(scripts=scripts)
    page.goto("/")
    search(page, "anatomy")
    everything = page.get_by_role("status").inner_text()
    page.get_by_label("In person", exact=False).first.scroll_into_view_if_needed()
    choose(page, "mode", "onsite")
    expect(page).to_have_url(re.compile(r"q=anatomy.*mode=onsite"))
    narrowed, address = page.get_by_role("status").inner_text(), page.url
    assert narrowed != everything
    page.get_by_role("link", name=ANATOMY).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ANATOMY)
    page.go_back()
    assert page.url == address
    assert page.get_by_role("status").inner_text() == narrowed
    expect(checkbox(page, "mode", "onsite")).to_be_checked()
    page.get_by_role("link", name="Remove filter").first.click()
    assert page.get_by_role("status").inner_text() == everything


def test_on_a_phone_the_filters_open_without_a_script(shown: Sample, visit: Open):
    page = visit(width=360, height=640, scripts=False)
    page.goto("/search/?q=anatomy")
    expect(checkbox(page, "discipline", "anatomy")).not_to_be_visible()
    page.get_by_text("Filter", exact=True).click()
    choose(page, "discipline", "anatomy")
    expect(page).to_have_url(re.compile("discipline=anatomy"))
    expect(page.get_by_text("Filter, 1 on")).to_be_visible()


def test_one_programme_at_many_colleges_is_one_row_that_opens_into_them(shown: Sample, visit: Open):
    page = visit(scripts=False)
    page.goto("/search/?kind=course&level=postgraduate")
    row = page.locator(".result", has=page.get_by_role("heading", name="MD Anaesthesiology"))
    expect(row).to_have_count(1)
    row.get_by_text("at 3 colleges").click()
    for seats in (2, 4, 6):
        expect(row.get_by_text(f"{seats} seats a year")).to_be_visible()
    row.get_by_role("link", name="Tapi College of Medicine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MD Anaesthesiology")


def test_a_search_that_finds_nothing_says_which_filter_to_take_off(shown: Sample, visit: Open):
    page = visit(scripts=False)
    page.goto("/search/?q=ophthalmology&discipline=pathology")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="Remove filter Pathology").click()
    expect(page.get_by_role("heading", name="MS Ophthalmology")).to_be_visible()


def test_a_search_is_made_by_keyboard_alone_and_the_focus_is_always_seen(shown: Sample, visit: Open):
    page = visit()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("anatomy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=anatomy")
    stops = list(tab_stops(page))
    assert all(visible for _, visible in stops), [stop for stop, visible in stops if not visible]
    names = [name for name, _ in stops]
    order = [names.index(name) for name in ("q", "kind=curriculum", "open", "discipline", "sort=starts")]
    assert order == sorted(order)


def test_a_facet_is_chosen_by_keyboard(shown: Sample, visit: Open):
    page = visit()
    page.goto("/search/?q=anatomy")
    checkbox(page, "discipline", "anatomy").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("discipline=anatomy"))
    expect(checkbox(page, "discipline", "anatomy")).to_be_checked()


def search(page: Page, words: str) -> None:
    page.get_by_placeholder("Subject, code or teacher").fill(words)
    page.get_by_role("button", name="Search").click()


def checkbox(page: Page, facet: str, value: str):
    return page.locator(f"input[type=checkbox][name={facet}][value='{value}']")


def choose(page: Page, facet: str, value: str) -> None:
    """Ticks a value, in a folded facet too, and asks for the results."""
    box = checkbox(page, facet, value)
    if not box.is_visible():
        page.locator("details.facet", has=box).locator("summary").first.click()
    box.check()
    page.get_by_role("button", name="Show results").click()


def tab_stops(page: Page):
    """What the focus comes to, key by key, and whether a reader sees it there."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        yield (
            page.evaluate(
                "(e => e.name || (e.search || '').split('&').at(-1).replace('?', '') || e.textContent.trim())"
                "(document.activeElement)"
            ),
            has_visible_focus(page),
        )


def has_visible_focus(page: Page) -> bool:
    """An outline on the element with the focus or, for the search box, around it."""
    seen: bool = page.evaluate(
        """(() => {
          const ringed = e => getComputedStyle(e).outlineStyle !== 'none' && getComputedStyle(e).outlineWidth !== '0px';
          const active = document.activeElement;
          if (active === document.body) return true;
          const box = active.closest('.search-box');
          return ringed(active) || (box !== null && ringed(box));
        })()"""
    )
    return seen
