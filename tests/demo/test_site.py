"""`make demo`: the site, its worker and its beat, on a port of the visitor's choice, until it is asked to end."""

import re
import shutil
from collections.abc import Iterator

import httpx
import pytest

from search.demo.accounts import PASSWORD
from tests.demo.conftest import Made
from tests.demo.visiting import Site, free_port, rows, site, write
from tests.workers import until

pytestmark = pytest.mark.services  # in processes with an environment of their own: to run it once is enough


@pytest.fixture(scope="module")
def demo(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The data as it was made, moved to another port."""
    assert made.done.returncode == 0, made.done.stderr
    folder = tmp_path_factory.mktemp("moved") / "var"
    shutil.copytree(made.folder, folder)
    with site(folder, free_port()) as running:
        yield running


def signed_in(demo: Site, address: str) -> httpx.Client:
    client = httpx.Client(base_url=demo.url, follow_redirects=True, timeout=60)
    form = client.get("/admin/login/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    sent = {"csrfmiddlewaretoken": token[1], "username": address, "password": PASSWORD, "next": "/admin/"}
    answer = client.post("/admin/login/", data=sent, headers={"Referer": f"{demo.url}/admin/login/"})
    assert answer.status_code == 200
    assert answer.url.path == "/admin/"
    return client


@pytest.mark.parametrize(
    "path", ["/", "/search/?q=anatomy", "/colleges/narmada/", "/research/", "/curricula/", "/networks/"]
)
def test_a_visitor_finds_pages_with_their_styles(demo: Site, path: str):
    page = httpx.get(f"{demo.url}{path}", timeout=60)
    assert page.status_code == 200
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page.text)
    assert styles
    assert httpx.get(f"{demo.url}{styles[0]}", timeout=60).status_code == 200


def test_a_search_finds_what_colleges_teach_offer_share_and_who_teaches_it(demo: Site):
    answer = httpx.get(f"{demo.url}/api/v1/search", params={"q": "anatomy"}, timeout=60).json()
    kinds = {value["value"] for value in answer["facets"]["kind"]}
    assert {"course", "faculty", "research", "curriculum"} <= kinds


def test_the_document_of_a_curriculum_can_be_fetched(demo: Site):
    page = httpx.get(f"{demo.url}/colleges/ojat/curricula/snakebite-from-the-field-to-the-antivenom/", timeout=60)
    address = re.search(r'href="([^"]*/documents/[^"]+)"', page.text)
    assert address
    document = httpx.get(httpx.URL(demo.url).join(address[1]), timeout=60)
    assert document.headers["Content-Type"] == "application/pdf"
    assert b"The krait at night" in document.content


def sight(demo: Site, name: str) -> tuple[str, str]:
    """(address, account) as the demo has printed them."""
    found = re.search(rf"^  {name}.*\n    (\S+)(?:   as (\S+))?$", demo.said(), re.MULTILINE)
    assert found, demo.said()
    return found[1], found[2] or ""


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("A held run", "39 courses wait to be withdrawn."),
        ("A conflict", "7 weeks, the last one in the fracture clinic"),
        ("A stale feed, as students", "Confirm dates with the college"),
        ("A stale feed, among all", "Stale"),
        ("A failed run", "What to do about it"),
        ("A revert", "was undone."),
    ],
)
def test_each_page_that_the_list_names_shows_what_it_says(demo: Site, name: str, sees: str):
    address, account = sight(demo, name)
    client = signed_in(demo, account) if account else httpx.Client(timeout=60)
    page = client.get(address)
    assert page.status_code == 200
    assert sees in page.text


def test_a_revert_stands_in_the_list_of_runs(demo: Site):
    address, account = sight(demo, "A revert")
    feed = address.partition("runs/")[0]
    runs = signed_in(demo, account).get(feed).text
    assert "undid run" in runs
    assert "undone by run" in runs
    assert address.removeprefix(demo.url) in runs


def at_work(demo: Site, feed: str) -> bool:
    statement = "SELECT count(*) FROM feeds_run WHERE feed_id = ? AND status IN ('queued', 'running')"
    return rows(demo.folder, statement, feed) != [(0,)]


def test_a_live_run_moves_before_the_eyes_of_whoever_starts_it(demo: Site):
    address, account = sight(demo, "A live run")
    feed = address.rstrip("/").rpartition("/")[2]
    until(lambda: not at_work(demo, feed), "nobody else reads it", 300, pause=1)
    client = signed_in(demo, account)
    token = client.cookies["csrftoken"]
    run = client.post(f"{address}run/", data={"csrfmiddlewaretoken": token}, headers={"Referer": address})
    phases, amounts = set(), set()

    def has_ended() -> bool:
        page = client.get(run.url).text
        phases.update(re.findall(r"<p><b>([^<]+)</b> for ", page))
        amounts.update(re.findall(r"([\d,]+) rows read, [\d,]+ rows a second", page))
        return "data-live" not in page

    until(has_ended, "the run has ended", 300, pause=1)
    assert {"Fetching the catalogue", "Reading and checking its rows"} <= phases
    assert len(amounts) >= 2
    page = client.get(run.url).text
    assert "Read 100,000 rows" in page
    assert "had other numbers of free places" in page


@pytest.mark.parametrize(
    ("address", "sees"),
    [
        ("registrar@mahi.example", "39 of 58 courses"),
        ("registrar@damanganga.example", "Staff sign-in"),
        ("office@tantu.example", "39 of 58 courses"),
        ("moderator@narmada.example", "Library of wounds"),
        ("editor@narmada.example", "Library of wounds"),
    ],
)
def test_each_role_sees_on_its_first_page_what_waits(demo: Site, address: str, sees: str):
    assert sees in signed_in(demo, address).get("/admin/").text


def test_an_editor_may_begin_a_page_and_faculty_may_change_their_own_profile_only(demo: Site):
    statement = "SELECT id FROM wagtailcore_page WHERE slug = ?"
    [(own,)] = rows(demo.folder, statement, "ketaki-oza")
    [(other,)] = rows(demo.folder, statement, "revant-vasavada")
    [(branch,)] = rows(
        demo.folder,
        "SELECT b.id FROM wagtailcore_page b JOIN wagtailcore_page c ON c.path = substr(b.path, 1, length(c.path)) "
        "AND c.depth = b.depth - 1 WHERE c.slug = 'narmada' AND b.slug = 'research'",
    )
    faculty = signed_in(demo, "faculty@narmada.example")
    assert faculty.get(f"/admin/pages/{own}/edit/").url.path == f"/admin/pages/{own}/edit/"
    assert faculty.get(f"/admin/pages/{other}/edit/").url.path != f"/admin/pages/{other}/edit/"
    editor = signed_in(demo, "editor@narmada.example")
    begun = editor.get(f"/admin/pages/add/research/researchpage/{branch}/")
    assert begun.status_code == 200
    assert "Supervisors" in begun.text


def test_the_beat_and_the_worker_read_what_is_due_at_its_new_address(demo: Site):
    """Moving the demo moved the stand-in for their systems, and with it every feed; a day later each is due."""
    [(last,)] = rows(demo.folder, "SELECT max(id) FROM feeds_run")
    at_new_port = f"http://127.0.0.1:{int(demo.url.rpartition(':')[2]) + 1}/%"
    write(demo.folder, "UPDATE feeds_feed SET next_due_at = '2026-01-01 00:00:00' WHERE url LIKE ?", at_new_port)
    statement = (
        "SELECT r.id FROM feeds_run r JOIN feeds_feed f ON f.id = r.feed_id"
        " WHERE r.id > ? AND r.status IN ('done', 'unchanged') AND url LIKE ?"
    )
    until(lambda: rows(demo.folder, statement, last, at_new_port), "one was read at its new address", 300, pause=1)


def test_asked_to_end_it_leaves_no_process(demo: Site):
    """The last test of this file: it ends what the others use."""
    assert len(demo.processes()) > 5
    assert demo.ask_to_end() == 0
    assert demo.processes() == []
    assert "The data stays" in demo.said()
