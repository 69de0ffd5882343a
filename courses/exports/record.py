"""What does the catalogue show of a course, in the words of our own record?"""

from collections.abc import Iterable
from typing import Any

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.models import Course, Offering

Record = dict[str, Any]

COURSE_FIELDS = (
    "code", "kind", "part_of", "type", "level", "award", "disciplines", "subjects", "modes", "languages",
    "credit_scheme", "duration", "open_to", "open_from_phase", "letter_needed", "admission", "admission_text",
    "admission_url", "url", "people", "outcomes", "prerequisites", "intake", "numbers_stated_on", "extra",
)  # fmt: skip
OFFERING_FIELDS = (
    "label", "starts_on", "starts_at", "ends_on", "ends_at", "time_zone", "enrol_from", "enrol_until", "modes",
    "languages", "place", "meetings", "places", "places_taken", "places_left", "is_open", "url",
)  # fmt: skip


def record_of(course: Course, offerings: Iterable[Offering]) -> Record:
    """Every field that a record can state (docs/connect-a-catalogue.md), empty where nothing is stated."""
    return {
        "title": main_first(course.titles, course.title),
        "description": main_first(course.descriptions, course.description),
        "main_language": course.main_language,
        "credits": None if course.credits is None else float(course.credits),
        **{name: getattr(course, name) for name in COURSE_FIELDS},
        "offerings": [offering_of(offering) for offering in offerings],
    }


def offering_of(offering: Offering) -> Record:
    """Hours are told with their zone: who reads them elsewhere does not know the consortium's."""
    told = {name: getattr(offering, name) for name in OFFERING_FIELDS}
    has_hours = offering.starts_at or offering.ends_at or offering.meetings
    zone = offering.time_zone or (consortium_profile().time_zone if has_hours else "")
    return {"id": offering.offering_id, **told, "time_zone": zone}


def main_first(texts: dict[str, str], main: str) -> dict[str, str]:
    """By language, the main text first: a database may forget the order."""
    return dict(sorted(texts.items(), key=lambda text: text[1] != main))
