"""What does a harvested record say in our words, told as Dublin Core or as LOM?"""

import re
from typing import Any

from courses.feeds.readers.lom import is_lom, lom_values
from courses.feeds.readers.oai_pmh_pages import OAI
from courses.feeds.readers.xml_words import by_language, first_of_each, html_of, kept, text_of, texts

_DC = "{http://purl.org/dc/elements/1.1/}"
_CODE = re.compile(r"^(?!oai:|doi:|10\.|urn:|hdl:|isbn|issn)[^\s:]{1,40}$", re.IGNORECASE)
_STAMP = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$")
_OTHERS = ("date", "type", "publisher", "format", "coverage", "source", "relation")

Stated = dict[str, Any]


def header_of(record: Any) -> tuple[str, str, bool]:
    """Its identifier, its datestamp, and whether it is deleted."""
    header = record.find(f"{OAI}header")
    if header is None:
        return "", "", False
    identifier, stamp = (text_of(header.find(f"{OAI}{part}")) for part in ("identifier", "datestamp"))
    return identifier, stamp if _STAMP.match(stamp) else "", header.get("status") == "deleted"


def types_of(record: Any) -> set[str]:
    return {text.casefold() for text in texts(record.iter(f"{_DC}type"))}


def values_of(record: Any) -> Stated:
    metadata = record.find(f"{OAI}metadata")
    told = next(iter(metadata), None) if metadata is not None else None
    if told is None:
        return {}
    return lom_values(told) if is_lom(told) else _dublin_core(told)


def _dublin_core(told: Any) -> Stated:
    titles, other_titles = first_of_each(told.findall(f"{_DC}title"))
    identifiers = texts(told.findall(f"{_DC}identifier"))
    values = {
        "title": by_language(titles),
        "description": by_language(told.findall(f"{_DC}description"), html_of),
        "url": next((one for one in identifiers if one.startswith(("https://", "http://"))), ""),
        "code": next((one for one in identifiers if _CODE.match(one)), ""),
        "languages": texts(told.findall(f"{_DC}language")),
        "subjects": texts(told.findall(f"{_DC}subject")),
        "people.author": texts(told.findall(f"{_DC}creator")),
        "people.contributor": texts(told.findall(f"{_DC}contributor")),
        "extra.other titles": "; ".join(texts(other_titles)),
        "extra.identifiers": "; ".join(identifiers),
        "extra.licence": "; ".join(texts(told.findall(f"{_DC}rights"))),
        **{f"extra.{name}": "; ".join(texts(told.findall(f"{_DC}{name}"))) for name in _OTHERS},
    }
    return kept(values)
