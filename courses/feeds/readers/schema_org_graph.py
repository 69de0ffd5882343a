"""Which nodes of a graph of JSON-LD are of the types that are asked for, with what they refer to in its place?"""

import re
from collections.abc import Iterator
from typing import Any

from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.schema_org_values import types_of

Stated = dict[str, Any]

INSTANCES = ("hasCourseInstance", "hasCourseInstances", "courseInstance")
_DEEPEST = 30
_CONTEXT = "@context"
_REFERENCE = frozenset({"@type", "@id", _CONTEXT, "url"})
_REVERSE = "@reverse"
_IN_A_LANGUAGE = ("name", "description")
_PREFIXED = re.compile(r"^(?:https?://schema\.org/|schema:)(\w+)$")


def nodes_of(stated: Any, types: tuple[str, ...]) -> Iterator[Stated]:
    """Every node of these types, wherever it stands; what it refers to in the same block is put in its place."""
    known: dict[str, Stated] = {}
    told_backwards: list[Stated] = []
    _index(stated, known, told_backwards, 0)
    for node in told_backwards:
        _turn(node, known)
    for node, language in _walk(stated, frozenset(types), 0, ""):
        made = {
            name: _instances(value, known) if name in INSTANCES else _named(value, known)
            for name, value in node.items()
        }
        yield made | {name: _told_in(language, made[name]) for name in _IN_A_LANGUAGE if language and name in made}


def _walk(value: Any, types: frozenset[str], depth: int, language: str) -> Iterator[tuple[Stated, str]]:
    """Each with the default language of its context."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _walk(part, types, depth + 1, language)
    elif isinstance(value, dict):
        language = _default_language(value, language)
        is_one = bool(types & types_of(value))
        if is_one and not value.keys() <= _REFERENCE:
            yield value, language
        for name, part in value.items():
            if name != _CONTEXT and not (is_one and name in INSTANCES) and isinstance(part, dict | list):
                yield from _walk(part, types, depth + 1, language)


def _default_language(node: Stated, language: str) -> str:
    """That of the contexts of a node, one after another, else that of what it stands in (JSON-LD 1.1, 4.2.4)."""
    stated = node.get(_CONTEXT, {})
    for context in stated if isinstance(stated, list) else [stated]:
        if context is None:
            language = ""
        elif isinstance(context, dict):
            language = as_text(context.get("@language", language))
    return language


def _told_in(language: str, value: Any) -> Any:
    """Plain texts are in the default language; whatever says more of itself is as it says."""
    if isinstance(value, list):
        return [_told_in(language, one) for one in value]
    return {"@value": value, "@language": language} if isinstance(value, str) else value


def _index(value: Any, known: dict[str, Stated], told_backwards: list[Stated], depth: int) -> None:
    """What every node is called, with its own names in short, and which say something of others."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            _index(part, known, told_backwards, depth + 1)
    elif isinstance(value, dict):
        for name in [one for one in value if ":" in one]:
            if found := _PREFIXED.match(name):
                value.setdefault(found[1], value.pop(name))
        if isinstance(value.get(_REVERSE), dict):
            told_backwards.append(value)
        name = value.get("@id")
        if isinstance(name, str) and not value.keys() <= _REFERENCE:
            known.setdefault(name, value)
        for part in value.values():
            _index(part, known, told_backwards, depth + 1)


def _turn(node: Stated, known: dict[str, Stated]) -> None:
    """What a node says of others by @reverse, said by those."""
    name = as_text(node.get("@id"))
    itself = {"@id": name} if name in known else {key: value for key, value in node.items() if key != _REVERSE}
    for relation, others in node[_REVERSE].items():
        for other in (_named(one, known) for one in as_list(others)):
            if isinstance(other, dict):
                other[relation] = [*as_list(other.get(relation)), itself]


def _instances(value: Any, known: dict[str, Stated]) -> list[Any]:
    return [
        {name: _named(part, known) for name, part in one.items()} if isinstance(one, dict) else one
        for one in (_named(part, known) for part in as_list(value))
    ]


def _named(value: Any, known: dict[str, Stated]) -> Any:
    """What a reference refers to, where the same block says it; anything else is as it is."""
    if isinstance(value, list):
        return [_named(one, known) for one in value]
    if isinstance(value, dict) and value.keys() <= _REFERENCE:
        return known.get(as_text(value.get("@id")), value)
    return value
