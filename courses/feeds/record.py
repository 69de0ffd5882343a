"""The contract of reading: a row of a feed is a checked CourseRecord, or a Problem that says what to mend.

Texts by language are mappings of BCP 47 tags to text ("und" where the feed does not say), main language first; a
database may forget their order, so a record in several languages names its first one in `main_language`.
Titles and other short texts are plain text. A description is HTML that went through our own tag list.
"""

import datetime as dt
from decimal import Decimal
from typing import Literal

import msgspec

VERSION = 8
"""Of the way from a row to a record, which all formats share: raise it when the same row would give another record,
so that feeds whose content did not change are read anew."""

CourseType = Literal["programme", "course", "elective", "rotation", "continuing"]
Kind = Literal["programme", "course", "component"]
OpenTo = Literal["own", "members", "anyone"]
Admission = Literal["form", "counselling", "mail", "not_bookable"]
Mode = Literal["onsite", "online", "blended", "clinical"]
Severity = Literal["record", "field", "note"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody named by a record; `id` is an ORCID or the source's own id."""

    name: str
    role: str = ""
    id: str = ""


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a student will be able to do, the competency codes it meets and how it is assessed."""

    text: str
    codes: tuple[str, ...] = ()
    assessed_by: str = ""


class Subject(msgspec.Struct, frozen=True, omit_defaults=True):
    """A subject in a scheme (isced-f, mesh, nmc), or in the college's own words (scheme "stated")."""

    scheme: str
    code: str = ""
    label: str = ""


class Meeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """A weekly hour; `start` and `end` are local times, HH:MM."""

    weekday: Weekday
    start: str = ""
    end: str = ""
    place: str = ""


class OfferingRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One run of a course. `id` is the source's, else derived from what does not change (see `offering_id`)."""

    id: str
    label: str = ""
    starts_on: dt.date | None = None
    starts_at: dt.time | None = None
    ends_on: dt.date | None = None
    ends_at: dt.time | None = None
    time_zone: str = ""
    enrol_from: dt.date | None = None
    enrol_until: dt.date | None = None
    modes: tuple[Mode, ...] = ()
    languages: tuple[str, ...] = ()
    place: str = ""
    meetings: tuple[Meeting, ...] = ()
    places: int | None = None
    places_taken: int | None = None
    places_left: int | None = None
    is_open: bool | None = None
    url: str = ""


class CourseRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A course as its source stated it, checked. `level`, `award` and `disciplines` are slugs of the consortium's
    profile; words it does not know are kept among `subjects` with the scheme "stated"."""

    id: str
    title: dict[str, str]
    description: dict[str, str] = {}
    main_language: str = ""
    code: str = ""
    kind: Kind = "course"
    part_of: str = ""
    type: CourseType = "course"
    level: str = ""
    award: str = ""
    disciplines: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    modes: tuple[Mode, ...] = ()
    languages: tuple[str, ...] = ()
    credits: Decimal | None = None
    credit_scheme: str = ""
    duration: str = ""
    open_to: OpenTo | Literal[""] = ""
    open_from_phase: str = ""
    letter_needed: bool | None = None
    admission: Admission | Literal[""] = ""
    admission_text: str = ""
    admission_url: str = ""
    url: str = ""
    people: tuple[Person, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    prerequisites: str = ""
    intake: int | None = None
    numbers_stated_on: dt.date | None = None
    offerings: tuple[OfferingRecord, ...] = ()
    extra: dict[str, str] = {}


ONLY = "only"
"""The id of an offering that has none, nor a label or start that could tell it from others."""
VOLATILE = ("places_taken", "places_left", "is_open")
"""Fields of an offering that are applied and indexed but stand outside the fingerprint (DESIGN, decision 4)."""


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with one record. Severity: record (refused), field (value left out) or note."""

    row: str
    record: str
    field: str
    value: str
    reason: str
    remedy: str
    severity: Severity


class Checked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A checked record as the reading process writes it, one JSON line each.

    `unsettled` names the fields that were stated wrongly or in dispute and so are missing from `record`: a field
    ("intake"), a field of one offering ("offerings/A-2025/starts_on"), or a kept column ("extra/room").
    Whoever holds the last accepted record carries those values over (`courses.feeds.carry`) and takes the
    fingerprints again. A disputed title leaves `record.title` empty. `keeps` and `stated_at` are those of an
    exchange.Row.
    """

    record: CourseRecord
    row: str
    fingerprint: bytes
    volatile_fingerprint: bytes
    unsettled: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    stated_at: str = ""
