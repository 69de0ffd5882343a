"""Which records does an XML file hold, one element at a time and however large the file is?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from courses.feeds.exchange import Fault, Notice, NotReadable
from courses.feeds.profile import FileRules
from courses.feeds.readers.xml_elements import elements_of, fault_of
from courses.feeds.readers.xml_text import XmlText

TEXT = "#text"
_NAME = re.compile(r"(\{[^}]*\}[^.]+|[^.]+)\.?")

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
        found = 0
        with Path(self._path).open("rb") as source:
            text = XmlText(source, self._path, self._file)
            for element in elements_of(text, self._is_one):
                found += 1
                yield _record(element)
            self.told = text.told
        if not found:
            path = ".".join(self._items)
            raise NotReadable("empty", f"The file holds no element {path!r}. Check items under [rows] in the profile.")

    def _is_one(self, open_elements: list[Any]) -> bool:
        tail = open_elements[-len(self._items) :]
        return len(tail) == len(self._items) and all(
            element.tag == name or _local(element.tag) == name for element, name in zip(tail, self._items, strict=True)
        )


def _record(element: Any) -> dict[str, Any] | Fault:
    made = _table(element)
    return fault_of(element) or (made if isinstance(made, dict) else {TEXT: made})


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
