"""What do several rows under one id state together? (Issue words: identical ones collapse, what agrees is kept.)"""

from collections.abc import Iterator
from typing import Any

import msgspec

from courses.feeds.reading.checks import settled
from courses.feeds.record import Checked, CourseRecord, OfferingRecord, Problem

_REMEDY = "Let the rows agree, or give each course an id of its own."
_NEVER_IN_DISPUTE = ("id", "title", "offerings", "extra", "main_language")


def merge(rows: list[Checked]) -> tuple[Checked, list[Problem]]:
    """One record of all rows with one id, and a problem for each field in dispute that names every row.

    Where their source says when it stated each, only the latest count. Fields that agree are kept, fields in dispute
    are left out and named in `unsettled`. Offerings with different ids do not dispute each other: a source may state
    one row for each offering of a course.
    """
    latest = max(row.stated_at for row in rows)
    rows = [row for row in rows if row.stated_at == latest]
    first = rows[0]
    if all(row.record == first.record for row in rows):
        unsettled = tuple(dict.fromkeys(name for row in rows for name in row.unsettled))
        return msgspec.structs.replace(first, unsettled=unsettled), []
    disputes: dict[str, list[str]] = {}
    fields = dict(_agreed(rows, disputes))
    record = CourseRecord(**fields)
    unsettled = tuple(dict.fromkeys([*(name for row in rows for name in row.unsettled), *disputes]))
    problems = [_problem(rows, name, shown) for name, shown in disputes.items()]
    keeps = tuple(dict.fromkeys(name for row in rows for name in row.keeps))
    return settled(record, first.row, unsettled, keeps), problems


def _agreed(rows: list[Checked], disputes: dict[str, list[str]]) -> Iterator[tuple[str, Any]]:
    records = [row.record for row in rows]
    yield "id", records[0].id
    for name in CourseRecord.__struct_fields__:
        stated = [getattr(record, name) for record in records]
        if name == "offerings":
            yield name, tuple(_offerings(records, disputes))
        elif name == "extra":
            yield name, _extra(stated, disputes)
        elif name == "title" and any(title != stated[0] for title in stated):
            disputes[name] = [_shown(title) for title in stated]
            yield name, {}
        elif name in ("title", "main_language"):
            yield name, stated[0]
        elif name not in _NEVER_IN_DISPUTE:
            if all(value == stated[0] for value in stated):
                yield name, stated[0]
            else:
                disputes[name] = [_shown(value) for value in stated]


def _extra(stated: list[dict[str, str]], disputes: dict[str, list[str]]) -> dict[str, str]:
    agreed: dict[str, str] = {}
    for name in dict.fromkeys(name for extra in stated for name in extra):
        values = [extra.get(name, "") for extra in stated]
        if all(value == values[0] for value in values):
            agreed[name] = values[0]
        else:
            disputes[f"extra/{name}"] = values
    return agreed


def _offerings(records: list[CourseRecord], disputes: dict[str, list[str]]) -> Iterator[OfferingRecord]:
    by_id: dict[str, list[OfferingRecord]] = {}
    for record in records:
        for offering in record.offerings:
            by_id.setdefault(offering.id, []).append(offering)
    for offering_id, stated in by_id.items():
        fields: dict[str, Any] = {"id": offering_id}
        for name in OfferingRecord.__struct_fields__[1:]:
            values = [getattr(offering, name) for offering in stated]
            if all(value == values[0] for value in values):
                fields[name] = values[0]
            else:
                disputes[f"offerings/{offering_id}/{name}"] = [_shown(value) for value in values]
        yield OfferingRecord(**fields)


def _problem(rows: list[Checked], name: str, shown: list[str]) -> Problem:
    told = "; ".join(f"{row.row}: {value or 'nothing'}" for row, value in zip(rows, shown, strict=False))
    places = " and ".join(dict.fromkeys(row.row for row in rows))
    reason = f"rows under one id disagree ({told})"[:500]
    return Problem(places[:60], rows[0].record.id, name.replace("/", ".")[:60], shown[0], reason, _REMEDY, "field")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(str(text) for text in value.values())[:100]
    return _in_words(msgspec.to_builtins(value))[:100]


def _in_words(plain: Any) -> str:
    """A list of people and the like without the signs of a programming language."""
    if isinstance(plain, list | tuple):
        return "; ".join(map(_in_words, plain))
    if isinstance(plain, dict):
        return ", ".join(filter(None, map(_in_words, plain.values())))
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    return "" if plain is None else str(plain)
