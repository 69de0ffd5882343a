"""Where a whole source or a college's whole catalogue is hidden and shown again, and fields are left to the feed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView

from consortium.organisations.models import Organisation
from consortium.people.models import User
from courses.catalogue.desk.course_page import HideForm
from courses.catalogue.desk.frame import DeskScreen
from courses.catalogue.editing import lock_fields
from courses.catalogue.hiding import hide_college, hide_source, show_college, show_source
from courses.catalogue.keeping import organisations_kept_by
from courses.catalogue.models import Course, Source
from courses.catalogue.overrides import FIELDS
from courses.catalogue.said import LABELS


class LockForm(forms.Form):
    fields_locked = forms.MultipleChoiceField(
        required=False,
        label="Fields in which the feed has the last word",
        choices=[(field, LABELS[field]) for field in FIELDS],
        widget=forms.CheckboxSelectMultiple,
    )


class SourcesPage(DeskScreen, TemplateView):
    """The colleges that a person keeps, each with its sources."""

    template_name = "catalogue/desk/sources.html"
    page_title = "Sources of courses"

    def trail(self) -> list[tuple[str, str]]:
        return [("", self.page_title)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        colleges = _colleges(self.request).filter(sources__isnull=False).distinct().order_by("label")
        sources = Source.objects.annotate(count=Count("courses")).filter(organisation__in=colleges.order_by())
        of: dict[int, list[Source]] = {}
        for source in sources:
            of.setdefault(source.organisation_id, []).append(source)
        rows = [(college, of.get(college.pk, [])) for college in colleges.select_related("hidden_courses")]
        return super().get_context_data(rows=rows, **kwargs)


class HidePage(DeskScreen, TemplateView):
    """What both screens share: hide with a reason, or show again."""

    hide: Callable[[Any, User | None, str], None]
    show: Callable[[Any], None]
    subject: Any

    def courses(self) -> QuerySet[Course]:
        raise NotImplementedError

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("catalogue_desk:sources"), SourcesPage.page_title), ("", self.get_page_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", HideForm())
        courses = self.courses()
        counts = {"count": courses.count(), "singly": courses.filter(hidden_at__isnull=False).count()}
        return super().get_context_data(subject=self.subject, **counts, **kwargs)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        if request.POST.get("do") == "hide":
            form = HideForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            type(self).hide(self.subject, request.user, form.cleaned_data["reason"])  # type: ignore[arg-type]  # KeepersOnly
            messages.success(request, "Its courses are hidden. No sync brings them back.")
        elif request.POST.get("do") == "show":
            type(self).show(self.subject)
            messages.success(request, "Its courses are shown again, but those that were hidden singly.")
        return redirect(request.path)


class SourceDesk(HidePage):
    template_name = "catalogue/desk/source.html"
    hide = staticmethod(hide_source)
    show = staticmethod(show_source)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        kept = Source.objects.filter(organisation__in=_colleges(request)).select_related("organisation", "hidden_by")
        self.subject = get_object_or_404(kept, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return f"{self.subject.organisation.label}: {self.subject.title or self.subject.name}"

    def courses(self) -> QuerySet[Course]:
        return Course.objects.filter(source=self.subject)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        locking = LockForm(initial={"fields_locked": self.subject.locked_fields})
        return super().get_context_data(locking=locking, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = LockForm(request.POST)
        if request.POST.get("do") == "lock" and form.is_valid():
            locked = form.cleaned_data["fields_locked"]
            lock_fields(self.subject, locked)
            messages.success(request, _said_of(locked))
        return super().post(request, **kwargs)


class CollegeDesk(HidePage):
    template_name = "catalogue/desk/college.html"
    hide = staticmethod(hide_college)
    show = staticmethod(show_college)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        kept = _colleges(request).select_related("hidden_courses__hidden_by")
        self.subject = get_object_or_404(kept, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.subject.label)

    def courses(self) -> QuerySet[Course]:
        return Course.objects.filter(organisation=self.subject)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(hidden=getattr(self.subject, "hidden_courses", None), **kwargs)


def _said_of(locked: list[str]) -> str:
    if not locked:
        return "No field is left to the feed: what was edited is shown."
    fields = ", ".join(LABELS[field] for field in locked)
    return f"The feed has the last word in: {fields}. Edits of them rest until you let them go; all others are shown."


def _colleges(request: HttpRequest) -> QuerySet[Organisation]:
    """Those whose courses the person keeps: KeepersOnly has let her in, or turns her away before anything is shown."""
    user = request.user
    return organisations_kept_by(user) if isinstance(user, User) else Organisation.objects.none()


urlpatterns = [
    path("sources/", SourcesPage.as_view(), name="sources"),
    path("sources/<int:pk>/", SourceDesk.as_view(), name="source"),
    path("colleges/<int:pk>/", CollegeDesk.as_view(), name="college"),
]
