"""What does a value of JSON-LD say: a text, a name, a number, a type, an address?"""

from typing import Any
from urllib.parse import urljoin

from consortium.vocabulary.languages import language_tag
from courses.feeds.mapping import as_list, as_text

_TELLING = ("@value", "name", "value", "targetName", "url")


def types_of(node: Any) -> frozenset[str]:
    """The local names of its types: "http://schema.org/Course" and "schema:Course" are Course."""
    stated = as_list(node.get("@type")) if isinstance(node, dict) else []
    return frozenset(as_text(one).rpartition("/")[2].rpartition(":")[2] for one in stated)


def text_of(value: Any) -> str:
    """The first text; of a thing its name, value or id."""
    for one in as_list(value):
        if isinstance(one, dict):
            told = next((one[key] for key in _TELLING if one.get(key)), "") or _address(one)
            if text := text_of(told):
                return text
        elif text := as_text(one).strip():
            return text
    return ""


def _address(thing: dict[str, Any]) -> str:
    """Its @id, but for one that has a meaning on its page only."""
    stated = as_text(thing.get("@id"))
    return "" if stated.startswith(("#", "_:")) else stated


def names(value: Any) -> list[str]:
    """Every text or name, each once."""
    return [*dict.fromkeys(text for one in as_list(value) if (text := text_of(one)))]


def by_language(value: Any) -> dict[str, str]:
    """Texts by their language; the first of a language counts."""
    found: dict[str, str] = {}
    for one in as_list(value):
        language = as_text(one.get("@language")) if isinstance(one, dict) else ""
        if text := text_of(one):
            found.setdefault(language or "und", text)
        elif isinstance(one, dict):  # a table of languages
            found |= {tag: text for tag, told in one.items() if language_tag(tag) and (text := text_of(told))}
    return found


def number_of(value: Any) -> tuple[Any, str]:
    """A number and its unit: of 6, "6 ECTS" or {"value": 6, "unitText": "ECTS"}."""
    for one in as_list(value):
        if isinstance(one, dict):
            unit = as_text(one.get("unitText")) or as_text(one.get("creditType")) or as_text(one.get("name"))
            return one.get("value"), unit
        if isinstance(one, int | float):
            return one, ""
        number, _, unit = as_text(one).strip().partition(" ")
        return number, unit.strip()
    return None, ""


def joined(page: str, stated: str) -> str:
    """Where it leads from this page; what is no address stays as stated, for the checks to tell."""
    try:
        return urljoin(page, stated)
    except ValueError:
        return stated
