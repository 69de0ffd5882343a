"""When does a course of the invented consortium run, and how full is it?"""

import datetime as dt
import random
import re
from dataclasses import dataclass
from zlib import crc32

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
ROOMS = ("Lecture hall 2", "Seminar room, second floor", "Skills laboratory", "Demonstration room B", "Library annexe")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?) (day|week|month|year)")
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True)
class Meeting:
    """A weekly hour."""

    weekday: str
    start: str
    end: str
    room: str


@dataclass(frozen=True)
class Session:
    """One run of a course."""

    label: str
    starts_on: dt.date
    ends_on: dt.date
    enrol_from: dt.date
    enrol_until: dt.date
    places: int
    taken: int
    room: str
    meetings: tuple[Meeting, ...]


def sessions_of(type_: str, admission: str, duration: str, places: int, code: str, monday: dt.date) -> list[Session]:
    """A programme's next batch; the term that is under way; or past, open and later runs of what can be booked."""
    chance = random.Random(crc32(code.encode()))  # noqa: S311 -- variety, no secret
    days = _days(duration)
    if type_ == "programme":
        return [_batch(days, places, chance, monday)]
    if admission == "not_bookable":
        return [_session(monday - dt.timedelta(weeks=chance.randint(2, 12)), days, places, chance, 0.97)]
    soon = monday + dt.timedelta(days=chance.randint(10, 45))
    starts = [soon, soon + dt.timedelta(days=max(days, 28) + 7 * chance.randint(1, 4))]
    if chance.random() < 0.4:
        starts.append(starts[1] + dt.timedelta(days=max(days, 28) + 21))
    if chance.random() < 0.3:
        starts.insert(0, monday - dt.timedelta(days=min(days, 60) + chance.randint(0, 40)))
    return [_session(start, days, places, chance, _fullness(start, monday, chance)) for start in starts]


def _days(duration: str) -> int:
    found = _LENGTH.search(duration)
    return max(1, int(float(found[1]) * _DAYS[found[2]])) if found else 60


def _fullness(start: dt.date, monday: dt.date, chance: random.Random) -> float:
    if start < monday:
        return 1.0 if chance.random() < 0.5 else 0.9
    if start < monday + dt.timedelta(days=30):
        return chance.choice((0.5, 0.75, 0.9, 1.0))
    return chance.choice((0.0, 0.1, 0.3))


def _batch(days: int, places: int, chance: random.Random, monday: dt.date) -> Session:
    """Degree programmes begin in September; central counselling takes the three months before."""
    year = monday.year if monday < dt.date(monday.year, 8, 1) else monday.year + 1
    start = dt.date(year, 9, 1)
    return Session(
        label=f"Batch of {year}",
        starts_on=start,
        ends_on=start + dt.timedelta(days=days),
        enrol_from=dt.date(year, 6, 1) + dt.timedelta(days=chance.randint(0, 20)),
        enrol_until=dt.date(year, 8, 10) + dt.timedelta(days=chance.randint(0, 14)),
        places=places,
        taken=0,
        room="",
        meetings=(),
    )


def _session(start: dt.date, days: int, places: int, chance: random.Random, fullness: float) -> Session:
    room = chance.choice(ROOMS)
    return Session(
        label=f"{start:%B %Y}",
        starts_on=start,
        ends_on=start + dt.timedelta(days=days - 1),
        enrol_from=start - dt.timedelta(days=chance.choice((45, 60, 75))),
        enrol_until=start - dt.timedelta(days=chance.choice((3, 5, 7, 10))),
        places=places,
        taken=min(places, round(places * fullness)),
        room=room,
        meetings=_meetings(days, room, chance),
    )


def _meetings(days: int, room: str, chance: random.Random) -> tuple[Meeting, ...]:
    if days < 14:
        return ()
    hour = chance.choice((8, 9, 14, 16))
    chosen = sorted(chance.sample(range(len(WEEKDAYS)), chance.choice((1, 2, 2, 3))))
    return tuple(Meeting(WEEKDAYS[day], f"{hour:02}:00", f"{hour + 1:02}:30", room) for day in chosen)
