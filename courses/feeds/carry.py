"""What does a record state once the fields it left unsettled keep their last accepted value (DESIGN, decision 4)?"""

import re
from typing import Any

from courses.feeds.record import ONLY, VOLATILE

Stated = dict[str, Any]
EVERY_FIELD = "*"
_UNNAMED = re.compile(rf"{ONLY}(-\d+)?$")


def carry(stated: Stated, last: Stated | None, unsettled: tuple[str, ...]) -> tuple[Stated, tuple[str, ...]]:
    """The record with the last accepted value in every unsettled field that had one, and the names of those fields.

    `stated` and `last` are records as plain values; neither is changed. With no earlier value a field stays absent; and
    so do numbers of free places, which hold only for when they were stated.
    """
    result = {**stated}
    carried = tuple(name for name in unsettled if last is not None and _carry_one(result, last, name))
    return result, carried


def keep(stated: Stated, last: Stated, keeps: tuple[str, ...]) -> Stated:
    """The record with what its source left as it was: `keeps` of an exchange.Row."""
    if not keeps:
        return stated
    told = {name: value for name, value in stated.items() if value}
    result = {**last, **told} if EVERY_FIELD in keeps else {**stated}
    for name in keeps:
        if name == "offerings":
            result["offerings"] = _with_those_kept(stated, last, keeps)
        elif name != EVERY_FIELD and not name.startswith("-") and name in last:
            result.setdefault(name, last[name])
    return result


def _with_those_kept(stated: Stated, last: Stated, keeps: tuple[str, ...]) -> list[Stated]:
    """The offerings as they were, each that is told anew in its place, and the new ones behind."""
    told = {offering["id"]: offering for offering in stated.get("offerings", ())}
    before = [one for one in last.get("offerings", ()) if f"-offerings/{one['id']}" not in keeps]
    return [*(told.pop(one["id"], one) for one in before), *told.values()]


def _carry_one(result: Stated, last: Stated, name: str) -> bool:
    head, _, rest = name.partition("/")
    if name == "offerings":
        return _carry_offerings(result, last)
    if head == "offerings":
        offering_id, _, field = rest.rpartition("/")
        return _carry_in_offering(result, last, offering_id, field)
    if head == "extra" and rest:
        return _carry_extra(result, last, rest)
    if last.get(head) in (None, "", [], {}):
        return False
    result[head] = last[head]
    return True


def _carry_offerings(result: Stated, last: Stated) -> bool:
    """Those that are not told anew, in place of those that nothing tells from others (reading/offerings.py)."""
    stated = result.get("offerings", ())
    told = {offering["id"] for offering in stated}
    kept = [_without_volatile(offering) for offering in last.get("offerings", ()) if offering["id"] not in told]
    if not kept:
        return False
    result["offerings"] = [*(offering for offering in stated if not _UNNAMED.match(offering["id"])), *kept]
    return True


def _carry_in_offering(result: Stated, last: Stated, offering_id: str, field: str) -> bool:
    before: Stated = next((offering for offering in last.get("offerings", ()) if offering["id"] == offering_id), {})
    if field in VOLATILE or before.get(field) in (None, "", []):
        return False
    result["offerings"] = [
        {**offering, field: before[field]} if offering["id"] == offering_id else offering
        for offering in result.get("offerings", ())
    ]
    return True


def _without_volatile(offering: Stated) -> Stated:
    return {name: value for name, value in offering.items() if name not in VOLATILE}


def _carry_extra(result: Stated, last: Stated, name: str) -> bool:
    value = last.get("extra", {}).get(name)
    if value is None:
        return False
    result["extra"] = {**result.get("extra", {}), name: value}
    return True
