"""What do the answers of the open API hold? For its description; the answers are tested against it."""

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema


class PersonOut(Schema):
    name: str
    role: str = ""
    id: str = ""


class OutcomeOut(Schema):
    text: str
    codes: list[str] = []
    assessed_by: str = ""


class SubjectOut(Schema):
    scheme: str
    code: str = ""
    label: str = ""


class MeetingOut(Schema):
    weekday: str
    start: str = ""
    end: str = ""
    place: str = ""


class OfferingOut(Schema):
    """One run of a course. Dates and times are local to `time_zone`, which stands wherever there are times."""

    id: str
    label: str
    starts_on: dt.date | None
    starts_at: dt.time | None
    ends_on: dt.date | None
    ends_at: dt.time | None
    time_zone: str
    enrol_from: dt.date | None
    enrol_until: dt.date | None
    modes: list[str]
    languages: list[str]
    place: str
    meetings: list[MeetingOut]
    places: int | None
    places_taken: int | None
    places_left: int | None = Field(description="As stated at the course's `stated_at`: show it while `numbers_hold`.")
    is_open: bool | None
    url: str


class CourseOut(Schema):
    """A public course; a withdrawn one as it was last stated, marked."""

    id: str = Field(description="For good.")
    withdrawn: bool
    college: str = Field(description="The slug of /api/v1/colleges.")
    source: str = Field(description="Which of the college's catalogues states it.")
    record_id: str = Field(description="Its id there; `part_of` names one.")
    page: str = Field(description="Its address for readers.")
    stated_at: dt.datetime | None = Field(description="When its source last stated it and that was accepted.")
    stale: bool = Field(description="Its source was silent for too long: ask the college before you rely on a date.")
    numbers_hold: bool = Field(description="Whether `places_left` may still be said of a run that has not begun.")
    changed_at: dt.datetime = Field(description="When its source last stated something else of it.")
    confirmed_at: dt.datetime | None = Field(description="When a person last confirmed it.")
    withdrawn_at: dt.datetime | None
    title: dict[str, str] = Field(description="By language (BCP 47), the main one first; und where it is not known.")
    description: dict[str, str] = Field(description="HTML of few tags, by language.")
    main_language: str
    credits: float | None
    code: str
    kind: str
    part_of: str
    type: str
    level: str
    award: str
    disciplines: list[str]
    subjects: list[SubjectOut]
    modes: list[str]
    languages: list[str]
    credit_scheme: str
    duration: str
    open_to: str
    open_from_phase: str
    letter_needed: bool | None
    admission: str
    admission_text: str
    admission_url: str
    url: str
    people: list[PersonOut]
    outcomes: list[OutcomeOut]
    prerequisites: str
    intake: int | None
    numbers_stated_on: dt.date | None
    extra: dict[str, Any]
    offerings: list[OfferingOut]


class GoneOut(Schema):
    """A course that is shown no more, for whatever reason: forget it. One that was never shown may be named too."""

    id: str
    withdrawn: Literal[True]


class CoursesOut(Schema):
    courses: list[CourseOut | GoneOut]
    cursor: str = Field(description="Give it back for what follows; at the end, for what will change.")
    more: bool = Field(description="Ask again at once; otherwise in a while.")


class SourceOut(Schema):
    name: str
    title: str
    stated_at: dt.datetime | None = Field(description="When a complete read of it was last accepted.")


class CollegeOut(Schema):
    slug: str
    name: str
    label: str = Field(description="Unique: the name, with the place where several have it.")
    kind: str
    place: str
    university: str
    codes: dict[str, list[str]] = Field(description="By scheme, such as ror.")
    page: str
    sources: list[SourceOut]


class CollegesOut(Schema):
    colleges: list[CollegeOut]


class WrongOut(Schema):
    detail: str
