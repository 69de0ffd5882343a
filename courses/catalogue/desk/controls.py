"""How is the value of a field written in a control, and read back from it as a feed would state it?"""

from typing import Any

from django import forms

from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from courses.catalogue.desk.meetings import meetings_stated, meetings_typed
from courses.catalogue.labels import language_name
from courses.catalogue.page import ADMISSION, OPEN_TO
from courses.catalogue.said import LABELS, foreign

BY_LANGUAGE = ("title", "description")
"""These have a control for each language."""
HELP = {
    "disciplines": "One on each line.",
    "people": "One on each line: name; role; ORCID. The last two may be left out.",
    "outcomes": "What a student will be able to do, one on each line. Behind it, each after a |, may stand codes with "
    "commas and how it is assessed: Ties a knot | SU1.1, SU1.2 | OSCE",
    "credits": "A number, such as 4 or 2.5.",
    "duration": "In words, such as 6 weeks.",
    "intake": "A whole number.",
    "url": "The course’s page at the college, with https.",
    "admission_url": "Where one applies, with https.",
    "description": "An empty line begins a new paragraph. Lists and links are written as HTML.",
    "meetings": "Each week, one on each line: Mon 14:00 to 16:00, Skills lab. Mon to Fri is each of these days.",
    "languages": "In which it is taught, with commas, such as English, Gujarati.",
}
_LONG = ("admission_text", "prerequisites", "disciplines", "people", "outcomes")
_TIMES = ("starts_at", "ends_at")


def text_control(field: str, tag: str) -> forms.CharField:
    """A title or description in one language."""
    attributes: dict[str, Any] = {"lang": tag} if foreign(tag) else {}
    if field == "description":
        attributes["rows"] = 10
    label = f"{LABELS[field]}, language not stated" if tag == "und" else f"{LABELS[field]} in {language_name(tag)}"
    # Two titles to merge stand on two lines, which a control of one line would run together.
    widget = forms.Textarea(attrs={"rows": 2, **attributes})
    return forms.CharField(required=False, label=label, widget=widget, max_length=100_000)


def control_of(field: str, nothing: str = "Nothing") -> forms.Field:
    """Of every other field; `nothing` is what a choice says that is none."""
    choices = _choices(field)
    if choices is not None:
        return forms.ChoiceField(required=False, label=LABELS[field], choices=[("", nothing), *choices])
    rows = {"rows": 5}
    widget = forms.Textarea(attrs=rows) if field in _LONG else forms.TextInput(attrs={"spellcheck": "false"})
    return forms.CharField(required=False, label=LABELS[field], widget=widget, max_length=20_000)


def as_stated(field: str, text: str) -> Any:
    """What its control holds, as a feed would state it."""
    if field == "disciplines":
        return [line for line in map(str.strip, text.splitlines()) if line]
    if field == "people":
        return [_person(line) for line in text.splitlines() if line.strip()]
    if field == "outcomes":
        return [_outcome(line) for line in text.splitlines() if line.strip()]
    if field == "languages":
        return _listed(text)
    if field == "meetings":
        return meetings_stated(text)
    return text


def as_typed(field: str, value: Any) -> str:
    """The other way round."""
    if field == "disciplines":
        return "\n".join(consortium_vocabulary().label(slug) for slug in value or ())
    if field == "people":
        return "\n".join(_line(person) for person in value or ())
    if field == "outcomes":
        return "\n".join(_outcome_line(outcome) for outcome in value or ())
    if field == "languages":
        return ", ".join(value or ())
    if field == "meetings":
        return meetings_typed(value)
    if field in _TIMES:
        return str(value or "")[:5]  # hours and minutes
    return "" if value is None else str(value)


def _choices(field: str) -> list[tuple[str, str]] | None:
    profile = consortium_profile()
    tables = {"level": profile.levels, "award": profile.awards, "open_from_phase": profile.phases}
    if field in tables:
        return [(term.slug, term.label) for term in tables[field]]
    known = {"open_to": OPEN_TO, "admission": ADMISSION}.get(field)
    return list(known.items()) if known else None


def _person(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split(";", 2)]
    return dict(zip(("name", "role", "id"), parts, strict=False))


def _line(person: dict[str, str]) -> str:
    parts = [person.get("name", ""), person.get("role", ""), person.get("id", "")]
    return "; ".join(parts).rstrip("; ")


def _outcome(line: str) -> dict[str, Any]:
    """Parted by "|": whoever writes an outcome may need commas and semicolons."""
    text, codes, assessed_by = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    return {"text": text, "codes": _listed(codes), "assessed_by": assessed_by}


def _outcome_line(outcome: dict[str, Any]) -> str:
    text = " ".join(outcome.get("text", "").split())
    return " | ".join((text, ", ".join(outcome.get("codes", ())), outcome.get("assessed_by", ""))).rstrip("| ")


def _listed(text: str) -> list[str]:
    return [word for word in map(str.strip, text.split(",")) if word]
