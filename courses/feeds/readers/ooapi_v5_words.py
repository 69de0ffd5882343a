"""What do the objects of the Open Education API, version 5, say in our words?"""

import re
from typing import Any

from courses.feeds.mapping import as_list, as_text
from courses.feeds.reading.texts import plain

Stated = dict[str, Any]

PRICES = "prices"
"""Told of an offering, kept with its course."""
_LABEL_LIMIT = 200
_AN_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
"""What stands for a person who is not told."""
_OF_A_COST = ("costType", "amount", "currency")
_KNOWN = {
    "courseId", "primaryCode", "name", "description", "link", "studyLoad", "modeOfDelivery", "teachingLanguage",
    "level", "fieldsOfStudy", "learningOutcomes", "admissionRequirements", "enrollment", "coordinators", "duration",
    "consumers", "ext", "addresses",
}  # fmt: skip


_OUTCOMES = "learningOutcomes"
_IN_ONE_LANGUAGE = ("admissionRequirements", "enrollment", "qualificationRequirements", "assessment")


def course_values(course: Stated) -> Stated:
    """A course. What our record has no field for, or no other language of, is kept under `extra` as text."""
    load = course.get("studyLoad")
    load = load if isinstance(load, dict) else {}
    values = {
        "id": course.get("courseId"),
        "code": code_of(course.get("primaryCode")),
        "title": by_language(course.get("name")),
        "description": by_language(course.get("description")),
        "url": course.get("link"),
        "credits": load.get("value"),
        "credit_scheme": load.get("studyLoadUnit"),
        "duration": course.get("duration"),
        "level": level_of(course.get("level")),
        "modes": course.get("modeOfDelivery"),
        "languages": course.get("teachingLanguage"),
        "subjects.isced-f": course.get("fieldsOfStudy"),
        "outcomes": [plain(main_text(texts)) for texts in as_list(course.get(_OUTCOMES))],
        "prerequisites": plain(main_text(course.get("admissionRequirements"))),
        "admission_text": plain(main_text(course.get("enrollment"))),
        "people.coordinator": [person_of(person) for person in as_list(course.get("coordinators"))],
        "extra.addresses": places_of(course),
    }
    if ours := _ours(course):
        return _with_ours(values, ours)
    kept = {f"extra.{name}": kept_text(value) for name, value in course.items() if name not in _KNOWN}
    values |= kept | other_languages(course, _IN_ONE_LANGUAGE)
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def offering_values(offering: Stated) -> Stated:
    """An offering of a course; two old names of the enrolment dates are read too."""
    values = {
        "id": offering.get("offeringId"),
        "label": label_of(offering),
        "starts_on": offering.get("startDate"),
        "ends_on": offering.get("endDate"),
        "enrol_from": offering.get("enrollStartDate") or offering.get("startEnrollDate"),
        "enrol_until": offering.get("enrollEndDate") or offering.get("endEnrollDate"),
        "modes": offering.get("modeOfDelivery"),
        "languages": offering.get("teachingLanguage"),
        "place": places_of(offering),
        "places": offering.get("maxNumberStudents"),
        "places_taken": offering.get("enrolledNumberStudents"),
        "url": offering.get("link"),
        PRICES: prices_of(offering),
    }
    return _with_ours(values, _ours(offering))


def _ours(stated: Stated) -> Stated:
    """What another installation of ours says in our own words (courses/exports/ooapi/words.py)."""
    ext = stated.get("ext")
    ours = ext.get("tantu") if isinstance(ext, dict) else None
    return ours if isinstance(ours, dict) else {}


def _with_ours(values: Stated, ours: Stated) -> Stated:
    """Our own words count before those of the API, also where they say that nothing is stated."""
    extra = ours.get("extra")
    kept = {f"extra.{name}": text for name, text in extra.items()} if isinstance(extra, dict) else {}
    told = {name: value for name, value in values.items() if name.partition(".")[0] not in ours}
    told |= {name: value for name, value in ours.items() if name not in ("extra", "main_language")} | kept
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def level_of(value: Any) -> str | None:
    """What the enumeration has for "not said" is no level."""
    text = as_text(value).replace("_", " ")
    return None if text in ("undefined", "undivided") else text


def code_of(value: Any) -> str:
    return as_text(value.get("code")) if isinstance(value, dict) else as_text(value)


def by_language(texts: Any) -> dict[str, str]:
    """[{language, value}] by language; the first of a language counts, and a plain text is taken as it is."""
    found: dict[str, str] = {}
    for text in as_list(texts):
        if isinstance(text, dict):
            found.setdefault(as_text(text.get("language")), as_text(text.get("value")))
        elif isinstance(text, str):
            found.setdefault("und", text)
    return {language: text for language, text in found.items() if text.strip()}


def main_text(texts: Any) -> str:
    return next(iter(by_language(texts).values()), "")


def other_languages(course: Stated, names: tuple[str, ...]) -> Stated:
    """The texts that our record has in one language only, in every other they are stated in."""
    found: dict[str, list[str]] = {}
    texts = [(name, course.get(name)) for name in names]
    texts += [(_OUTCOMES, outcome) for outcome in as_list(course.get(_OUTCOMES))]
    for name, stated in texts:
        for language, text in [*by_language(stated).items()][1:]:
            found.setdefault(f"extra.{name}.{language}", []).append(plain(text))
    return {name: "\n".join(lines) for name, lines in found.items()}


def label_of(offering: Stated) -> str:
    """Its name, unless that is a whole story; then its abbreviation."""
    name = plain(main_text(offering.get("name")))
    return name if len(name) <= _LABEL_LIMIT else as_text(offering.get("abbreviation"))


def person_of(value: Any) -> Stated | str:
    if not isinstance(value, dict):
        return "" if _AN_ID.match(as_text(value)) else as_text(value)
    name = " ".join(filter(None, (as_text(value.get(part)) for part in ("givenName", "surnamePrefix", "surname"))))
    return {"name": as_text(value.get("displayName")) or name, "id": as_text(value.get("personId"))}


def prices_of(offering: Stated) -> list[str]:
    stated = (one for one in as_list(offering.get("priceInformation")) if isinstance(one, dict) and one.get("amount"))
    return [" ".join(filter(None, (as_text(one.get(part)) for part in _OF_A_COST))) for one in stated]


def places_of(stated: Stated) -> str:
    return "; ".join(filter(None, (address_of(place) for place in as_list(stated.get("addresses")))))


def address_of(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    street = " ".join(filter(None, (as_text(value.get(part)) for part in ("street", "streetNumber"))))
    return ", ".join(filter(None, (street, as_text(value.get("city")))))


def kept_text(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(part, dict) and "value" in part for part in value):
        return plain(main_text(value))
    if isinstance(value, list) and value and all(isinstance(part, dict) and "code" in part for part in value):
        return ", ".join(code_of(part) for part in value)
    return as_text(value)
