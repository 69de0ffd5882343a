"""How does each college's own system write down what is taught: two kinds of table, one of JSON?"""

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from search.demo.catalogue import Taught
from search.demo.sessions import Session

LANGUAGES = {"en": "English", "gu": "Gujarati", "hi": "Hindi", "sa": "Sanskrit"}
_KINDS = {
    "programme": "Degree",
    "course": "Subject",
    "elective": "Elective posting",
    "rotation": "Clinical posting",
    "continuing": "CME",
}
_DAY = "%d-%m-%Y"


def register(courses: Iterable[Taught]) -> bytes:
    """A table with commas and Indian dates; a list of teachers is Python text, as one exporter writes it."""
    return _table([_register_row(taught) for taught in courses], ",")


def sheet(courses: Iterable[Taught]) -> bytes:
    """A table with semicolons and ISO dates, titles in capitals, a text in two languages in two columns."""
    return _table([_sheet_row(taught) for taught in courses], ";")


def catalogue(courses: Iterable[Taught]) -> bytes:
    """Objects in a list under two keys, each with its runs and their weekly hours."""
    listed = [_catalogue_entry(taught) for taught in courses]
    return json.dumps({"catalogue": {"version": 3, "courses": listed}}, ensure_ascii=False, indent=1).encode()


def next_session(taught: Taught) -> Session | None:
    """A table has one line for a course: it names the run that can be booked next."""
    open_ones = [session for session in taught.sessions if session.taken < session.places]
    return next(iter(open_ones or taught.sessions), None)


def _table(lines: list[dict[str, Any]], delimiter: str) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(lines[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue().encode()


def _register_row(taught: Taught) -> dict[str, Any]:
    session = next_session(taught)
    return {
        "Course code": taught.code,
        "Name of course": taught.title,
        "Name in Gujarati": taught.titles.get("gu", ""),
        "Kind": _KINDS[taught.type],
        "Phase": taught.level,
        "Award": taught.award,
        "Department": taught.discipline,
        "Medium": "; ".join(LANGUAGES[language] for language in taught.languages),
        "Mode": "; ".join(taught.modes),
        "Credits": taught.credits or "--",
        "Length": taught.duration,
        "Seats a year": taught.intake or "--",
        "Who may come": taught.open_to,
        "How to get in": taught.admission,
        "Teachers": str([{"name": name, "orcid": orcid} for name, orcid in taught.teachers]),
        "What it is": taught.description,
        "Able to": "; ".join(taught.outcomes),
        "Needed before": taught.prerequisites,
        "Batch": session and session.label,
        "From": session and session.starts_on.strftime(_DAY),
        "To": session and session.ends_on.strftime(_DAY),
        "Apply from": session and session.enrol_from.strftime(_DAY),
        "Apply by": session and session.enrol_until.strftime(_DAY),
        "Batch size": session and session.places,
        "Filled": session and session.taken,
        "Room": session and session.room,
    }


def _sheet_row(taught: Taught) -> dict[str, Any]:
    session = next_session(taught)
    return {
        "ID": taught.code,
        "TITLE": taught.title.upper() if taught.type == "programme" else taught.title,
        "TITLE (GU)": taught.titles.get("gu", ""),
        "TITLE (HI)": taught.titles.get("hi", ""),
        "TYPE": taught.type,
        "LEVEL": taught.level,
        "QUALIFICATION": taught.award,
        "SUBJECT": taught.discipline,
        "LANGUAGES": ",".join(taught.languages),
        "DELIVERY": ",".join(taught.modes),
        "CREDIT": taught.credits,
        "DURATION": taught.duration,
        "INTAKE": "" if taught.intake is None else taught.intake,
        "OPEN TO": taught.open_to,
        "ADMISSION": taught.admission,
        "FACULTY": ",".join(name for name, _ in taught.teachers),
        "SUMMARY": taught.description,
        "OUTCOMES": " / ".join(taught.outcomes),
        "PREREQUISITES": taught.prerequisites,
        "STARTS": session and session.starts_on.isoformat(),
        "ENDS": session and session.ends_on.isoformat(),
        "APPLY FROM": session and session.enrol_from.isoformat(),
        "APPLY UNTIL": session and session.enrol_until.isoformat(),
        "PLACES": session and session.places,
        "TAKEN": session and session.taken,
        "VENUE": session and session.room,
    }


def _catalogue_entry(taught: Taught) -> dict[str, Any]:
    return {
        "ref": taught.code,
        "name": taught.titles,
        "about": f"<p>{taught.description}</p>",
        "category": _KINDS[taught.type].lower(),
        "stage": taught.level,
        "leads_to": taught.award,
        "subjects": [taught.discipline] if taught.discipline else [],
        "taught_in": [LANGUAGES[language] for language in taught.languages],
        "delivery": taught.modes,
        "credit": {"value": taught.credits, "scheme": "consortium credits"} if taught.credits else None,
        "length": taught.duration,
        "seats_per_year": taught.intake,
        "eligibility": {"who": taught.open_to, "needs": taught.prerequisites},
        "application": taught.admission,
        "faculty": [{"name": name, "part": "teacher", "orcid": orcid} for name, orcid in taught.teachers],
        "outcomes": taught.outcomes,
        "runs": [_run(taught, session) for session in taught.sessions],
    }


def _run(taught: Taught, session: Session) -> dict[str, Any]:
    return {
        "ref": f"{taught.code}/{session.starts_on:%y%m%d}",
        "label": session.label,
        "from": session.starts_on.isoformat(),
        "to": session.ends_on.isoformat(),
        "apply_from": session.enrol_from.isoformat(),
        "apply_until": session.enrol_until.isoformat(),
        "room": session.room,
        "places": session.places,
        "taken": session.taken,
        "hours": [
            {"day": meeting.weekday, "from": meeting.start, "to": meeting.end, "room": meeting.room}
            for meeting in session.meetings
        ],
    }


WRITERS: dict[str, Callable[[Iterable[Taught]], bytes]] = {
    "register": register,
    "sheet": sheet,
    "catalogue": catalogue,
}
