"""What does a college's booking system state of its skills laboratory: once for each skill, or for each hour?"""

import datetime as dt
from collections.abc import Iterator
from zlib import crc32

from search.demo.tables import Row, rows

_DAYS = 100
_HOURS = range(8, 18)
_PERIOD_DAYS = 28
_HEADS = (
    "Skill code", "Skill", "Department", "For", "Length", "Who may come", "About", "Period", "From", "To", "Slots",
    "Taken", "Day", "Hour", "Station",
)  # fmt: skip


def bookings(monday: dt.date, asked_at: dt.datetime | None) -> bytes:
    """A table: a line for each hour of each station in a hundred days, with how many hours were taken by then.

    Before anybody asked for the hours (`asked_at` is None), a line for each skill.
    """
    lines = [",".join(_HEADS)]
    for row in rows("skills"):
        skill = ",".join(_quoted(value) for value in _skill(row, monday, asked_at))
        hours = _hours(monday, int(row["stations"])) if asked_at else (",,",)
        lines += [f"{skill},{hour}" for hour in hours]
    return "\r\n".join([*lines, ""]).encode()


def _skill(row: Row, monday: dt.date, asked_at: dt.datetime | None) -> Iterator[str]:
    number = crc32(row["title"].encode())
    hours = int(row["stations"]) * len(_HOURS) * 6
    yield f"SKL-{number % 900 + 100}"
    yield from (row[name] for name in ("title", "discipline", "level"))
    yield f"{row['minutes']} minutes"
    yield from (row["open"], row["description"])
    yield f"Four weeks from {monday:%-d %B}"
    yield f"{monday:%d-%m-%Y}"
    yield f"{monday + dt.timedelta(days=_PERIOD_DAYS - 1):%d-%m-%Y}"
    yield str(hours)
    yield str((number + (int(asked_at.timestamp()) if asked_at else 0)) % hours)


def _hours(monday: dt.date, stations: int) -> Iterator[str]:
    for day in range(_DAYS):
        on = monday + dt.timedelta(days=day)
        for hour in _HOURS:
            for station in range(1, stations + 1):
                yield f"{on:%d-%m-%Y},{hour:02}:00,{station}"


def _quoted(value: str) -> str:
    return f'"{value}"'
