"""What do the courses and runs of Open edX say in our words?"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from courses.feeds.exchange import Fault
from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.xml_words import kept
from courses.feeds.reading.texts import plain

Stated = dict[str, Any]

_RUNS = ("course_runs", "courseruns")
_SUBJECTS = ("subjects", "topics", "departments")
_PROGRAMME = "program-v1:"
_OF_A_RUN = (
    "course_id", "key", "courseware_id", "id", "run_tag", "pacing", "pacing_type", "start", "start_date", "end",
    "end_date", "enrollment_start", "enrollment_end", "content_language", "marketing_url", "courseware_url",
    "is_enrollable", "seats", "products", "current_price", "start_type",
)  # fmt: skip
"""What is told of a run beside its course's own words, and may differ between runs."""
_NO_START = "empty"
"""What an LMS says of a start that nobody set; it states 2030-01-01 then."""
_UNSHOWN = frozenset({"unpublished", "archived", "draft"})


def is_shown(course: Stated) -> bool:
    """A course that the server shows to everybody; one of which no run is shown is none."""
    runs = _runs_in(course)
    is_out = course.get("hidden") or course.get("live") is False
    return not is_out and (not runs or any(_is_public(run) for run in runs))


class RunsByCourse:
    """Runs by their course, of each what offerings need, in bytes: a list of an LMS holds runs alone, by the hundred
    thousand.

    The newest tells its course.
    """

    def __init__(self, courses: Iterable[Stated | Fault]) -> None:
        self._runs: dict[str, list[bytes]] = {}
        self._newest: dict[str, tuple[str, str]] = {}
        for course in courses:
            key = key_of(course) if isinstance(course, dict) else ""
            if isinstance(course, dict) and is_run(course) and key:
                run = {name: course[name] for name in _OF_A_RUN if name in course}
                self._runs.setdefault(key, []).append(msgspec.json.encode(run))
                self._newest[key] = max(self._newest.get(key, ("", "")), _age(course))

    def tells(self, course: Stated) -> bool:
        """Whether a course is told by this object."""
        return not is_run(course) or self._newest.get(key_of(course), _age(course)) == _age(course)

    def of(self, course: Stated) -> list[Stated]:
        if is_run(course):
            held = self._runs.get(key_of(course))
            return [msgspec.json.decode(run) for run in held] if held else [course]
        return [run for run in _runs_in(course) if _is_public(run)]


def is_run(course: Stated) -> bool:
    return "course_id" in course and course.keys().isdisjoint(_RUNS)


def key_of(course: Stated) -> str:
    """The key of the course: of "course-v1:Tapi+ANA1+2027" it is "Tapi+ANA1"."""
    stated = as_text(next((course[name] for name in ("key", "readable_id", "course_id") if course.get(name)), ""))
    if not is_run(course):
        return stated.removeprefix("course-v1:") or as_text(course.get("uuid") or course.get("id"))
    parts = stated.removeprefix("course-v1:").split("+" if "+" in stated else "/")
    return "+".join(parts[:2]) if len(parts) == 3 else stated


def course_values(course: Stated, runs: list[Stated], zone: ZoneInfo) -> Stated:
    """A course; what only its runs state is taken from the newest of them."""
    newest = max(runs, key=_age, default={})
    page = course.get("page")
    told: list[Stated] = [course, page if isinstance(page, dict) else {}, newest]
    description = _first(told, "full_description", "description")
    short = _first(told, "short_description")
    values = {
        "id": key_of(course),
        "code": as_text(course.get("number")) or key_of(course),
        "title": _first([course, newest], "title", "name"),
        "description": description or short,
        "url": _first([course, newest], "marketing_url", "external_marketing_url", "url"),
        "level": _first(told, "level_type"),
        "kind": "programme" if as_text(course.get("readable_id")).startswith(_PROGRAMME) else None,
        "type": "programme" if as_text(course.get("readable_id")).startswith(_PROGRAMME) else None,
        "subjects": [name for part in _SUBJECTS for name in _names(course.get(part))],
        "languages": [*dict.fromkeys(filter(None, (as_text(run.get("content_language")) for run in runs)))],
        "modes": "online",
        "duration": _duration(told),
        "prerequisites": plain(_first(told, "prerequisites_raw", "prerequisites")),
        "outcomes": plain(_first(told, "outcome")),
        "people.teacher": [*dict.fromkeys(_people(told))],
        "offerings": [offering_values(run, zone) for run in runs],
        "extra.abstract": plain(short) if description else "",
        "extra.provider": "; ".join(_names(course.get("owners"))) or as_text(course.get("org")),
        "extra.effort": _effort(told),
        "extra.price": "; ".join(dict.fromkeys(_prices(course, runs))),
        "extra.certificate": _first(told, "certificate_type"),
        "extra.licence": _first(told, "license"),
    }
    return kept(values)


