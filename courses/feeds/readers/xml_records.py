"""Which records does an XML file hold, one element at a time and however large the file is?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from courses.feeds.exchange import Fault, Notice, NotReadable
from courses.feeds.profile import FileRules
from courses.feeds.readers.xml_elements import elements_of, fault_of
from courses.feeds.readers.xml_text import XmlText
from courses.feeds.readers.xml_words import LANGUAGE, html_of, language_of

TEXT = "#text"
_BLOCKS = frozenset(("p", "br", "ul", "ol", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table"))
_MARKS = _BLOCKS | frozenset((
    "a", "b", "em", "font", "hr", "i", "img", "small", "span", "strong", "sub", "sup", "tbody", "td", "th", "tr", "u",
))  # fmt: skip
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
        self._language = ""
        self.told: list[Notice] = []

    def __iter__(self) -> Iterator[dict[str, Any] | Fault]:
        """Raises NotReadable (truncated, not_a_feed, unreadable, too_large)."""
        found = 0
        with Path(self._path).open("rb") as source:
            text = XmlText(source, self._path, self._file)
            for element in elements_of(text, self._is_one):
                found += 1
                yield _record(element, self._language)
            self.told = text.told
        if not found:
            path = ".".join(self._items)
            raise NotReadable("empty", f"The file holds no element {path!r}. Check items under [rows] in the profile.")

    def _is_one(self, open_elements: list[Any]) -> bool:
        self._language = language_of(open_elements)
        tail = open_elements[-len(self._items) :]
        return len(tail) == len(self._items) and all(
            element.tag == name or _local(element.tag) == name for element, name in zip(tail, self._items, strict=True)
        )


def _record(element: Any, language: str) -> dict[str, Any] | Fault:
    """`language` is the xml:lang that holds for it, be it said by what it stands in."""
    if fault := fault_of(element):
        return fault
    made = _table(element)
    table = made if isinstance(made, dict) else {TEXT: made}
    return {f"@{LANGUAGE}": language} | table if language else table


def _table(element: Any) -> dict[str, Any] | str:
    """Text where the element has nothing else, else its attributes, children and, where it has any, text.

    What is written in HTML, with paragraphs or lists, is a text too.
    """
    is_text = not len(element) or _is_html(element)
    if is_text and not element.attrib:
        return html_of(element)
    made: dict[str, Any] = {}
    for name, value in element.attrib.items():
        for key in _keys(name):
            made[f"@{key}"] = value
    if is_text:
        return made | ({TEXT: text} if (text := html_of(element)) else {})
    for child in element:
        value = _table(child)
        for key in _keys(child.tag):
            _add(made, key, value)
    own = [element.text or "", *(child.tail or "" for child in element)]
    if any(part.strip() for part in own):
        made[TEXT] = "".join(element.itertext()).strip()
    return made


def _is_html(element: Any) -> bool:
    names = {_local(below.tag) for below in element.iter() if below is not element}
    return names <= _MARKS and not names.isdisjoint(_BLOCKS)


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
