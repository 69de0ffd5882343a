"""Which records does an XML file hold, one element at a time and however large the file is?"""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError, iterparse

from courses.feeds.exchange import Fault, Notice, NotReadable
from courses.feeds.profile import FileRules
from courses.feeds.readers.xml_text import UNREADABLE, XmlText

TEXT = "#text"
DEPTH_LIMIT = 64
_NAME = re.compile(r"(\{[^}]*\}[^.]+|[^.]+)\.?")
_END_IS_MISSING = ("no element found", "unclosed token", "unclosed CDATA", "partial character")
_REMEDY = "Ask the college to export the file in the encoding that it declares, or state encoding in the profile."

Names = tuple[str, ...]


def names_of(path: str) -> Names:
    """The parts of "catalog.course"; a namespace in braces may hold dots."""
    return tuple(_NAME.findall(path))


class XmlRecords:
    """The elements whose path ends as `items` says, as tables: {"title": text or table or list, "@id": text}.

    Names are local ones; those that `items` or a profile writes as "{namespace}name" stand there too. `told` is what
    had to be mended in the file, known once all records were read.
    """

    def __init__(self, path: str, items: str, file: FileRules) -> None:
        self._path = path
        self._items = names_of(items)
        self._file = file
        self.told: list[Notice] = []

    def __iter__(self) -> Iterator[dict[str, Any] | Fault]:
        """Raises NotReadable (truncated, not_a_feed, unreadable, too_large)."""
        with Path(self._path).open("rb") as source:
            text = XmlText(source, self._path, self._file)
            try:
                found = yield from self._records(text)
            except DefusedXmlException as error:
                message = (
                    "The file declares a document type or entities of its own, which is not read. Export it without."
                )
                raise NotReadable("unreadable", message) from error
            except ParseError as error:
                raise _failure(error) from error
            self.told = text.told
        if not found:
            path = ".".join(self._items)
            raise NotReadable("empty", f"The file holds no element {path!r}. Check items under [rows] in the profile.")

    def _records(self, text: XmlText) -> Generator[dict[str, Any] | Fault, None, int]:
        parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
        open_elements: list[Any] = []
        record: Any = None
        found = 0
        for event, element in iterparse(text, ("start", "end"), parser):
            if event == "start":
                open_elements.append(element)
                if len(open_elements) > DEPTH_LIMIT:
                    raise NotReadable("unreadable", f"The file is nested more than {DEPTH_LIMIT} deep. Export it flat.")
                if record is None and self._is_one(open_elements):
                    record = element
                continue
            open_elements.pop()
            if record is None or element is record:
                if element is record:
                    record, found = None, found + 1
                    yield _record(element)
                text.rest()
                if open_elements:
                    del open_elements[-1][:]
        return found

    def _is_one(self, open_elements: list[Any]) -> bool:
        tail = open_elements[-len(self._items) :]
        return len(tail) == len(self._items) and all(
            element.tag == name or _local(element.tag) == name for element, name in zip(tail, self._items, strict=True)
        )


def _record(element: Any) -> dict[str, Any] | Fault:
    made = _table(element)
    record = made if isinstance(made, dict) else {TEXT: made}
    broken = next((part for part in element.itertext() if UNREADABLE in part), None)
    if broken is None:
        return record
    shown = broken.strip().replace(UNREADABLE, "\ufffd")[:200]
    return Fault(
        "", shown, "holds bytes that are not in the file's encoding (UTF-8 where none is declared)", _REMEDY, "record"
    )


def _table(element: Any) -> dict[str, Any] | str:
    """Text where the element has nothing else, else its attributes, children and, where it has any, text."""
    if not len(element) and not element.attrib:
        return (element.text or "").strip()
    made: dict[str, Any] = {}
    for name, value in element.attrib.items():
        for key in _keys(name):
            made[f"@{key}"] = value
    for child in element:
        value = _table(child)
        for key in _keys(child.tag):
            _add(made, key, value)
    own = [element.text or "", *(child.tail or "" for child in element)]
    if any(part.strip() for part in own):
        made[TEXT] = "".join(element.itertext()).strip()
    return made


def _keys(tag: str) -> tuple[str, ...]:
    return (tag, _local(tag)) if tag.startswith("{") else (tag,)


def _add(made: dict[str, Any], key: str, value: Any) -> None:
    if key not in made:
        made[key] = value
    elif isinstance(made[key], list):
        made[key].append(value)
    else:
        made[key] = [made[key], value]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _failure(error: Exception) -> NotReadable:
    said = str(error)
    if any(words in said for words in _END_IS_MISSING):
        return NotReadable("truncated", "The file ends in the middle of an element. Nothing was changed.")
    return NotReadable(
        "unreadable", f"The file is no XML that can be read ({said}). Ask the college to mend its export."
    )
