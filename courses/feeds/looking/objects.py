"""Which objects does a document of JSON or XML hold, and where in it do they stand?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from courses.feeds.exchange import NotReadable
from courses.feeds.guess.keys import list_in
from courses.feeds.profile import FileRules
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.xml_records import XmlRecords

WHOLE_DOCUMENT = 30_000_000
_ELEMENTS = 5_000
_DEPTH = 6


def iter_objects(path: str, form: str, items: str, file: FileRules) -> Iterator[tuple[str, Any]]:
    """Place and object; what is broken in itself is told when the file is read."""
    if form == "xml":
        if not items:
            raise NotReadable(
                "not_a_feed", "Say which elements are the records: State items under [rows], such as course."
            )
        records = enumerate(XmlRecords(path, items, file), 1)
        yield from ((f"item {number}", record) for number, record in records if isinstance(record, dict))
    elif form == "json":
        with Path(path).open("rb") as source:
            yield from _decoded(JsonItems(source, items), "item")
    elif form == "jsonl":
        with Path(path).open("rb") as source:
            yield from _decoded((line for line in source if line.strip()), "line")
    else:
        raise NotReadable("not_a_feed", f"The format {form} has no columns to choose: it is read as it is.")


def list_path(path: str) -> str:
    """Where in a JSON document the list of records is; one too large to hold must be the list itself."""
    document = Path(path)
    if document.stat().st_size > WHOLE_DOCUMENT:
        return ""
    try:
        return list_in(msgspec.json.decode(document.read_bytes()))[0]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""  # the reader says what is wrong with it, and where


def repeated_element(path: str) -> str:
    """The outermost element of XML that comes again and again and has elements of its own; "" where there is none."""
    seen: Counter[tuple[int, str]] = Counter()
    try:
        with Path(path).open("rb") as source:
            _count(source, seen)
    except (ParseError, DefusedXmlException):
        pass  # the reader says what is wrong with it, and where
    repeated = [(depth, -count, name) for (depth, name), count in seen.items() if count > 1]
    return min(repeated)[2] if repeated else next((name for (depth, name), _ in sorted(seen.items()) if depth == 1), "")


def _count(source: Any, seen: "Counter[tuple[int, str]]") -> None:
    line: list[tuple[str, int]] = []
    number = 0
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            if line:
                line[-1] = (line[-1][0], line[-1][1] + 1)
            line.append((element.tag.rpartition("}")[2], 0))
            number += 1
            continue
        name, children = line.pop()
        if children and 0 < len(line) < _DEPTH:
            seen[len(line), name] += 1
        element.clear()
        if number > _ELEMENTS:
            return


def _decoded(raws: Iterable[bytes], called: str) -> Iterator[tuple[str, Any]]:
    for number, raw in enumerate(raws, 1):
        try:
            value = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if isinstance(value, dict):
            yield f"{called} {number}", value
