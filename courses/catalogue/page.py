"""What does the page of a course show? Only what is known, and never more than that."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from consortium.vocabulary.titles import label_of
from courses.catalogue.freshness import day_of, is_of_late, is_stale, numbers_hold
from courses.catalogue.labels import MODES, WEEKDAYS, language_name
from courses.catalogue.models import Course, Offering, Source

OPEN_TO = {"own": "Students of this college only", "members": "Students of member colleges", "anyone": "Open to anyone"}
ADMISSION = {
    "form": "Apply with the college’s form",
    "counselling": "Through central counselling",
    "mail": "Write to the college",
    "not_bookable": "Not open to applications of one’s own",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A short fact; left out where the source does not state it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """A title or description in one language; `language` is empty where it is not known."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """An offering as a row of the page. `zone` is named where it is not the consortium's own."""

    label: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    hours: str
    meetings: tuple[str, ...]
    place: str
    seats: str
    left: str
    enrol: str
    url: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class CoursePage:
    """All that the template needs. Texts are plain, but `description`, which is HTML that passed our own tag list."""

    course: Course
    title: str
    type_label: str
    language: str
    other_titles: tuple[Text, ...]
    description: str
    other_descriptions: tuple[Text, ...]
    who: str
    how: str
    facts: tuple[Fact, ...]
    runs: tuple[Run, ...]
    past_runs: tuple[Run, ...]
    outcomes_are_assessed: bool
    subjects: tuple[str, ...]
    disciplines: tuple[str, ...]
    stated_at: dt.datetime | None
    is_stale: bool
    is_typed: bool


def course_page(course: Course, offerings: Iterable[Offering], now: dt.datetime) -> CoursePage:
    """`course` has its `last_stated_at`; `offerings` are those that its source still states."""
    stated_at: dt.datetime | None = course.last_stated_at  # type: ignore[attr-defined]  # of with_dates()
    today = day_of(now)
    is_offered = course.withdrawn_at is None
    numbers_at = stated_at if is_offered and numbers_hold(course.source, stated_at, now) else None
    is_believed = is_offered and is_of_late(stated_at, now)
    runs = [_run(offering, today, numbers_at, is_believed=is_believed) for offering in offerings]
    runs.sort(key=lambda run: (run.starts_on is None, run.starts_on or dt.date.max))
    return CoursePage(
        course=course,
        title=label_of(course.title),
        type_label=course.get_type_display(),
        language=_foreign(course.main_language),
        other_titles=_others(course.titles, course.title),
        description=course.description,
        other_descriptions=_others(course.descriptions, course.description),
        who=_who(course),
        how=ADMISSION.get(course.admission, ""),
        facts=(*_facts(course), *_next_run(runs, today)),
        runs=tuple(run for run in runs if not run.is_over),
        past_runs=tuple(run for run in reversed(runs) if run.is_over),
        outcomes_are_assessed=any(one.get("codes") or one.get("assessed_by") for one in course.outcomes),
        subjects=tuple(dict.fromkeys(s["label"] for s in course.subjects if s.get("label"))),
        disciplines=tuple(course.disciplines),
        stated_at=stated_at,
        is_stale=is_stale(course.source, stated_at, now),
        is_typed=course.source.kind == Source.Kind.TYPED,
    )


def _foreign(tag: str) -> str:
    return "" if tag == "en" else tag


def _others(texts: dict[str, str], shown: str) -> tuple[Text, ...]:
    return tuple(Text("" if tag == "und" else _foreign(tag), text) for tag, text in texts.items() if text != shown)


