"""How is a course said in the Open Education API, version 5, and what of it has no place there?

What the API cannot hold, or not exactly, stands under `ext.tantu` in the words of our own record, so that another
installation gets it back (courses/feeds/readers/ooapi_v5_words.py). Other readers pass over `ext`.
"""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.conf import settings

from consortium.organisations.models import Organisation
from consortium.vocabulary.languages import three_letters
from courses.catalogue.models import Course, Offering
from courses.exports.record import Record, offering_of, record_of

OURS = "tantu"
LEVELS = ("bachelor", "master", "doctoral", "associate degree")
MODES = {"onsite": "on campus", "online": "online", "blended": "hybrid", "clinical": "situated"}

_LOADS = ("contacttime", "ects", "sbu", "sp", "hour")
_LANGUAGE = re.compile(r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
_DURATION = re.compile(
    r"^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)([DW]))?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
_HELD = ("title", "description", "main_language", "credits")
"""Fields that the API holds as they are, whatever they state."""


def course_out(course: Course, undated: list[Offering], page: str, part_of: str, level: str) -> Record:
    """`page` is its address for readers, `part_of` the public id of what it belongs to, `level` one of the API's."""
    stated = record_of(course, undated) | {"part_of": part_of}
    language = _language(course.main_language)
    told = {
        "courseId": str(course.public_id),
        "primaryCode": _code("identifier", course.code) if course.code else _code("uuid", str(course.public_id)),
        "name": _texts(stated["title"]),
        "abbreviation": course.code,
        "description": _texts(stated["description"] or {language: ""}),
        "teachingLanguage": _teaching(course.languages),
        "level": level,
        "modeOfDelivery": [MODES[mode] for mode in course.modes if mode in MODES],
        "studyLoad": _load(course),
        "duration": course.duration if _DURATION.match(course.duration) else "",
        "fieldsOfStudy": next((one["code"] for one in course.subjects if _is_isced(one)), ""),
        "learningOutcomes": [_text(language, outcome["text"]) for outcome in course.outcomes],
        "admissionRequirements": _text(language, course.prerequisites) if course.prerequisites else [],
        "enrollment": _text(language, course.admission_text) if course.admission_text else [],
        "link": course.url or page,
        "organization": str(organisation_id(course.organisation)),
    }
    held = _HELD if all(map(_LANGUAGE.match, (*course.titles, *course.descriptions))) else ("credits",)
    return _stated(told, "abbreviation") | _ours(stated, held)


def offering_out(offering: Offering, course: Course) -> Record:
    """A dated one; one that states no end is told to end on the day it starts."""
    language = _language(course.main_language)
    told = {
        "offeringId": str(uuid5(course.public_id, offering.offering_id)),
        "primaryCode": _code("offeringCode", offering.offering_id),
        "offeringType": "course",
        "name": _text(language, offering.label or course.title),
        "description": _text(language, ""),
        "teachingLanguage": _teaching(offering.languages or course.languages),
        "modeOfDelivery": [MODES[mode] for mode in offering.modes if mode in MODES],
        "maxNumberStudents": offering.places,
        "enrolledNumberStudents": offering.places_taken,
        "resultExpected": False,
        "link": offering.url,
        "startDate": offering.starts_on,
        "endDate": offering.ends_on or offering.starts_on,
        "enrollStartDate": offering.enrol_from,
        "enrollEndDate": offering.enrol_until,
        "addresses": [_place(language, offering.place)] if offering.place else [],
        "course": str(course.public_id),
        "organization": str(organisation_id(course.organisation)),
    }
    return _stated(told) | _ours(offering_of(offering), ())


def organisation_out(organisation: Organisation, page: str) -> Record:
    told = {
        "organizationId": str(organisation_id(organisation)),
        "primaryCode": _code("organizationId", organisation.slug),
        "organizationType": "institute",
        "name": _text("en", organisation.name),
        "shortName": organisation.label[:256],
        "addresses": [{"addressType": "visit", "city": organisation.place}] if organisation.place else [],
        "link": page,
        "otherCodes": [_code(code.scheme, code.value) for code in organisation.codes.all()],
    }
    return _stated(told)


def organisation_id(organisation: Organisation) -> UUID:
    """For good, and another one in every installation."""
    return uuid5(NAMESPACE_DNS, f"{organisation.pk}.organisations.{urlsplit(settings.BASE_URL).hostname}")


def _ours(stated: Record, held: tuple[str, ...]) -> Record:
    """All but what the API holds as it is. What is empty is said to be: the API asks for some of it anyway."""
    return {"ext": {OURS: {name: _or_none(value) for name, value in stated.items() if name not in held}}}


def _or_none(value: Any) -> Any:
    return None if value in ("", [], {}) else value


def _stated(told: Record, *also_empty: str) -> Record:
    return {name: value for name, value in told.items() if name in also_empty or value not in (None, "", [])}


def _texts(by_language: dict[str, str]) -> list[Record]:
    return [{"language": _language(language), "value": text} for language, text in by_language.items()]


def _text(language: str, text: str) -> list[Record]:
    return [{"language": language, "value": text}]


def _language(tag: str) -> str:
    return tag if _LANGUAGE.match(tag) else "und"


def _teaching(languages: list[str]) -> str:
    return three_letters(languages[0]) if languages else "und"


def _code(kind: str, code: str) -> Record:
    return {"codeType": kind, "code": code}


def _load(course: Course) -> Record | None:
    if course.credits is None:
        return None
    unit = {"studyLoadUnit": course.credit_scheme} if course.credit_scheme in _LOADS else {}
    return {"value": float(course.credits), **unit}


def _is_isced(subject: Record) -> bool:
    return subject.get("scheme") == "isced-f" and 0 < len(subject.get("code", "")) <= 4


def _place(language: str, place: str) -> Record:
    return {"addressType": "teaching", "additional": _text(language, place)}
