"""What do the objects of the Open Education API, version 6, say in our words?"""

from typing import Any

from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.ooapi_v5_words import (
    PRICES,
    by_language,
    code_of,
    kept_text,
    label_of,
    level_of,
    main_text,
    other_languages,
    person_of,
    places_of,
    prices_of,
)
from courses.feeds.reading.texts import plain

Stated = dict[str, Any]

_IN_ONE_LANGUAGE = ("admissionRequirements", "enrolment", "qualificationRequirements", "assessment")
_KNOWN = {
    "courseId", "primaryCode", "name", "description", "link", "studyLoad", "modesOfDelivery", "teachingLanguages",
    "level", "fieldsOfStudy", "learningOutcomes", "admissionRequirements", "enrolment", "coordinators", "instructors",
    "duration", "consumer", "ext", "supplementaryInformation", "programmes",
    "addresses",
}  # fmt: skip
_STATES_OUT = frozenset({"cancelled", "canceled", "concept"})
_MODES = {"presential": "onsite", "coil": "online"}
# Ways of working rather than of attending; what is no mode of ours is kept as a text.
_NO_MODES = frozenset({"joint_delivery", "project_based", "research_lab_based", "work_based"})


def is_offered(offering: Stated) -> bool:
    """Cancelled offerings, and those that are only being thought of, are none."""
    return as_text(offering.get("state")).lower() not in _STATES_OUT


def course_values(course: Stated) -> Stated:
    """A course. What our record has no field for, or no other language of, is kept under `extra` as text."""
    loads = [load for load in as_list(course.get("studyLoad")) if isinstance(load, dict)]
    first: Stated = loads[0] if loads else {}
    values = {
        "id": course.get("courseId"),
        "code": code_of(course.get("primaryCode")),
        "title": by_language(course.get("name")),
        "description": by_language(course.get("description")),
        "url": course.get("link"),
        "credits": first.get("value"),
        "credit_scheme": first.get("studyLoadUnit"),
        "duration": course.get("duration"),
        "level": level_of(course.get("level")),
        "modes": _modes(course),
        "languages": course.get("teachingLanguages"),
        "subjects.isced-f": course.get("fieldsOfStudy"),
        "outcomes": [_outcome(one) for one in as_list(course.get("learningOutcomes")) if isinstance(one, dict)],
        "prerequisites": plain(main_text(course.get("admissionRequirements"))),
        "admission_text": plain(main_text(course.get("enrolment"))),
        "people.coordinator": [person_of(one) for one in as_list(course.get("coordinators"))],
        "people.teacher": [person_of(one) for one in as_list(course.get("instructors"))],
        "extra.further study load": "; ".join(
            f"{as_text(load.get('value'))} {as_text(load.get('studyLoadUnit'))}" for load in loads[1:]
        ),
        "extra.addresses": places_of(course),
        "extra.ways of working": ", ".join(_ways_of_working(course)),
    }
    kept = {f"extra.{name}": kept_text(value) for name, value in course.items() if name not in _KNOWN}
    values |= kept | other_languages(course, _IN_ONE_LANGUAGE)
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def offering_values(offering: Stated) -> Stated:
    """An offering of a course; where it states no days of its own, those of its session when that is told with it."""
    session = offering.get("academicSession")
    session = session if isinstance(session, dict) else {}
    periods = [one for one in as_list(offering.get("enrolmentPeriods")) if isinstance(one, dict)]
    values = {
        "id": offering.get("courseOfferingId"),
        "label": label_of(offering),
        "starts_on": offering.get("startDateTime") or session.get("startDateTime"),
        "ends_on": offering.get("endDateTime") or session.get("endDateTime"),
        "enrol_from": min((told for one in periods if (told := as_text(one.get("startDateTime")))), default=None),
        "enrol_until": max((told for one in periods if (told := as_text(one.get("endDateTime")))), default=None),
        "modes": _modes(offering),
        "languages": offering.get("teachingLanguages"),
        "place": places_of(offering),
        "places": offering.get("maxNumberStudents"),
        "places_taken": offering.get("enrolledNumberStudents"),
        "url": offering.get("link"),
        PRICES: prices_of(offering),
    }
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _modes(stated: Stated) -> list[str]:
    words = [as_text(one) for one in as_list(stated.get("modesOfDelivery"))]
    return [_MODES.get(word, word) for word in words if word not in _NO_MODES and not word.startswith("x-")]


def _ways_of_working(stated: Stated) -> list[str]:
    words = [as_text(one) for one in as_list(stated.get("modesOfDelivery"))]
    return [word for word in words if word in _NO_MODES or word.startswith("x-")]


def _outcome(stated: Stated) -> Stated:
    text = plain(main_text(stated.get("name")) or main_text(stated.get("description")))
    code = code_of(stated.get("primaryCode"))
    return {"text": text, "codes": [code] if code else []}
