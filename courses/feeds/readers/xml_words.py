"""What does an element say: a text, HTML, a text in a language, a day?"""

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?(Z|[+-]\d\d:?\d\d)?$")
_EMPTY = frozenset({"br", "hr", "img"})

Stated = dict[str, Any]


def text_of(element: Any) -> str:
    """All its text, spaces evened."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def html_of(element: Any) -> str:
    """Its text, or HTML where it holds any: elements keep their local names, and no attribute but an address."""
    if element is None:
        return ""
    if not len(element):
        return (element.text or "").strip()
    inner = html.escape(element.text or "", quote=False)
    return (inner + "".join(_serialised(child) for child in element)).strip()


def texts(elements: Iterable[Any]) -> list[str]:
    """Those that say something, each once."""
    return [*dict.fromkeys(text for element in elements if (text := text_of(element)))]


def by_language(elements: Iterable[Any], read: Any = text_of) -> dict[str, str]:
    """Texts by their language; several of one language are joined."""
    found: dict[str, list[str]] = {}
    for element in elements:
        if text := read(element):
            found.setdefault(element.get(LANGUAGE) or "und", []).append(text)
    return {language: "\n\n".join(parts) for language, parts in found.items()}


def first_of_each(elements: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """The first of each language that says something, and the others."""
    first: dict[str, Any] = {}
    telling = [element for element in elements if text_of(element)]
    others = [one for one in telling if first.setdefault(one.get(LANGUAGE) or "", one) is not one]
    return [*first.values()], others


def language_of(open_elements: Sequence[Any]) -> str:
    """The xml:lang that holds for the last of the open elements: its own, else that of the nearest around it."""
    return next((said for one in reversed(open_elements) if (said := one.get(LANGUAGE)) is not None), "")


def hand_down(element: Any, language: str) -> None:
    """xml:lang holds for all that an element holds, until it says another (XML 1.0, 2.12)."""
    own = element.get(LANGUAGE)
    if own is None and language:
        element.set(LANGUAGE, language)
    for child in element:
        hand_down(child, language if own is None else own)


def type_of(element: Any) -> str:
    """The local name of its xsi:type, or nothing."""
    return str(element.get(TYPE) or "").rpartition(":")[2]


def day(text: str) -> str:
    """A moment at midnight is how a day is written by systems that know moments only."""
    return _MIDNIGHT.sub("", text.strip())


def kept(values: Stated) -> Stated:
    """Without what is not stated."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _serialised(element: Any) -> str:
    name = str(element.tag).rpartition("}")[2]
    address = element.get("href")
    href = f' href="{html.escape(address)}"' if name == "a" and address else ""
    tail = html.escape(element.tail or "", quote=False)
    if name in _EMPTY:
        return f"<{name}>{tail}"
    inner = html.escape(element.text or "", quote=False) + "".join(_serialised(child) for child in element)
    return f"<{name}{href}>{inner}</{name}>{tail}"
