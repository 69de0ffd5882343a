"""The search page and the API: one answer, read from the query string, whatever is in that."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from search.asking import FACETS
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.search.finding import titles

ODD = [
    '"',
    "'; DROP TABLE search_entry; --",
    "heart AND",
    "a:b",
    "<script>alert(1)</script>",
    "%00",
    "\x00heart",
    "x" * 5000,
    "🫀🫀",
    "((((",
    "\\",
    "हृदय રોગ",
    "\ud83e".encode("utf-16", "surrogatepass").decode("utf-16", "ignore"),
]


@pytest.fixture
def catalogue(engine, catch_up):
    for slug in ("tapi", "mahi"):
        write(
            source(college(slug, place="Surat")),
            stated("1", title="MD Anatomy", level="postgraduate", disciplines=["anatomy"]),
            stated(
                "2",
                title=f"Heart <b>sounds</b> of {slug}",
                description={"en": "<p>Heart & lungs</p>"},
                languages=["gu"],
            ),
        )
    catch_up()


def test_the_page_and_the_api_give_the_same_answer(catalogue, client: Client):
    page = client.get("/search/?q=heart&place=surat").context["page"]
    stated = client.get("/api/v1/search?q=heart&place=surat").json()
    assert stated["total"] == page.answer.total == 2
    assert [result["title"] for result in stated["results"]] == titles(page.answer)
    assert set(stated["facets"]) == {facet.name for facet in page.answer.facets} <= set(FACETS)
    assert stated["facets"]["college"] == [
        {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}
        for value in next(facet.values for facet in page.answer.facets if facet.name == "college")
    ]
    assert stated["engine"] == page.answer.engine
    assert stated["limited"] is False


def test_a_row_of_many_says_of_which_day_a_number_is_and_which_entry_is_old(engine, catch_up, client: Client):
    for slug, age in (("tapi", 0), ("mahi", 20)):
        register = source(college(slug, place="Surat"))
        register.accepted_at = timezone.now() - timedelta(days=age)
        register.save()
        write(register, stated("1", title="MD Anatomy", intake=4, numbers_stated_on="2026-03-31"))
    catch_up()
    shown = " ".join(client.get("/search/?q=anatomy").content.decode().split())
    assert shown.count("4 seats a year, stated 31 Mar 2026") == 2
    assert shown.count("entry last stated") == 1


def test_the_api_has_the_shape_that_others_rely_on(catalogue, client: Client):
    stated = client.get("/api/v1/search?q=heart").json()
    assert list(stated) == ["total", "more", "results", "facets", "suggestion", "engine", "limited"]
    assert {"kind", "id", "title", "url", "college", "summary"} <= set(stated["results"][0])
    one, shared = stated["results"][0], client.get("/api/v1/search?q=anatomy").json()["results"][0]
    assert one["college"] in ("Tapi College of Medicine", "Mahi College of Medicine")
    assert one["url"].startswith("/courses/")
    assert shared["college"] is None
    assert [member["place"] for member in shared["members"]] == ["Surat", "Surat"]


@pytest.mark.parametrize("typed", ODD)
def test_nothing_that_is_typed_breaks_the_page_or_the_api(catalogue, client: Client, typed):
    page = client.get("/search/", {"q": typed})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert client.get("/api/v1/search", {"q": typed}).status_code == 200


@pytest.mark.parametrize(
    "name", [*FACETS, "page", "sort", "starts", "open", "fresh", "group", "words", "exact", "other"]
)
@pytest.mark.parametrize(
    "value", ["", "nonsense value", "-1", "\x00", "<b>", "9" * 40, "²", "2027-13", "ffffffffffffffff"]
)
@pytest.mark.django_db
def test_wrong_values_are_left_out_and_said(client: Client, name, value):
    answer = client.get("/search/", {name: value, "q": "heart"})
    assert answer.status_code == 200
    assert client.get("/api/v1/search", {name: value}).status_code == 200


@pytest.mark.django_db
def test_a_value_that_is_left_out_is_named_with_what_is_known(client: Client):
    page = client.get("/search/?mode=telepathy&sort=alphabet&page=0&starts=someday").context["page"]
    assert [message.split(" ")[0] for message in page.messages] == ["“telepathy”", "“someday”", "“alphabet”", "“0”"]
    assert "onsite, online" in page.messages[0]


def test_every_state_has_an_address_that_leads_back_to_it(catalogue, client: Client):
    page = client.get("/search/?q=anatomy&college=tapi&college=mahi&level=postgraduate").context["page"]
    assert {chip.label for chip in page.chips} == {
        "Tapi College of Medicine",
        "Mahi College of Medicine",
        "Postgraduate",
    }
    [off] = [chip.url for chip in page.chips if chip.label == "Tapi College of Medicine"]
    assert off == "/search/?q=anatomy&college=mahi&level=postgraduate"
    narrowed = client.get(off).context["page"]
    assert narrowed.answer.total == 1
    assert page.clear_url == "/search/?q=anatomy"


def test_the_tabs_are_the_kinds_with_what_each_would_find(catalogue, client: Client):
    page = client.get("/search/?q=anatomy").context["page"]
    assert [tab.label for tab in page.tabs] == [
        "All",
        "Courses",
        "Curricula",
        "Research",
        "Faculty",
        "Colleges",
        "Networks",
    ]
    assert page.tabs[1].count == 1
    assert page.tabs[0].is_current


def test_markup_of_feeds_reaches_the_page_escaped(catalogue, client: Client):
    shown = client.get("/search/?q=heart").content.decode()
    assert "<b>sounds</b>" not in shown
    assert "&lt;b&gt;sounds&lt;/b&gt;" in shown
    assert re.search(r"<mark>Heart</mark>", unescape(shown))


@pytest.mark.parametrize("rows", [2, 30])
def test_the_page_asks_the_database_no_more_for_more_rows(
    engine, catch_up, client: Client, django_assert_max_num_queries, rows
):
    for slug in ("tapi", "mahi"):
        write(source(college(slug)), *(stated(str(n), title=f"Posting {n} of wards") for n in range(rows)))
    catch_up()
    client.get("/search/?q=posting")
    with django_assert_max_num_queries(15):
        client.get("/search/?q=posting+wards&college=tapi&kind=course&open=1")
    with django_assert_max_num_queries(15):
        client.get("/search/?q=posting+of+wards")
