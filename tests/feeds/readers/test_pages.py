"""A server that tells more than a catalogue can hold is refused while it is asked, before its rows are read."""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.readers.ooapi_lists import MOST_ITEMS
from courses.feeds.readers.pages import MOST_BYTES, MOST_LISTED
from tests.feeds.readers.asking import Asking

BASE = "https://narmada.example"
OAI = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'

Say = Callable[[str], str | None]


def endless_ooapi() -> Say:
    number = count()

    def say(address: str) -> str | None:
        if "/courses?" not in address:
            return None
        page = re.search(r"pageNumber=(\d+)", address)
        assert page
        items = ",".join(str(next(number)) for _ in range(MOST_ITEMS))
        return f'{{"items": [{items}], "pageNumber": {page[1]}, "hasNextPage": true}}'

    return say


def endless_openedx() -> Say:
    number = count()

    def say(address: str) -> str:
        items = ",".join(str(next(number)) for _ in range(50_000))
        return f'{{"results": [{items}], "next": "{BASE}/api/courses/v1/courses/?page={next(number)}"}}'

    return say


def one_page_of_openedx() -> Say:
    return lambda _: f'{{"results": [{",".join(map(str, range(MOST_LISTED + 1)))}]}}'


def endless_oai_pmh() -> Say:
    pages = _oai_pages()
    return lambda _: next(pages)


def _oai_pages() -> Iterator[str]:
    yield f"{OAI}<Identify/></OAI-PMH>"
    for first in (0, MOST_LISTED):
        told = range(first, first + MOST_LISTED)
        records = "".join(f"<record><header><identifier>{one}</identifier></header></record>" for one in told)
        token = f"<resumptionToken>{first}</resumptionToken>"
        yield f"{OAI}<ListRecords>{records}{token}</ListRecords></OAI-PMH>"


def endless_sitemaps() -> Say:
    number = count()

    def say(address: str) -> str:
        if address.endswith("sitemap.xml"):
            sitemaps = "".join(f"<sitemap><loc>{BASE}/{one}.xml</loc></sitemap>" for one in range(100))
            return f"<sitemapindex>{sitemaps}</sitemapindex>"
        pages = "".join(f"<url><loc>{BASE}/{next(number)}</loc></url>" for _ in range(50_000))
        return f"<urlset>{pages}</urlset>"

    return say


@pytest.mark.parametrize(
    ("form", "address", "say", "remedy"),
    [
        ("ooapi-v5", BASE, endless_ooapi, "ask for a file"),
        ("openedx", BASE, endless_openedx, "?org=NAME"),
        ("openedx", BASE, one_page_of_openedx, "?org=NAME"),
        ("oai-pmh", BASE, endless_oai_pmh, "Name the sets"),
        ("schema-org", f"{BASE}/sitemap.xml", endless_sitemaps, "the sitemap that names the pages of courses"),
    ],
)
def test_a_server_that_lists_too_much_is_refused_with_what_to_do(
    form: str, address: str, say: Callable[[], Say], remedy: str
) -> None:
    refused = refusal(Asking(form, address, say()))
    assert (refused.reason, remedy in refused.message) == ("too_large", True)
    assert refused.message.endswith(".")


@pytest.mark.parametrize(
    ("form", "address", "page"),
    [
        ("ooapi-v5", BASE, '{"items": ['),
        ("openedx", BASE, '{"results": ['),
        ("oai-pmh", BASE, OAI),
        ("schema-org", f"{BASE}/sitemap.xml", "<urlset>"),
    ],
)
def test_a_page_that_is_too_large_is_not_looked_into(form: str, address: str, page: str) -> None:
    refused = refusal(Asking(form, address, lambda _: page + " " * MOST_BYTES))
    assert (refused.reason, "larger than 60 MB" in refused.message) == ("too_large", True)


def refusal(asking: Asking) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        asking.read()
    return caught.value