def _who(course: Course) -> str:
    label = consortium_vocabulary().label
    parts = [OPEN_TO.get(course.open_to, "")]
    if course.open_from_phase:
        parts.append(f"from {label(course.open_from_phase)}")
    if course.letter_needed:
        parts.append("with a letter of one’s own college")
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def _facts(course: Course) -> Iterable[Fact]:
    label = consortium_vocabulary().label
    if course.award:
        yield Fact("Award", label(course.award))
    if course.level:
        yield Fact("Level", label(course.level))
    if course.credits is not None:
        yield Fact("Credits", f"{course.credits.normalize():f} {course.credit_scheme}".strip())
    if course.duration:
        yield Fact("Length", course.duration)
    if course.modes:
        yield Fact("Taught", ", ".join(MODES.get(mode, mode) for mode in course.modes).capitalize())
    if course.languages:
        yield Fact("Language", ", ".join(language_name(tag) for tag in course.languages))
    if course.intake is not None:
        stated = f", stated {course.numbers_stated_on:%-d %b %Y}" if course.numbers_stated_on else ""
        yield Fact("Seats a year", f"{course.intake}{stated}")


def _next_run(runs: list[Run], today: dt.date) -> Iterable[Fact]:
    """Of the run that starts next: when, and how many places are left."""
    coming = next((run for run in runs if run.starts_on and run.starts_on >= today), None)
    if coming and coming.starts_on:
        yield Fact("Next start", f"{coming.starts_on:%-d %b %Y}")
        if coming.left:
            yield Fact("Places left", coming.left)


def _run(offering: Offering, today: dt.date, numbers_at: dt.datetime | None, *, is_believed: bool) -> Run:
    last = offering.ends_on or offering.starts_on
    is_over = last is not None and last < today
    has_begun = offering.starts_on is not None and offering.starts_on <= today
    left = "" if has_begun or numbers_at is None else _left(offering, numbers_at, today)
    return Run(
        label=offering.label,
        starts_on=offering.starts_on,
        ends_on=offering.ends_on,
        hours=_hours(offering),
        meetings=tuple(meeting_line(meeting) for meeting in offering.meetings),
        place=offering.place,
        seats=left or ("" if offering.places is None else f"{offering.places} in all"),
        left=left,
        enrol=_enrol(offering, today, is_believed=is_believed and not is_over),
        url=offering.url,
        is_over=is_over,
    )


def _hours(offering: Offering) -> str:
    times = [f"{time:%H:%M}" for time in (offering.starts_at, offering.ends_at) if time]
    if not times:
        return ""
    own = consortium_profile().time_zone
    zone = f" ({offering.time_zone})" if offering.time_zone and offering.time_zone != own else ""
    return " to ".join(times) + zone


def meeting_line(meeting: dict[str, Any]) -> str:
    """ "Mon 14:00 to 16:00, Skills lab"; what is not stated is left out."""
    times = " to ".join(time for time in (meeting.get("start"), meeting.get("end")) if time)
    said = " ".join(part for part in (WEEKDAYS.get(meeting.get("weekday", ""), ""), times) if part)
    return ", ".join(part for part in (said, meeting.get("place", "")) if part)


def _left(offering: Offering, stated_at: dt.datetime, today: dt.date) -> str:
    """ "11 of 60 at 06:42", on another day "11 of 60 on 30 Jul": a number holds only for when it was stated."""
    if offering.places_left is None:
        return ""
    of = f" of {offering.places}" if offering.places is not None else ""
    local = stated_at.astimezone(ZoneInfo(consortium_profile().time_zone))
    said_at = f"at {local:%H:%M}" if local.date() == today else f"on {local:%-d %b}"
    return f"{offering.places_left}{of} {said_at}"


def _enrol(offering: Offering, today: dt.date, *, is_believed: bool) -> str:
    """By its dates; without any as stated, for as long as that is believed."""
    if offering.enrol_until and offering.enrol_until < today:
        return f"Closed on {offering.enrol_until:%-d %b %Y}"
    if offering.enrol_from and offering.enrol_from > today:
        return f"Opens {offering.enrol_from:%-d %b %Y}"
    if offering.enrol_until:
        return f"Until {offering.enrol_until:%-d %b %Y}"
    return {True: "Open", False: "Closed", None: ""}[offering.is_open if is_believed else None]
