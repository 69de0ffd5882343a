"""What do readers see of a course, given what its source states and what its editors put in its place?"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

Stated = Mapping[str, Any]
Columns = dict[str, Any]

UNDETERMINED = "und"

_TEXTS = [
    "code",
    "part_of",
    "level",
    "award",
    "credit_scheme",
    "duration",
    "open_to",
    "open_from_phase",
    "admission",
    "admission_text",
    "admission_url",
    "url",
    "prerequisites",
]
_LISTS = ["disciplines", "subjects", "modes", "languages", "people", "outcomes"]
_OFFERING_TEXTS = ["label", "time_zone", "place", "url"]
_OFFERING_LISTS = ["modes", "languages", "meetings"]
_NOTHING: Columns = {**dict.fromkeys(_TEXTS, ""), **{name: [] for name in _LISTS}}
_OFFERING_NOTHING: Columns = {**dict.fromkeys(_OFFERING_TEXTS, ""), **{name: [] for name in _OFFERING_LISTS}}
_OFFERING_DATES = ["starts_on", "ends_on", "enrol_from", "enrol_until"]
_OFFERING_TIMES = ["starts_at", "ends_at"]


def settle(stated: Stated, overrides: Stated | None = None) -> Columns:
    """The typed columns of a course: `stated` is a record as plain values, `overrides` values by its field names.

    The one place where the two meet (DESIGN, decision 4). Its keys are COURSE_COLUMNS, in their order. An override
    that is None shows nothing where the source states something.
    """
    values = _overridden(stated, overrides) if overrides else stated
    titles, descriptions = values["title"], values.get("description", {})
    language = _main_language(values)
    columns = _copied(values, _NOTHING)
    columns["title"] = titles.get(language) or next(iter(titles.values()))
    columns["titles"] = titles
    columns["description"] = descriptions.get(language) or next(iter(descriptions.values()), "")
    columns["descriptions"] = descriptions
    columns["main_language"] = "" if language == UNDETERMINED else language
    columns["kind"] = values.get("kind", "course")
    columns["type"] = values.get("type", "course")
    columns["credits"] = _decimal(values.get("credits"))
    columns["letter_needed"] = values.get("letter_needed")
    columns["intake"] = values.get("intake")
    columns["numbers_stated_on"] = _date(values.get("numbers_stated_on"))
    columns["extra"] = values.get("extra", {})
    columns["twin_key"] = twin_key(columns["code"], columns["title"])
    return columns


def settle_offering(stated: Stated) -> Columns:
    """The typed columns of one stated offering. Its keys are OFFERING_COLUMNS, in their order."""
    columns = _copied(stated, _OFFERING_NOTHING)
    columns.update((name, _date(stated.get(name))) for name in _OFFERING_DATES)
    columns.update((name, _time(stated.get(name))) for name in _OFFERING_TIMES)
    columns["places"] = stated.get("places")
    columns.update(settle_volatile(stated))
    return columns


def _overridden(stated: Stated, overrides: Stated) -> Stated:
    return {name: value for name, value in {**stated, **overrides}.items() if value is not None}


def _copied(stated: Stated, nothing: Columns) -> Columns:
    """Columns that are as stated; most are not, and read as nothing."""
    return {**nothing, **{name: value for name, value in stated.items() if name in nothing}}


def settle_volatile(stated: Stated) -> Columns:
    """Places taken and left and open or closed; left is worked out where it is not stated, open only as stated."""
    places, taken, left = stated.get("places"), stated.get("places_taken"), stated.get("places_left")
    if left is None and places is not None and taken is not None:
        left = max(0, places - taken)
    return {"places_taken": taken, "places_left": left, "is_open": stated.get("is_open")}


def twin_key(code: str, title: str) -> str:
    """What two sources of one organisation say of one course alike: code and title, case and spaces folded.

    Empty where there is no code: a title alone is not enough to call two courses one.
    """
    folded_code = _folded(code)
    if not folded_code:
        return ""
    return blake2b(f"{folded_code}\x1f{_folded(title)}".encode(), digest_size=16).hexdigest()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _main_language(values: Stated) -> str:
    """The language that the record names, or the only one it is in: a database may forget the order of a mapping."""
    titles: Mapping[str, str] = values["title"]
    stated: str = values.get("main_language", "")
    return stated if stated in titles else next(iter(titles))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _date(value: str | None) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)


def _time(value: str | None) -> dt.time | None:
    return None if value is None else dt.time.fromisoformat(value)


COURSE_COLUMNS = tuple(settle({"title": {UNDETERMINED: "-"}}))
OFFERING_COLUMNS = tuple(settle_offering({}))
VOLATILE_COLUMNS = tuple(settle_volatile({}))
