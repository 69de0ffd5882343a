"""Reads records from elements of an XML file, by a feed profile."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import msgspec

from courses.feeds.exchange import Answer, Exchange, Fault, Notice, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import Get, GetterOf, Mapper, as_text, follow
from courses.feeds.profile import FeedProfile, FieldRule
from courses.feeds.readers.filter import passes
from courses.feeds.readers.xml_records import TEXT, Names, XmlRecords, names_of
from courses.feeds.readers.xml_words import LANGUAGE

VERSION = 4
NEEDS_PROFILE = True
NEEDS_ITEMS = True


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row | Notice]:
    profile = settings.profile or FeedProfile()
    if not profile.rows.items:
        message = "The profile does not say which elements are the records. State items under [rows], such as course."
        raise NotReadable("not_a_feed", message)
    mapper = Mapper(profile, _getters(profile))
    wanted = passes(element_getter, profile.rows.where, settings.where)
    for _, answer in answers:
        records = XmlRecords(answer.path, profile.rows.items, profile.file)
        for number, record in enumerate(records, 1):
            if isinstance(record, Fault):
                yield Row(f"item {number}", {}, [record])
            elif wanted(record):
                values, faults = mapper.values(record)
                yield Row(f"item {number}", values, faults)
        yield from records.told


def element_getter(path: str, _optional: bool = True) -> Get:
    """Follows names of elements ("venue.name"), attributes ("@id") and positions; an element is its text."""
    return _reading(path, _text)


def _getters(profile: FeedProfile) -> GetterOf:
    """The same, but that what is a table in the profile stays one, and titles are told by their languages."""
    tables = {source for rule in profile.fields.values() if rule.keys for source in rule.sources}
    tables.add(profile.offerings.items)
    in_languages = {*_in_languages(profile)}

    def getter_of(path: str, _optional: bool = True) -> Get:
        if path in in_languages:
            return _by_language(names_of(path))
        return _reading(path, (lambda value: value) if path in tables else _text)

    return getter_of


def _in_languages(profile: FeedProfile) -> Iterator[str]:
    """Where titles and descriptions are that are taken as they are, and for nothing else."""
    rules = [*profile.fields.values(), *profile.offering.values()]
    uses = Counter([source for rule in rules for source in rule.sources] + [*profile.id_parts, *profile.rows.where])
    for name in ("title", "description"):
        rule = profile.fields.get(name, FieldRule())
        is_plain = msgspec.structs.replace(rule, source="", optional=False) == FieldRule()
        if is_plain and name not in profile.id_parts and isinstance(rule.source, str) and uses[rule.source] == 1:
            yield rule.source


def _reading(path: str, read: Callable[[Any], Any]) -> Get:
    keys = names_of(path)
    return lambda row: read(follow(row, keys))


def _text(value: Any) -> Any:
    """An element of attributes alone says nothing."""
    if isinstance(value, list):
        return [_text(one) for one in value]
    if not isinstance(value, dict):
        return value
    return None if all(key.startswith("@") for key in value) else value.get(TEXT, value)


def _by_language(keys: Names) -> Get:
    """Texts by the xml:lang that holds for them, where there is any."""

    def by_language(row: Any) -> Any:
        found: dict[str, list[Any]] = {}
        for value, language in _in_language(row, keys, ""):
            found.setdefault(language or "und", []).append(_text(value))
        if found.keys() <= {"und"}:
            return _text(follow(row, keys))
        return {language: as_text(told) for language, told in found.items()}

    return by_language


def _in_language(value: Any, keys: Names, language: str) -> Iterator[tuple[Any, str]]:
    """What the keys lead to, each with the xml:lang of the nearest element that says one (XML 1.0, 2.12)."""
    if isinstance(value, list):
        at, rest = (keys[0], keys[1:]) if keys and keys[0].isdecimal() else ("", keys)
        for one in value[int(at) : int(at) + 1] if at else value:
            yield from _in_language(one, rest, language)
        return
    if isinstance(value, dict):
        language = as_text(value.get(f"@{LANGUAGE}", language))
    if not keys:
        yield value, language
    elif isinstance(value, dict) and (below := value.get(keys[0])) is not None:
        yield from _in_language(below, keys[1:], language)
