"""How are the fields of a stated record named and written for a registrar?"""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from consortium.vocabulary.profile import consortium_vocabulary
from courses.catalogue.labels import MODES, WEEKDAYS, language_name
from courses.catalogue.models import Course
from courses.catalogue.page import ADMISSION, OPEN_TO

LABELS = {
    "id": "Record",
    "title": "Title",
    "description": "Description",
    "main_language": "Main language",
    "code": "Code",
    "kind": "Sort of record",
    "part_of": "Part of",
    "type": "Type",
    "level": "Level",
    "award": "Award",
    "disciplines": "Disciplines",
    "subjects": "Subjects",
    "modes": "Taught",
    "languages": "Languages",
    "credits": "Credits",
    "credit_scheme": "Credit scheme",
    "duration": "Length",
    "open_to": "Open to",
    "open_from_phase": "Open from",
    "letter_needed": "Letter of one’s own college",
    "admission": "How to get in",
    "admission_text": "How to get in, in words",
    "admission_url": "Address to apply",
    "url": "Address",
    "people": "People",
    "outcomes": "Outcomes",
    "prerequisites": "What is needed before",
    "intake": "Seats a year",
    "numbers_stated_on": "Numbers stated on",
    "label": "Name",
    "starts_on": "Start date",
    "starts_at": "Start time",
    "ends_on": "End date",
    "ends_at": "End time",
    "time_zone": "Time zone",
    "enrol_from": "Enrolment from",
    "enrol_until": "Enrolment until",
    "place": "Place",
    "meetings": "Meets",
    "places": "Places",
    "places_taken": "Places taken",
    "places_left": "Places left",
    "is_open": "Open for enrolment",
    "offerings": "Dates and places",
}
_TEXTS = ("title", "description")
_WORDS = ("level", "award", "open_from_phase")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{2}:\d{2})(:\d{2})?")
_BREAK = re.compile(r"</(?:p|li|h[1-6]|div|tr)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


class Said(NamedTuple):
    """One value of a record: what it is called, in which language it is where that is not the page's, and its text."""

    name: str
    label: str
    language: str
    text: str


def said_by(stated: dict[str, Any] | None) -> dict[str, Said]:
    """Every value that a record states, by a name that is the same for the same value of another statement."""
    return {said.name: said for said in _values(stated or {}) if said.text}


def title_of_record(stated: dict[str, Any] | None) -> tuple[str, str]:
    """(language, title) of its main language; the record's id where it has none."""
    record = stated or {}
    titles: dict[str, str] = record.get("title") or {}
    main = record.get("main_language", "")
    tag = main if main in titles else next(iter(titles), "")
    return foreign(tag), titles.get(tag) or str(record.get("id", ""))


def foreign(tag: str) -> str:
    """A language that must be marked in an English page."""
    return "" if tag in ("", "en", "eng", "und") else tag


def label_of_field(name: str) -> str:
    """What a field of a profile or problem is called; its own name where it is none of ours."""
    head, _, rest = name.partition(".")
    if head == "extra" and rest:
        return rest
    if head == "offerings" and rest:
        key, _, last = rest.rpartition(".")
        return f"{LABELS.get(last, last)} of the run {key}" if key else LABELS.get(last, last)
    known = LABELS.get(head)
    if head in _TEXTS and rest:
        return _in_language(LABELS[head], rest)
    return f"{known} ({rest})" if known and rest else known or name


def _values(record: dict[str, Any]) -> Iterator[Said]:
    for name, value in record.items():
        if name in _TEXTS:
            for tag, text in value.items():
                yield Said(f"{name}.{tag}", _in_language(LABELS[name], tag), foreign(tag), plain(text))
        elif name == "extra":
            yield from (Said(f"extra.{column}", column, "", str(text)) for column, text in value.items())
        elif name == "offerings":
            for offering in value:
                yield from _of_offering(offering)
        else:
            yield Said(name, LABELS.get(name, name), "", written(name, value))


def _of_offering(offering: dict[str, Any]) -> Iterator[Said]:
    key = offering.get("id", "")
    yield Said(f"offerings/{key}", "Run", "", _named(offering))
    for name, value in offering.items():
        if name not in ("id", "label"):
            label = LABELS.get(name, name)
            yield Said(f"offerings/{key}/{name}", f"{label} of the run {_named(offering)}", "", written(name, value))


def _named(offering: dict[str, Any]) -> str:
    return str(offering.get("label") or offering.get("id", ""))


def _in_language(label: str, tag: str) -> str:
    return label if tag in ("und", "en") else f"{label} in {language_name(tag)}"


def written(name: str, value: Any) -> str:
    """A value of a field as a person reads it."""
    if isinstance(value, list):
        return "\n".join(_one(name, each) for each in value)
    return _one(name, value)


def _one(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _parts(name, value)
    text = str(value)
    if name in _WORDS or name == "disciplines":
        return consortium_vocabulary().label(text)
    if name == "languages" or name == "main_language":
        return language_name(text)
    known = {"modes": MODES, "open_to": OPEN_TO, "admission": ADMISSION, "type": dict(Course.Type.choices)}
    if name in known:
        return str(known[name].get(text, text))
    if _DATE.fullmatch(text):
        return f"{dt.date.fromisoformat(text):%-d %b %Y}"
    time = _TIME.fullmatch(text)
    return time[1] if time else text


def _parts(name: str, value: dict[str, Any]) -> str:
    """A person, subject, outcome or meeting in one line."""
    if name == "meetings":
        times = " to ".join(part for part in (value.get("start"), value.get("end")) if part)
        said = [WEEKDAYS.get(value.get("weekday", ""), ""), times, value.get("place", "")]
    elif name == "outcomes":
        said = [value.get("text", ""), ", ".join(value.get("codes", ())), value.get("assessed_by", "")]
    elif name == "people":
        said = [value.get("name", ""), value.get("role", "")]
    elif name == "subjects":
        said = [value.get("label", ""), value.get("code", "")]
    else:
        said = [str(part) for part in value.values()]
    return ", ".join(str(part) for part in said if part)


def plain(text: str) -> str:
    """A description without its tags: it is compared by its words."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()
