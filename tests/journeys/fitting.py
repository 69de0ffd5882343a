"""Does a page fit its window, and does axe find nothing in it?"""

import os
from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.workers import until

SHOTS = os.environ.get("SHOTS", "")
"""A folder in which to keep a picture of each page that was asked about."""
IS_AT_REST = """[...document.querySelectorAll('.messages > ul')].every(it => getComputedStyle(it).opacity === '1')
  && !document.getAnimations().some(it => it instanceof CSSTransition)"""
"""Wagtail fades messages in, and a button goes from one scheme's colour to the other's: axe would look halfway."""
_WAGTAILS = "h2[role=alert]"
"""Wagtail's own count of what a search of a listing found: an alert may be no heading, and is one."""
ACROSS = """Math.max(...[document.documentElement, ...document.querySelectorAll('.wrapper, .content-wrapper, #main')]
  .map(it => it.scrollWidth - it.clientWidth))"""
DOWN = """Math.max(...[document.documentElement, ...document.querySelectorAll('.wrapper, .content-wrapper, #main')]
  .map(it => it.scrollHeight))"""
"""In Wagtail's CMS not the page scrolls but what is inside it."""
TOO_LOW = """[...document.querySelectorAll('#main :is(summary, button, select)')]
  .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < 24)
  .map(it => it.outerHTML.slice(0, 80))"""
"""What a finger would miss (WCAG 2.2, 2.5.8); folded up or not."""
OUT_OF_SIGHT = """[...document.querySelectorAll('#main :is(input, select, textarea, button)')].filter(it => {
  if (!it.checkVisibility() || it.closest('table')) return false
  const left = it.getBoundingClientRect().left
  for (let box = it.parentElement; box; box = box.parentElement) {
    if (getComputedStyle(box).overflowX !== 'visible' && box.getBoundingClientRect().right <= left) return true
  }
}).map(it => it.outerHTML.slice(0, 80))"""
"""What a box that scrolls sideways keeps from the eye; a wide table says by itself that it goes on."""


def seen_by_axe(page: Page, context: Any = None) -> AxeResults:
    """What axe finds in the page, or in a part of it. It does not fetch style sheets once more: those that another one
    imports it would look for beside the page, where none is."""
    return Axe().run(page, context=context, options={"preload": {"assets": ["media"]}})


def is_fit(page: Page, name: str) -> None:
    """No sideways scroll, nothing to fill in that is out of sight, nothing that axe finds; what is folded up is looked
    at too."""
    for details in page.locator("main details").all():
        details.evaluate("details => details.open = true")
    # Not wait_for_function: that evaluates in the page, whose policy forbids it.
    until(lambda: page.evaluate(IS_AT_REST), f"{name} is at rest")
    if SHOTS:
        _keep_a_picture(page, f"{SHOTS}/{name}.png")
    across = page.evaluate(ACROSS)
    assert across <= 0, f"{name} is {across} px too wide"
    assert page.evaluate(OUT_OF_SIGHT) == [], name
    found = seen_by_axe(page, {"include": [["#main"]], "exclude": [[_WAGTAILS]]})
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def can_be_hit(page: Page, name: str) -> None:
    """Every button, choice and fold is high enough for a finger."""
    assert page.evaluate(TOO_LOW) == [], name


def _keep_a_picture(page: Page, path: str) -> None:
    """Of its whole length."""
    window = page.viewport_size
    assert window
    page.set_viewport_size({"width": window["width"], "height": page.evaluate(DOWN) + 80})
    page.screenshot(path=path)
    page.set_viewport_size(window)
