"""Reads our own record as JSON: a list of records, or an object that holds one under "records"."""

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from courses.feeds.exchange import Answer, Exchange, Fault, ReaderSettings, Request, Row
from courses.feeds.names import is_course_field, is_offering_field, known_names
from courses.feeds.readers.json import decode_item
from courses.feeds.readers.json_items import JsonItems

VERSION = 1
NEEDS_PROFILE = False

_NO_LIST = 'Send {"records": [...]} or a list of records; /api/v1/record.schema.json says what a record holds.'
_UNKNOWN_REMEDY = "Name a field of /api/v1/record.schema.json, or put the value under extra."
_IGNORED = frozenset({"main_language"})  # it follows from the order of the titles


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], _settings: ReaderSettings) -> Iterator[Row]:
    number = 0
    for _, answer in answers:
        with Path(answer.path).open("rb") as source:
            for raw in JsonItems(source, _path_of(answer.path), _NO_LIST):
                number += 1
                yield row_of(f"record {number}", raw)


def row_of(place: str, raw: bytes) -> Row:
    """One record in its own words; what is no record says so."""
    try:
        stated = decode_item(raw)
    except ValueError as error:
        return _refused(place, raw, str(error))
    if not isinstance(stated, dict):
        return _refused(place, raw, "is no object")
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in stated.items():
        if name == "extra" and isinstance(value, dict):
            values |= {f"extra.{key}": text for key, text in value.items()}
        elif name in ("id", "offerings") or is_course_field(name):
            values[name] = value
        elif name not in _IGNORED:
            faults.append(_unknown(name, value))
    faults += _unknown_of_offerings(values.get("offerings"))
    return Row(place, values, faults)


def _path_of(path: str) -> str:
    with Path(path).open("rb") as source:
        start = source.read(4_096).lstrip(b"\xef\xbb\xbf \t\r\n")
    return "records" if start.startswith(b"{") else ""


def _unknown(name: str, value: Any) -> Fault:
    reason = f"there is no field {name[:60]!r}. Known are: {known_names()}"
    return Fault(name[:60], str(value)[:200], reason[:400], _UNKNOWN_REMEDY, "note")


def _unknown_of_offerings(offerings: Any) -> Iterator[Fault]:
    for offering in offerings if isinstance(offerings, list) else ():
        for name, value in offering.items() if isinstance(offering, dict) else ():
            if not is_offering_field(name):
                reason = f"an offering has no field {name[:60]!r}"
                yield Fault("offerings", str(value)[:200], reason, _UNKNOWN_REMEDY, "note")


def _refused(place: str, raw: bytes, reason: str) -> Row:
    shown = raw[:200].decode("utf-8", "replace")
    return Row(place, {}, [Fault("", shown, reason, "Mend this record and send it again.", "record")])
