"""Which objects does a document of JSON or XML hold, and where in it do they stand?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from courses.feeds.exchange import NotReadable
from courses.feeds.guess.headings import folded_words
from courses.feeds.guess.keys import list_in
from courses.feeds.profile import FeedProfile, FileRules
from courses.feeds.readers.json import as_utf8, decode_item
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.jsonl import lines_of
from courses.feeds.readers.xml_elements import events_of
from courses.feeds.readers.xml_records import XmlRecords
from courses.feeds.readers.xml_text import XmlText

WHOLE_DOCUMENT = 30_000_000
_ELEMENTS = 5_000
_DEPTH = 6
_COURSES = frozenset(("course", "programme", "program", "elective", "module", "paper", "workshop", "training"))
"""Names of elements that are records, whatever they stand in."""

Tags = tuple[str, ...]
"""The local names from the outermost element to one."""


def iter_objects(path: str, form: str, items: str, file: FileRules) -> Iterator[tuple[str, Any]]:
    """Place and object; what is broken in itself is told when the file is read.

    Raises NotReadable where the file cannot be read, or holds no object.
    """
    count = 0
    for count, (place, value) in enumerate(_values(path, form, items, file), 1):  # noqa: B007 -- counted to the end
        yield place, value
    if not count:
        raise NotReadable("empty", "The file holds no object that can be a record. Check that it is the right one.")


def list_path(path: str, file: FileRules) -> str:
    """Where in a JSON document the list of records is; one too large to hold must be the list itself."""
    if Path(path).stat().st_size > WHOLE_DOCUMENT:
        return ""
    with Path(path).open("rb") as source:
        text = as_utf8(source, path, FeedProfile(file=file), [])
        whole = b"".join(iter(lambda: text.read(WHOLE_DOCUMENT), b""))
    try:
        return list_in(msgspec.json.decode(whole.removeprefix(b"\xef\xbb\xbf")))[0]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""  # the reader says what is wrong with it, and where


def repeated_element(path: str, file: FileRules) -> str:
    """The outermost element of XML that comes again and again and holds anything, one called a course before others;
    "" where there is none. Raises NotReadable where the file cannot be read."""
    holding: Counter[Tags] = Counter()
    bare: Counter[Tags] = Counter()
    with Path(path).open("rb") as source:
        _count(XmlText(source, path, file), holding, bare)
    for seen in (holding, bare):
        if repeated := [tags for tags, count in seen.items() if count > 1]:
            return _called(min(repeated, key=lambda tags: (not _is_course(tags), len(tags), -seen[tags])))
    return next((_called(tags) for tags in sorted(holding) if len(tags) == 2), "")


def _values(path: str, form: str, items: str, file: FileRules) -> Iterator[tuple[str, Any]]:
    if form == "xml":
        if not items:
            raise NotReadable(
                "not_a_feed",
                "No element of the file comes again and again, as a record would.",
                "State items under [rows] in the profile, such as course.",
            )
        records = enumerate(XmlRecords(path, items, file), 1)
        yield from ((f"item {number}", record) for number, record in records if isinstance(record, dict))
        return
    if form not in ("json", "jsonl"):
        raise NotReadable("not_a_feed", f"The format {form} has no columns to choose: it is read as it is.")
    with Path(path).open("rb") as source:
        text = as_utf8(source, path, FeedProfile(file=file), [])
        if form == "json":
            yield from _decoded(enumerate(JsonItems(text, items), 1), "item", file)
        else:
            yield from _decoded(((number, line) for number, line, _ in lines_of(text)), "line", file)


def _decoded(raws: Iterable[tuple[int, bytes]], called: str, file: FileRules) -> Iterator[tuple[str, Any]]:
    for number, raw in raws:
        try:
            value = decode_item(raw, file.fallback_encoding)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield f"{called} {number}", value


def _count(text: XmlText, holding: Counter[Tags], bare: Counter[Tags]) -> None:
    """The first elements, those with elements inside and those with attributes alone."""
    opened: list[str] = []
    children = [0]
    number = 0
    for event, element in events_of(text):
        if event == "start":
            opened.append(element.tag.rpartition("}")[2])
            children[-1] += 1
            children.append(0)
            number += 1
            continue
        tags, inside = tuple(opened), children.pop()
        opened.pop()
        if 1 < len(tags) <= _DEPTH and (inside or element.attrib):
            (holding if inside else bare)[tags] += 1
        element.clear()
        text.rest()
        if number > _ELEMENTS:
            return


def _is_course(tags: Tags) -> bool:
    return " ".join(folded_words(tags[-1])) in _COURSES


def _called(tags: Tags) -> str:
    """Its name, with that of what it stands in where one around it has the same."""
    return tags[-1] if tags[-1] not in tags[:-1] else ".".join(tags[-2:])
