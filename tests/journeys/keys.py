"""A person who has no mouse: she goes from one control to the next, and presses."""

from playwright.sync_api import Page

MOST_STEPS = 120


def go_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; fails where no number of steps leads there."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if name in page.evaluate(_NAME):
            return
    raise AssertionError(f"the keyboard does not lead to {name!r}")


def type_into(page: Page, name: str, text: str) -> None:
    go_to(page, name)
    type_here(page, text)


def type_here(page: Page, text: str) -> None:
    """In place of what stands there."""
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def press(page: Page, name: str) -> None:
    go_to(page, name)
    page.keyboard.press("Enter")


def choose(page: Page, first: str, wanted: str) -> None:
    """Of several answers: Tab leads to the group, arrows within it."""
    go_to(page, first)
    page.keyboard.press("Space")
    for _ in range(MOST_STEPS):
        if wanted in page.evaluate(_NAME):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no answer {wanted!r}")


_NAME = """() => {
  const here = document.activeElement;
  if (here === document.body) return '';  // after the last control: nothing has the focus, and it holds every name
  const labels = here.labels ? [...here.labels].map(label => label.innerText) : [];
  return [...labels, here.getAttribute('aria-label') || '', here.innerText || ''].join(' ').replace(/\\s+/g, ' ');
}"""
