"""Which catalogue is to be connected: whose, in which format, and how does it come in?"""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import slugify
from django.views.generic import FormView

from consortium.organisations.models import Organisation
from consortium.people.models import User
from courses.catalogue.keeping import organisations_kept_by
from courses.catalogue.models import Source
from courses.feeds.desk.frame import DeskScreen
from courses.feeds.desk.ways import WAYS, suits
from courses.feeds.formats import Format, format_of, formats
from courses.feeds.models import Feed

_NAME_TAKEN = "This college has a catalogue of this short name already. Choose another one."


class ConnectForm(forms.Form):
    """The first step. A short name that is left out is made of the title."""

    college = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label="College",
        empty_label="Choose a college",
        error_messages={"required": "Choose the college whose courses these are."},
    )
    title = forms.CharField(
        max_length=120,
        label="What readers call it",
        help_text="It stands below each of its courses, such as “Course register” or “Skills centre”.",
        error_messages={"required": "Say what readers call this catalogue, such as “Course register”."},
    )
    name = forms.SlugField(
        max_length=60,
        required=False,
        label="Short name",
        help_text="For lists and commands, such as register. Left empty, it is made of the title.",
        error_messages={"invalid": "A short name holds Latin letters, digits, - and _ only, such as register."},
    )
    format = forms.ChoiceField(
        label="In which format is it?",
        error_messages={"required": "Choose a format.", "invalid_choice": "Choose one of these formats."},
    )
    way = forms.ChoiceField(
        label="How does it come in?",
        error_messages={"required": "Choose how it comes in.", "invalid_choice": "Choose one of these ways."},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleges = organisations_kept_by(person).filter(state=Organisation.State.MEMBER).order_by("label")
        first_two = list(colleges[:2])
        if len(first_two) == 1:
            del self.fields["college"]
            self.only_college: Organisation | None = first_two[0]
        else:
            self.only_college = None
            self.fields["college"].queryset = colleges  # type: ignore[attr-defined]  # of its field
        self.fields["format"].choices = [(form.name, form.title) for form in offered()]  # type: ignore[attr-defined]
        self.fields["way"].choices = [(way.value, way.label) for way in WAYS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        college = self.only_college or found.get("college")
        form, way = found.get("format"), found.get("way")
        if form and way and not suits(format_of(form), way):
            known = format_of(form)
            others = " or ".join(one.label.lower() for one in WAYS if suits(known, one.value))
            self.add_error("way", f"{known.title} cannot come in this way: choose {others}.")
        if "name" not in self.errors and found.get("title"):
            found["name"] = found.get("name") or slugify(found["title"])[:60]
            if not found["name"]:
                self.add_error("name", "The title holds no Latin letters: type a short name, such as register.")
            elif college and Source.objects.filter(organisation=college, name=found["name"]).exists():
                self.add_error("name", _NAME_TAKEN)
        found["college"] = college
        return found


class ConnectPage(DeskScreen, FormView):  # type: ignore[type-arg]  # of its form
    """Creates a draft, of which nothing is read or shown yet."""

    template_name = "feeds/desk/connect.html"
    form_class = ConnectForm

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("feeds_desk:connect"), "Connect a catalogue")]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(formats=offered(), ways=WAYS, **kwargs)

    def form_valid(self, form: ConnectForm) -> HttpResponse:
        stated = form.cleaned_data
        try:
            with transaction.atomic():
                feed = _draft(stated)
        except IntegrityError:
            form.add_error("name", _NAME_TAKEN)  # somebody was faster
            return self.form_invalid(form)
        goes_on = next(way.goes_on for way in WAYS if way.value == stated["way"])
        return HttpResponseRedirect(reverse(goes_on, args=[feed.pk]))

    def form_invalid(self, form: ConnectForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def offered() -> list[Format]:
    """Formats that can come in by some way that there is."""
    return [form for form in formats() if any(suits(form, way.value) for way in WAYS)]


def _draft(stated: dict[str, Any]) -> Feed:
    is_pushed = stated["way"] == Feed.Way.PUSH
    source = Source.objects.create(
        organisation=stated["college"],
        name=stated["name"],
        title=stated["title"],
        kind=Source.Kind.PUSHED if is_pushed else Source.Kind.FED,
    )
    return Feed.objects.create(source=source, format=stated["format"], way=stated["way"], is_draft=True)


urlpatterns = [path("connect/", ConnectPage.as_view(), name="connect")]
