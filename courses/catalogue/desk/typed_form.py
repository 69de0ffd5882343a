"""How is a whole course written in a form by hand, with its runs, and read back as a feed would state it?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet

from consortium.organisations.models import Organisation
from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.checking import Answer, Wrong, check_record
from courses.catalogue.desk.controls import BY_LANGUAGE, HELP, as_stated, as_typed, control_of, text_control
from courses.catalogue.desk.prose import stated as prose
from courses.catalogue.desk.prose import typed
from courses.catalogue.labels import MODES
from courses.catalogue.models import Course
from courses.catalogue.said import LABELS

_GROUPS = (
    ("What it is", ("title", "description", "code", "type", "level", "award", "disciplines")),
    ("How it is taught", ("modes", "languages", "duration", "credits", "credit_scheme", "people", "outcomes", "url")),
    ("Who may come", ("open_to", "open_from_phase", "letter_needed", "prerequisites", "intake")),
    ("Applying", ("admission", "admission_text", "admission_url")),
)
_TICKED = ("disciplines", "modes")
_KINDS = {
    **dict.fromkeys(("starts_on", "ends_on", "enrol_from", "enrol_until"), "date"),
    **dict.fromkeys(("starts_at", "ends_at"), "time"),
}
_RUN_HELP = {
    "label": "Such as Autumn, or Group B.",
    "places": HELP["intake"],
    "url": "The run’s own page, with https.",
    "meetings": HELP["meetings"],
}
RUN_FIELDS = (
    "label", "place", "starts_on", "starts_at", "ends_on", "ends_at", "meetings", "enrol_from", "enrol_until", "places",
    "url",
)  # fmt: skip
MOST_RUNS = 60


class Group(NamedTuple):
    """Fields under one heading."""

    heading: str
    fields: list[forms.BoundField]


class RunForm(forms.Form):
    """One run of the course; left empty, or marked as gone, it is none. `id` is what it was called when it was made."""

    id = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    gone = forms.BooleanField(required=False, label="Take this run out")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RUN_FIELDS:
            self.fields[name] = forms.CharField(
                required=False,
                label=LABELS[name],
                help_text=_RUN_HELP.get(name, ""),
                max_length=10_000 if name == "meetings" else 1_000,
                widget=_run_widget(name),
            )

    def as_stated(self) -> dict[str, Any] | None:
        typed_in = {name: text for name in RUN_FIELDS if (text := self.cleaned_data.get(name))}
        given = {name: as_stated(name, text) for name, text in typed_in.items()}  # nothing of an empty one
        if not given or self.cleaned_data["gone"]:
            return None
        return {"id": self.cleaned_data["id"], **given}

    def complain(self, wrongs: Iterable[Wrong]) -> None:
        for wrong in wrongs:
            self.add_error(wrong.field if wrong.field in self.fields else None, _sentence(wrong))


def _run_widget(name: str) -> forms.Widget:
    if name == "meetings":
        return forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    return forms.TextInput(attrs={"type": _KINDS[name]} if name in _KINDS else {"spellcheck": "false"})


RunForms = forms.formset_factory(RunForm, extra=0, max_num=MOST_RUNS, absolute_max=MOST_RUNS)


class CourseForm(forms.Form):
    """All of a course but its runs. What is not in it cannot be typed. `was` is what the course states now."""

    college = forms.ModelChoiceField(Organisation.objects.none(), label="College", empty_label="Choose one")

    def __init__(
        self, colleges: QuerySet[Organisation], tags: Iterable[str], was: Mapping[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tags = list(tags)
        self.was = was
        self.fields["college"].queryset = colleges  # type: ignore[attr-defined]  # a ModelChoiceField's
        for _, fields in _GROUPS:
            for field in fields:
                self.fields.update(_controls(field, self.tags))

    def groups(self) -> list[Group]:
        return [
            Group(heading, [self[name] for field in fields for name in _names(field, self.tags)])
            for heading, fields in _GROUPS
        ]

    def as_stated(self) -> dict[str, Any]:
        """What was typed, by field; what is empty is not stated."""
        stated = {name: _typed(name, self) for _, names in _GROUPS for name in names}
        return {name: value for name, value in stated.items() if value}

    def complain(self, wrongs: Iterable[Wrong]) -> None:
        for wrong in wrongs:
            head, _, tag = wrong.field.partition(".")
            names = [*(name for name in (f"{head}_{tag}",) if name in self.fields), *_names(head, self.tags)]
            self.add_error(next((n for n in names if n in self.fields), None), _sentence(wrong))


def check(record_id: str, form: CourseForm, runs: "forms.BaseFormSet[RunForm]") -> Answer | None:
    """The record after the checks that feeds go through; None where something is to be mended, said beside it."""
    is_whole = form.is_valid()
    if not runs.is_valid() or not is_whole:
        return None
    stated = {"id": record_id, **form.as_stated()}
    form.complain(check_record(stated).errors())
    rows = [(run, row) for run in runs if (row := run.as_stated()) is not None]
    for run, row in rows:
        run.complain(check_record({"id": "-", "title": "-", "offerings": [row]}).errors())
    if form.errors or any(run.errors for run in runs):
        return None
    return check_record({**stated, "offerings": [row for _, row in rows]})


def initial_of(stated: Mapping[str, Any]) -> dict[str, Any]:
    """A course, as its form holds it."""
    initial: dict[str, Any] = {}
    for name, value in stated.items():
        if name in BY_LANGUAGE:
            initial |= {f"{name}_{tag}": typed(text) for tag, text in value.items()}
        elif name in _TICKED or name == "letter_needed":
            initial[name] = value
        else:
            initial[name] = as_typed(name, value)
    return initial


def runs_of(stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its runs, as their forms hold them."""
    return [
        {name: as_typed(name, run.get(name)) for name in ("id", *RUN_FIELDS)} for run in stated.get("offerings", ())
    ]


def _sentence(wrong: Wrong) -> str:
    return f"It {wrong.reason}. {wrong.remedy}"


def _names(field: str, tags: list[str]) -> Iterator[str]:
    return iter([f"{field}_{tag}" for tag in tags] if field in BY_LANGUAGE else [field])


def _controls(field: str, tags: list[str]) -> dict[str, forms.Field]:
    if field in BY_LANGUAGE:
        made: dict[str, forms.Field] = {f"{field}_{tag}": text_control(field, tag) for tag in tags}
    else:
        made = {field: _control(field)}
    for control in made.values():
        control.help_text = "" if field in _TICKED else HELP.get(field, "")
    return made


def _control(field: str) -> forms.Field:
    if field == "type":
        return forms.ChoiceField(label=LABELS[field], choices=Course.Type.choices, initial=Course.Type.COURSE)
    if field == "letter_needed":
        return forms.BooleanField(required=False, label="A letter of one’s own college is needed")
    if field in _TICKED:
        terms = [(term.slug, term.label) for term in consortium_profile().disciplines]
        choices = terms if field == "disciplines" else list(MODES.items())
        ticks = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(required=False, label=LABELS[field], choices=choices, widget=ticks)
    return control_of(field, nothing="Not stated")


def _typed(field: str, form: CourseForm) -> Any:
    if field in BY_LANGUAGE:
        was = form.was.get(field, {})
        texts = {tag: prose(form.cleaned_data[f"{field}_{tag}"], was.get(tag, "")) for tag in form.tags}
        return {tag: text for tag, text in texts.items() if text}
    value = form.cleaned_data[field]
    return as_stated(field, value) if isinstance(value, str) else value
