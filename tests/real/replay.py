"""A registrar's catalogue and what became of it day by day: a baseline, and records new or modified since."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

Record = dict[str, Any]

VOLATILE = ("enrolled", "status")
"""Columns that the profile reads as places taken and open or closed."""


class Day(NamedTuple):
    """The whole catalogue as it stands at the end of a day, what a reader must count in it, and how many records
    were stated as modified although they restate what is held."""

    name: str
    catalogue: list[Record]
    counts: dict[str, int]
    restated: int


def days(folder: Path) -> Iterator[Day]:
    """The baseline, then each day of the deltas. What a sync must count is worked out from the records alone."""
    held = {record["clbid"]: record for record in _lines(folder / "replay-baseline.jsonl.gz")}
    yield Day("baseline", [*held.values()], {"read": len(held), "created": len(held)}, 0)
    deltas: dict[str, list[Record]] = {}
    for delta in _lines(folder / "replay-deltas.jsonl.gz"):
        deltas.setdefault(delta["at"], []).append(delta["record"])
    for name, records in deltas.items():
        found = Counter(_how_it_differs(held.get(record["clbid"]), record) for record in records)
        held |= {record["clbid"]: record for record in records}
        found["read"] = len(held)
        found["same"] = len(held) - found["created"] - found["changed"]
        restated = found.pop("restated", 0)
        yield Day(name, [*held.values()], {name: count for name, count in found.items() if count}, restated)


def _how_it_differs(before: Record | None, record: Record) -> str:
    if before is None:
        return "created"
    if before == record:
        return "restated"
    return "refreshed" if _lasting(before) == _lasting(record) else "changed"


def _lasting(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in VOLATILE}


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
