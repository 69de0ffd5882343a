"""How is the value of a field written and read back in a form?"""

from collections.abc import Iterable
from typing import Any

from django import forms

from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from courses.catalogue.checking import Answer, check_record
from courses.catalogue.labels import language_name
from courses.catalogue.models import Course
from courses.catalogue.page import ADMISSION, OPEN_TO
from courses.catalogue.said import LABELS, foreign

BY_LANGUAGE = ("title", "description")
HELP = {
    "disciplines": "One on each line.",
    "people": "One on each line: name; role; ORCID. The last two may be left out.",
    "credits": "A number, such as 4 or 2.5.",
    "duration": "In words, such as 6 weeks.",
    "intake": "A whole number.",
    "url": "The course’s page at the college, with https.",
    "admission_url": "Where one applies, with https.",
    "description": "Paragraphs, lists and links may be written as HTML.",
}
_NOTHING = "Left empty, nothing is shown."
_LONG = ("admission_text", "prerequisites", "disciplines", "people")


class EditForm(forms.Form):
    """The one field of a course that is edited; a title or description has a control for each language."""

    def __init__(self, field: str, languages: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        self.tags = list(languages)
        if field in BY_LANGUAGE:
            for tag in self.tags:
                self.fields[f"text_{tag}"] = _text(field, tag)
        else:
            self.fields["value"] = _control(field)
        help_text = " ".join(part for part in (HELP.get(field, ""), "" if field == "title" else _NOTHING) if part)
        for name, control in self.fields.items():
            control.help_text = help_text
            control.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    def answer(self) -> Answer:
        """The value after the checks that feeds go through; call it on a form that is valid."""
        return check_record({"id": "-", "title": "-", self.field: self._as_stated()})

    def take(self, answer: Answer) -> Any:
        """The checked value; None where nothing is to be shown. Errors are put beside the control."""
        for wrong in answer.errors():
            self.add_error(self._name_of(wrong.field), f"It {wrong.reason}. {wrong.remedy}")
        return answer.stated.get(self.field) or None if self.field != "intake" else answer.stated.get("intake")

    def _name_of(self, field: str) -> str | None:
        _, _, tag = field.partition(".")
        name = f"text_{tag}" if self.field in BY_LANGUAGE else "value"
        return name if name in self.fields else next(iter(self.fields))

    def _as_stated(self) -> Any:
        if self.field in BY_LANGUAGE:
            typed = {tag: self.cleaned_data[f"text_{tag}"].strip() for tag in self.tags}
            return {tag: text for tag, text in typed.items() if text}
        text: str = self.cleaned_data["value"]
        if self.field == "disciplines":
            return [line for line in map(str.strip, text.splitlines()) if line]
        if self.field == "people":
            return [_person(line) for line in text.splitlines() if line.strip()]
        return text


def initial_of(field: str, value: Any) -> dict[str, Any]:
    """A value, as its form holds it."""
    if field in BY_LANGUAGE:
        return {f"text_{tag}": text for tag, text in (value or {}).items()}
    if field == "disciplines":
        return {"value": "\n".join(consortium_vocabulary().label(slug) for slug in value or ())}
    if field == "people":
        return {"value": "\n".join(_line(person) for person in value or ())}
    return {"value": "" if value is None else value}


def merged(field: str, stated: Any, ours: Any) -> dict[str, Any]:
    """Both values in one form, what the source states first: a person strikes out what is wrong."""
    theirs, own = initial_of(field, stated), initial_of(field, ours)
    names = dict.fromkeys((*theirs, *own))
    return {name: _both(theirs.get(name, ""), own.get(name, "")) for name in names}


def languages_of(course: Course, *values: dict[str, str] | None) -> list[str]:
    """Those in which the course is stated or edited, then the consortium's own."""
    tags = [*course.stated["title"], *course.stated.get("description", {})]
    tags += [tag for value in values for tag in value or {}]
    return list(dict.fromkeys((*tags, *consortium_profile().languages)))


def _both(theirs: str, own: str) -> str:
    return "\n".join(dict.fromkeys(part for part in (theirs, own) if part))


def _text(field: str, tag: str) -> forms.CharField:
    attributes: dict[str, Any] = {"lang": tag} if foreign(tag) else {}
    if field == "description":
        attributes["rows"] = 10
    label = LABELS[field] if tag == "und" else f"{LABELS[field]} in {language_name(tag)}"
    # Two titles to merge stand on two lines, which a control of one line would run together.
    widget = forms.Textarea(attrs={"rows": 2, **attributes})
    return forms.CharField(required=False, label=label, widget=widget, max_length=100_000)


def _control(field: str) -> forms.Field:
    choices = _choices(field)
    if choices is not None:
        return forms.ChoiceField(required=False, label=LABELS[field], choices=[("", "Nothing"), *choices])
    rows = {"rows": 5}
    widget = forms.Textarea(attrs=rows) if field in _LONG else forms.TextInput(attrs={"spellcheck": "false"})
    return forms.CharField(required=False, label=LABELS[field], widget=widget, max_length=20_000)


def _choices(field: str) -> list[tuple[str, str]] | None:
    profile = consortium_profile()
    if field in ("level", "award"):
        return [(term.slug, term.label) for term in (profile.levels if field == "level" else profile.awards)]
    known = {"open_to": OPEN_TO, "admission": ADMISSION}.get(field)
    return list(known.items()) if known else None


def _person(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split(";", 2)]
    return dict(zip(("name", "role", "id"), parts, strict=False))


def _line(person: dict[str, str]) -> str:
    parts = [person.get("name", ""), person.get("role", ""), person.get("id", "")]
    return "; ".join(parts).rstrip("; ")
