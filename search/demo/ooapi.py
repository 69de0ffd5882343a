"""How does a college's server of the Open Education API, version 5, state what is taught?"""

import uuid
from collections.abc import Sequence
from typing import Any

from search.demo.catalogue import Taught
from search.demo.sessions import Session

_SPACE = uuid.UUID("6a0f6f1c-2f0e-4f5e-9f0a-5f7d1e3b9c11")
_LANGUAGES = {"en": "en-GB", "gu": "gu-IN", "hi": "hi-IN"}
_SPOKEN = {"en": "eng", "gu": "guj", "hi": "hin", "sa": "san"}
_LEVELS = {"PG": "master", "PG diploma": "master", "PhD": "doctoral", "Fellowship": "doctoral"}
_MODES = {"onsite": "situated", "online": "online", "blended": "hybrid", "clinical": "situated"}
MOST_ON_A_PAGE = 250


def page_of(entries: Sequence[dict[str, Any]], number: int, size: int) -> dict[str, Any]:
    """One page of a list, with the numbers that the specification asks for."""
    size = max(1, min(size, MOST_ON_A_PAGE))
    pages = max(1, -(-len(entries) // size))
    return {
        "pageSize": size,
        "pageNumber": number,
        "hasPreviousPage": number > 1,
        "hasNextPage": number < pages,
        "totalPages": pages,
        "items": list(entries[(number - 1) * size : number * size]),
    }


def course_id(taught: Taught) -> str:
    return str(uuid.uuid5(_SPACE, taught.code))


def course(taught: Taught) -> dict[str, Any]:
    return {
        "courseId": course_id(taught),
        "primaryCode": {"codeType": "identifier", "code": taught.code},
        "name": [{"language": _LANGUAGES[tag], "value": title} for tag, title in taught.titles.items()],
        "abbreviation": taught.code,
        "description": _english(taught.description),
        "studyLoad": {"studyLoadUnit": "credit", "value": float(taught.credits or 0)},
        "modeOfDelivery": sorted({_MODES[mode] for mode in taught.modes}),
        "teachingLanguage": _SPOKEN[taught.languages[0]],
        "level": _LEVELS.get(taught.level, "bachelor"),
        "fieldsOfStudy": "0912",
        "learningOutcomes": [_english(outcome) for outcome in taught.outcomes],
        "admissionRequirements": _english(taught.prerequisites) if taught.prerequisites else [],
        "coordinators": [
            {"personId": orcid, "displayName": name, "givenName": name, "surname": "", "affiliations": ["employee"]}
            for name, orcid in taught.teachers
        ],
        "link": f"https://{taught.college}.example/courses/{taught.code.lower()}",
    }


def offering(taught: Taught, session: Session) -> dict[str, Any]:
    return {
        "offeringId": str(uuid.uuid5(_SPACE, f"{taught.code}/{session.starts_on}")),
        "primaryCode": {"codeType": "identifier", "code": f"{taught.code}/{session.starts_on:%y%m%d}"},
        "offeringType": "course",
        "name": _english(session.label),
        "abbreviation": session.label,
        "startDate": session.starts_on.isoformat(),
        "endDate": session.ends_on.isoformat(),
        "enrollStartDate": session.enrol_from.isoformat(),
        "enrollEndDate": session.enrol_until.isoformat(),
        "teachingLanguage": _SPOKEN[taught.languages[0]],
        "modeOfDelivery": sorted({_MODES[mode] for mode in taught.modes}),
        "maxNumberStudents": session.places,
        "enrolledNumberStudents": session.taken,
        "resultExpected": False,
        "course": course_id(taught),
    }


def _english(text: str) -> list[dict[str, str]]:
    return [{"language": "en-GB", "value": text}]
