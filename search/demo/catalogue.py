"""What does each invented college teach, and when? Dates are reckoned from the Monday of this week."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from zlib import crc32

from search.demo.faculty_table import teachers_of
from search.demo.sessions import Session, sessions_of
from search.demo.tables import Row, rows, toml_rows, words

PROGRAMME, COURSE, ELECTIVE, ROTATION, CONTINUING = "programme", "course", "elective", "rotation", "continuing"


@dataclass(frozen=True)
class Taught:
    """One course as one college would describe it; `titles` are by language, English first."""

    college: str
    code: str
    titles: dict[str, str]
    type: str
    level: str
    award: str
    discipline: str
    description: str
    duration: str
    open_to: str
    admission: str
    modes: list[str]
    languages: list[str]
    credits: str = ""
    intake: int | None = None
    outcomes: list[str] = field(default_factory=list)
    prerequisites: str = ""
    teachers: list[tuple[str, str]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.titles["en"]


@cache
def taught_at(college: str, monday: dt.date) -> tuple[Taught, ...]:
    """All that the college teaches, by code."""
    found = [*_programmes(college, monday), *_courses(college, monday)]
    return tuple(sorted(found, key=lambda taught: taught.code))


def this_monday(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=today.weekday())


def _programmes(college: str, monday: dt.date) -> Iterator[Taught]:
    for row in rows("programmes"):
        seats = dict(part.split(":") for part in row["offered"].split()).get(college)
        if seats is None:
            continue
        taught = Taught(
            college=college,
            code=_code(college, row),
            titles={"en": row["title"]},
            type=PROGRAMME,
            level=row["level"],
            award=row["award"],
            discipline=row["discipline"],
            description=row["description"],
            duration=row["duration"],
            open_to="anyone",
            admission="counselling",
            modes=["online"] if college == "rukmavati" else ["onsite"],
            languages=["gu", "sa"] if college == "shetrunji" else ["en"],
            intake=int(seats),
            teachers=teachers_of(college, row["discipline"]),
        )
        yield _with_sessions(taught, int(seats), monday)


def _courses(college: str, monday: dt.date) -> Iterator[Taught]:
    for row in rows("courses"):
        if college not in row["offered"].split():
            continue
        titles = {"en": row["title"], "gu": row["gu"], "hi": row["hi"]}
        taught = Taught(
            college=college,
            code=_code(college, row),
            titles={language: title for language, title in titles.items() if title},
            type=row["type"],
            level=row["level"],
            award="Certificate" if row["level"] == "Certificate" else "",
            discipline=row["discipline"],
            description=row["description"],
            duration=row["duration"],
            open_to=row["open"],
            admission=row["admission"],
            modes=row["modes"].split(),
            languages=row["languages"].split(),
            credits=row["credits"],
            outcomes=words(row["outcomes"]),
            prerequisites=row["prerequisites"],
            teachers=teachers_of(college, row["discipline"]),
        )
        yield _with_sessions(taught, int(row["places"]), monday)


def _with_sessions(taught: Taught, places: int, monday: dt.date) -> Taught:
    taught.sessions.extend(sessions_of(taught.type, taught.admission, taught.duration, places, taught.code, monday))
    return taught


@cache
def _prefixes() -> dict[str, str]:
    names = {row["slug"]: row["name"] for row in toml_rows("organisations")}
    return {slug: "".join(word[0] for word in name.split() if word[0].isupper()) for slug, name in names.items()}


def _code(college: str, row: Row) -> str:
    """A college's own number for a title; the title makes it, so that rows may be added to the tables."""
    return f"{_prefixes()[college]}-{crc32(row['title'].encode()) % 90_000 + 10_000}"
