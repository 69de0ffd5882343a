"""How is the one field of a course that a college edits over its feed written in a form?"""

from collections.abc import Iterable
from typing import Any

from django import forms

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.checking import Answer, check_record
from courses.catalogue.desk.controls import BY_LANGUAGE, HELP, as_stated, as_typed, control_of, text_control
from courses.catalogue.desk.prose import stated as prose
from courses.catalogue.desk.prose import typed
from courses.catalogue.models import Course

_NOTHING = "Left empty, nothing is shown."
_LISTS = ("disciplines", "people")


class EditForm(forms.Form):
    """A title or description has a control for each language. `was` is what readers see now."""

    def __init__(self, field: str, languages: Iterable[str], was: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        self.was = was
        self.tags = list(languages)
        if field in BY_LANGUAGE:
            for tag in self.tags:
                self.fields[f"text_{tag}"] = text = text_control(field, tag)
                if field == "title" and "\n" in (self[f"text_{tag}"].value() or ""):
                    text.widget.attrs["rows"] = 4  # on a phone two titles fill as many
        else:
            self.fields["value"] = control_of(field)
        help_text = " ".join(part for part in (HELP.get(field, ""), "" if field == "title" else _NOTHING) if part)
        for control in self.fields.values():
            control.help_text = help_text

    def clean(self) -> dict[str, Any]:
        """Two titles to merge stand on two lines, and would be shown as one."""
        super().clean()
        if self.field == "title":
            for name in [name for name, text in self.cleaned_data.items() if "\n" in text]:
                self.add_error(name, "A title is one line. Strike out what is wrong.")
        return self.cleaned_data

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
            was = self.was or {}
            texts = {tag: prose(self.cleaned_data[f"text_{tag}"], was.get(tag, "")) for tag in self.tags}
            return {tag: text for tag, text in texts.items() if text}
        return as_stated(self.field, self.cleaned_data["value"])


def initial_of(field: str, value: Any) -> dict[str, Any]:
    """A value, as its form holds it."""
    if field in BY_LANGUAGE:
        return {f"text_{tag}": typed(text) for tag, text in (value or {}).items()}
    return {"value": as_typed(field, value)}


def merged(field: str, stated: Any, ours: Any, against: Any) -> dict[str, Any]:
    """What the source and the college each made of `against`, in one form: a person strikes out what is wrong.

    A list has the lines that either added and not those that either took out; a text that both altered is there twice,
    the source's first.
    """
    if field == "description":
        return initial_of(field, _texts_of_both(stated or {}, ours or {}, against or {}, ""))
    theirs, own, before = (initial_of(field, value) for value in (stated, ours, against))
    if field in _LISTS:
        return {"value": _lines_of_both(*(one["value"].splitlines() for one in (theirs, own, before)))}
    return _texts_of_both(theirs, own, before, "\n")


def languages_of(course: Course, *values: dict[str, str] | None) -> list[str]:
    """Those in which the course is stated or edited, then the consortium's own."""
    tags = [*course.stated["title"], *course.stated.get("description", {})]
    tags += [tag for value in values for tag in value or {}]
    return list(dict.fromkeys((*tags, *consortium_profile().languages)))


def _texts_of_both(theirs: dict[str, str], own: dict[str, str], before: dict[str, str], between: str) -> dict[str, str]:
    names = dict.fromkeys((*theirs, *own))
    parts = {name: (theirs.get(name, ""), own.get(name, ""), before.get(name, "")) for name in names}
    return {name: _both(*three, between) for name, three in parts.items()}


def _both(theirs: str, own: str, before: str, between: str) -> str:
    if own == before:
        return theirs
    if theirs == before:
        return own
    return between.join(dict.fromkeys(text for text in (theirs, own) if text))


def _lines_of_both(theirs: list[str], own: list[str], before: list[str]) -> str:
    kept = [line for line in theirs if line in own or line not in before]
    added = [line for line in own if line not in theirs and line not in before]
    return "\n".join((*kept, *added))
