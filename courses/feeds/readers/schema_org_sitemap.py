"""Which pages does a sitemap name, and since when are they as they are?"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import unescape

from courses.feeds.readers.pages import MOST_LISTED, too_many
from courses.feeds.readers.xml_elements import XmlFile
from courses.feeds.readers.xml_words import text_of

_LONGEST = 2_048  # an address in a sitemap is shorter (sitemaps.org)
_SITEMAP, _PAGE = "sitemap", "url"


@dataclass
class Sitemap:
    """Other sitemaps, and pages with the moment of their last change where it is told."""

    sitemaps: dict[str, None] = field(default_factory=dict)
    pages: dict[str, dt.datetime | None] = field(default_factory=dict)

    def add(self, other: "Sitemap") -> None:
        """Raises NotReadable (too_large)."""
        self.pages |= other.pages
        self.mind_the_number()

    def mind_the_number(self) -> None:
        if len(self.sitemaps) + len(self.pages) > MOST_LISTED:
            remedy = "Give the address of the sitemap that names the pages of courses."
            raise too_many("addresses in its sitemaps", remedy)


def read_sitemap(path: str) -> Sitemap:
    """Raises NotReadable."""
    found = Sitemap()
    for element in XmlFile(path).chosen(lambda opened: len(opened) == 2 and _local(opened[-1]) in (_SITEMAP, _PAGE)):
        told = {_local(child): text_of(child) for child in element}
        address = unescape(told.get("loc", ""))
        if len(address) > _LONGEST:
            continue
        if address and _local(element) == _SITEMAP:
            found.sitemaps[address] = None
        elif address:
            found.pages[address] = _moment(told.get("lastmod", ""))
        found.mind_the_number()
    return found


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
