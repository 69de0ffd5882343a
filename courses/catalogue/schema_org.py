"""How is a course told to search engines? As a schema.org Course with its CourseInstances, in JSON-LD."""

import json
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from courses.catalogue.models import Course
from courses.catalogue.page import CoursePage, Run

_MODES = {"onsite": "onsite", "clinical": "onsite", "online": "online", "blended": "blended"}
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(page: CoursePage, address: str) -> SafeString:
    """A JSON document that may stand in a script element: no character of it can end that element."""
    document = json.dumps(_course(page, address), ensure_ascii=False)
    return mark_safe(document.translate(_UNSAFE))  # noqa: S308 -- all that HTML knows was replaced on this line


def _course(page: CoursePage, address: str) -> dict[str, Any]:
    course = page.course
    return _stated(
        {
            "@context": "https://schema.org",
            "@type": "Course",
            "@id": address,
            "url": address,
            "name": page.title,
            "description": strip_tags(page.description)[:5_000],
            "courseCode": course.code,
            "inLanguage": course.languages or course.main_language,
            "provider": {"@type": "CollegeOrUniversity", "name": course.organisation.name},
            "hasCourseInstance": [_instance(course, run) for run in page.runs],
        }
    )


def _instance(course: Course, run: Run) -> dict[str, Any]:
    return _stated(
        {
            "@type": "CourseInstance",
            "startDate": run.starts_on.isoformat() if run.starts_on else None,
            "endDate": run.ends_on.isoformat() if run.ends_on else None,
            "courseMode": [_MODES[mode] for mode in course.modes if mode in _MODES],
            "location": run.place,
        }
    )


def _stated(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