def offering_values(run: Stated, zone: ZoneInfo) -> Stated:
    starts, ends = (_moment(run.get(name) or run.get(f"{name}_date"), zone) for name in ("start", "end"))
    starts = None if run.get("start_type") == _NO_START else starts
    values = {
        "id": next((as_text(run[name]) for name in ("key", "courseware_id", "course_id", "id") if run.get(name)), ""),
        "label": as_text(run.get("run_tag")) or as_text(run.get("pacing_type") or run.get("pacing")).replace("_", " "),
        "starts_on": starts,
        "ends_on": ends,
        "time_zone": zone.key if isinstance(starts, dt.datetime) or isinstance(ends, dt.datetime) else "",
        "enrol_from": _moment(run.get("enrollment_start"), zone),
        "enrol_until": _moment(run.get("enrollment_end"), zone),
        "languages": as_text(run.get("content_language")),
        "modes": "online",
        "url": as_text(run.get("marketing_url") or run.get("courseware_url")),
        "is_open": run.get("is_enrollable"),
    }
    return kept(values)


def _runs_in(course: Stated) -> list[Stated]:
    for name in _RUNS:
        if name in course:
            return [run for run in as_list(course[name]) if isinstance(run, dict)]
    return []


def _is_public(run: Stated) -> bool:
    is_out = run.get("hidden") or run.get("live") is False
    return not is_out and as_text(run.get("status")).lower() not in _UNSHOWN


def _age(run: Stated) -> tuple[str, str]:
    """Later starts are newer; ISO 8601 sorts as text."""
    return as_text(run.get("start") or run.get("start_date")), as_text(run.get("course_id") or run.get("key"))


def _moment(stated: Any, zone: ZoneInfo) -> dt.datetime | dt.date | str | None:
    """A moment in the zone; one at midnight there, or in UTC, is a day. What is no moment goes on as it is."""
    text = as_text(stated)
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None or moment.astimezone(dt.UTC).time() == dt.time(0):
        return moment.date()
    there = moment.astimezone(zone).replace(microsecond=0)
    return there.date() if there.time() == dt.time(0) else there


def _first(told: list[Stated], *names: str) -> str:
    return next((text for one in told for name in names if name in one and (text := _text(one[name]))), "")


def _text(value: Any) -> str:
    return as_text(value.get("name")) if isinstance(value, dict) else "" if isinstance(value, bool) else as_text(value)


def _names(stated: Any) -> list[str]:
    return [text for one in as_list(stated) if (text := _text(one).strip())]


def _people(told: list[Stated]) -> Iterator[str]:
    for one in told:
        for person in [*as_list(one.get("staff")), *as_list(one.get("instructors"))]:
            if isinstance(person, dict):
                given = " ".join(filter(None, (as_text(person.get(part)) for part in ("given_name", "family_name"))))
                if name := as_text(person.get("name")) or given:
                    yield name


def _duration(told: list[Stated]) -> str:
    weeks = _first(told, "weeks_to_complete")
    return f"P{weeks}W" if weeks.isdecimal() else _first(told, "duration", "length")


def _effort(told: list[Stated]) -> str:
    least, most = _first(told, "min_effort"), _first(told, "max_effort")
    if least and most:
        return f"{least} to {most} hours a week"
    return _first(told, "time_commitment", "effort")


def _prices(course: Stated, runs: list[Stated]) -> Iterator[str]:
    for run in runs:
        for seat in as_list(run.get("seats")):
            if isinstance(seat, dict) and seat.get("price"):
                yield " ".join(filter(None, (as_text(seat.get(part)) for part in ("price", "currency", "type"))))
        for product in as_list(run.get("products")):
            if isinstance(product, dict) and product.get("price"):
                yield as_text(product["price"])
        if run.get("current_price"):
            yield as_text(run["current_price"])
