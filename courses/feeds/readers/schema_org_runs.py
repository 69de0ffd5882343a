"""What does a CourseInstance of schema.org say in our words?"""

from typing import Any

from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.schema_org_values import joined, names, text_of
from courses.feeds.readers.xml_words import day, kept

Stated = dict[str, Any]

_CANCELLED = "EventCancelled"
# schema.org leaves courseMode free: these are the words of its own examples and of other vocabularies in use.
_MODES = {
    "onsite": "onsite", "offline": "onsite", "offlineeventattendancemode": "onsite", "in person": "onsite",
    "in-person": "onsite", "classroom": "onsite", "face-to-face": "onsite", "face to face": "onsite",
    "online": "online", "onlineeventattendancemode": "online", "distance": "online", "distance learning": "online",
    "virtual": "online", "mooc": "online", "blended": "blended", "hybrid": "blended",
    "mixedeventattendancemode": "blended", "clinical": "clinical",
}  # fmt: skip


def offering_of(run: Stated, course: Stated, page: str) -> Stated:
    """Nothing where it is cancelled."""
    if as_text(run.get("eventStatus")).endswith(_CANCELLED):
        return {}
    schedule = next((one for one in as_list(run.get("courseSchedule")) if isinstance(one, dict)), {})
    offer = next((one for one in as_list(run.get("offers") or course.get("offers")) if isinstance(one, dict)), {})
    label = text_of(run.get("name"))
    closes = run.get("applicationDeadline") or offer.get("availabilityEnds") or offer.get("validThrough")
    values = {
        "id": _id(run, page),
        "label": "" if label == text_of(course.get("name")) else label[:200],
        "starts_on": _day(run.get("startDate") or schedule.get("startDate")),
        "ends_on": _day(run.get("endDate") or schedule.get("endDate")),
        "enrol_from": _day(
            run.get("applicationStartDate") or offer.get("availabilityStarts") or offer.get("validFrom")
        ),
        "enrol_until": _day(closes),
        "modes": [mode for one in as_list(run.get("courseMode")) if (mode := _mode(one))],
        "languages": names(run.get("inLanguage")),
        "place": "; ".join(place for one in as_list(run.get("location")) if (place := _place(one))),
        "places": run.get("maximumAttendeeCapacity") or run.get("maximumEnrollment"),
        "places_left": run.get("remainingAttendeeCapacity"),
        "url": joined(page, as_text(run.get("url"))) if run.get("url") else "",
    }
    return kept(values)


def people_of(stated: Any, runs: list[Stated]) -> list[str]:
    """Instructors of the course and of all its instances, each once."""
    return [*dict.fromkeys([*names(stated), *(name for run in runs for name in names(run.get("instructor")))])]


def _id(run: Stated, page: str) -> str:
    stated = as_text(run.get("@id"))
    if stated and not stated.startswith("_:"):
        return joined(page, stated)
    return as_text(run.get("identifier")) if isinstance(run.get("identifier"), str) else ""


def _day(value: Any) -> str:
    return day(text_of(value))


def _mode(value: Any) -> str:
    return _MODES.get(text_of(value).rpartition("/")[2].strip().lower(), "")


def _place(value: Any) -> str:
    if not isinstance(value, dict):
        return as_text(value)
    address = value.get("address")
    if isinstance(address, dict):
        parts = (as_text(address.get(part)) for part in ("streetAddress", "addressLocality"))
        told = ", ".join(filter(None, parts))
    else:
        told = as_text(address)
    name = as_text(value.get("name"))
    return ", ".join(dict.fromkeys(filter(None, (name, told))))
