"""Every kind of public page, as a browser shows it: its width, its accessibility, its weight, and nothing secret."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response, expect
from pytest_django import Settings

from tests.journeys.conftest import Open
from tests.journeys.fitting import seen_by_axe
from tests.journeys.sample import SECRET, Sample, course_address

MOST_BYTES, MOST_SCRIPT_BYTES = 350_000, 50_000
STATUS = {"withdrawn course": 410, "not found": 404}


def test_every_kind_of_page_is_there_and_shows_nothing_secret(shown: Sample, visit: Open):
    page = visit()
    for kind, address in shown.addresses.items():
        answer = page.goto(address)
        assert answer.status == STATUS.get(kind, 200), kind
        assert SECRET not in page.content(), kind
        assert page.locator("h1").count() == 1, kind


def test_what_nobody_may_see_is_not_there_and_says_nothing_of_its_content(shown: Sample, visit: Open):
    page = visit()
    for address in (*shown.drafts, course_address(shown.hidden)):
        answer = page.goto(address)
        assert answer.status == 404, address
        assert SECRET not in page.content(), address


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways(shown: Sample, visit: Open, width: int):
    page = visit(width=width)
    assert [kind for kind, _ in each(page, shown) if _is_wider_than_its_window(page)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(shown: Sample, visit: Open, scheme: str, width: int):
    page, found = visit(width=width, scheme=scheme), []
    for kind, _ in each(page, shown):
        for details in page.locator("main details").all():
            details.evaluate("details => details.open = true")
        results = seen_by_axe(page)
        if results.violations_count:
            found.append(f"{kind}: {results.generate_report()}")
    assert found == []


def test_a_page_of_an_error_is_as_good_as_any(shown: Sample, visit: Open, settings: Settings):
    settings.ROOT_URLCONF = "tests.journeys.failing_site"
    for width, scheme in ((320, "light"), (1280, "dark")):
        page = visit(width=width, scheme=scheme)
        answer = page.goto("/fails/")
        assert answer.status == 500
        assert "Traceback" not in page.content()
        assert not _is_wider_than_its_window(page)
        assert seen_by_axe(page).violations_count == 0


def test_no_page_weighs_more_than_it_may_nor_sets_a_cookie(shown: Sample, visit: Open):
    page = visit()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for kind, _ in each(page, shown):
        page.wait_for_load_state("networkidle")
        if kind == "sign-in":
            answers.clear()
            continue  # it is the CMS's own
        assert page.context.cookies() == [], kind
        whole = [answer for answer in answers if answer.status < 300]  # one that leads on has no body
        sizes = [(answer.headers.get("content-type", ""), len(answer.body())) for answer in whole]
        assert sum(size for _, size in sizes) <= MOST_BYTES, kind
        assert sum(size for content, size in sizes if "javascript" in content) <= MOST_SCRIPT_BYTES, kind
        answers.clear()


def test_who_may_come_and_how_to_get_in_stand_above_the_fold_of_a_phone(shown: Sample, visit: Open):
    page = visit(width=360, height=640)
    page.goto(shown.addresses["course"])
    for words in ("Who may come", "How to get in", "Apply at the college’s site"):
        box = page.get_by_text(words, exact=True).first.bounding_box()
        assert box["y"] + box["height"] <= 640, words


def each(page: Page, shown: Sample) -> Iterator[tuple[str, str]]:
    """Opens every kind of page, one after the other."""
    for kind, address in shown.addresses.items():
        page.goto(address)
        yield kind, address


def _is_wider_than_its_window(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return wider


def test_the_page_of_the_open_json_is_drawn_by_scripts_of_this_site_alone(shown: Sample, visit: Open, live_server):
    page, asked = visit(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/v1/docs")
    expect(page.get_by_role("heading", name="Tantu")).to_be_visible()
    expect(page.get_by_text("/api/v1/search", exact=True)).to_be_visible()
    assert all(address.startswith((live_server.url, "data:")) for address in asked)


def test_it_is_as_dark_or_light_as_whoever_reads_it_wants(shown: Sample, visit: Open):
    page = visit(scheme="dark")
    page.goto("/api/v1/docs")
    expect(page.get_by_role("heading", name="Tantu")).to_be_visible()
    expect(page.locator("html")).to_have_css("background-color", "rgb(28, 32, 34)")
    page.emulate_media(color_scheme="light")
    expect(page.locator(".swagger-ui").first).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_without_scripts_it_says_where_the_same_is_written(shown: Sample, visit: Open):
    page = visit(scripts=False)
    page.goto("/api/v1/docs")
    page.get_by_role("link", name="openapi.json").click()
    assert "/api/v1/courses" in page.content()
