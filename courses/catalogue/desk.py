"""Where registrars and the office look courses up, hide them with a reason, show them again and confirm them."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import hide_course, show_course
from courses.catalogue.keeping import confirm_course, courses_kept_by, keeps_courses
from courses.catalogue.models import Course
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.twins import twins_of

STATES = (("public", "Shown"), ("hidden", "Hidden"), ("withdrawn", "Withdrawn"), ("twin", "Shown elsewhere"))


def state_of(course: Course) -> str:
    """How readers see a course, in one word; hidden says more than withdrawn, and withdrawn more than twin."""
    facts = (("hidden", course.hidden_at), ("withdrawn", course.withdrawn_at), ("twin", course.same_as_id))
    return next((name for name, fact in facts if fact), "public")


def _organisations(request: HttpRequest | None) -> QuerySet[Organisation]:
    if request is None:
        return Organisation.objects.none()
    kept = courses_kept_by(request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account
    return Organisation.objects.filter(pk__in=kept.values("organisation"))


class CourseFilters(WagtailFilterSet):
    organisation = django_filters.ModelChoiceFilter(queryset=_organisations, label="College")
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="State")

    class Meta:
        model = Course
        fields = ("organisation", "state")

    def in_state(self, courses: CourseQuerySet, _name: str, state: str) -> CourseQuerySet:
        if state == "public":
            return courses.public()
        column = {"hidden": "hidden_at", "withdrawn": "withdrawn_at", "twin": "same_as"}[state]
        return courses.filter(**{f"{column}__isnull": False})


class KeepersOnly:
    """Nobody else comes in, and nobody is shown another organisation's course."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not keeps_courses(request.user):  # type: ignore[arg-type]  # the admin lets nobody in without an account
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's
        return answer

    def kept(self) -> CourseQuerySet:
        return courses_kept_by(self.request.user)  # type: ignore[arg-type]  # as above


class CourseListing(KeepersOnly, IndexView):
    """Courses by title, code or record; searched by SQL, so that it never depends on a search engine."""

    model = Course
    any_permission_required = None  # KeepersOnly asks memberships, which Wagtail's permissions know nothing of
    page_title = "Courses"
    header_icon = "openquote"
    index_url_name = "catalogue_desk:index"
    index_results_url_name = "catalogue_desk:results"
    search_fields = ("title", "code", "record_id")
    filterset_class = CourseFilters
    default_ordering = "title"
    paginate_by = 50
    columns = (
        TitleColumn("title", label="Title", url_name="catalogue_desk:course", sort_key="title"),
        Column("code", label="Code", sort_key="code"),
        Column("organisation", label="College", sort_key="organisation__label"),
        Column("source.name", label="Source"),
        Column("state", label="State", accessor=lambda course: dict(STATES)[state_of(course)]),
        DateColumn("changed_at", label="Changed at its source", sort_key="changed_at"),
    )

    def get_base_queryset(self) -> CourseQuerySet:
        return self.kept().select_related("organisation", "source")

    def get_edit_url(self, instance: Course) -> str:
        return reverse("catalogue_desk:course", args=[instance.pk])


class HideForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label="Why is it hidden?",
        help_text="Only the college's registrars and the office read this.",
        error_messages={"required": "Say why the course is hidden: whoever comes later must understand it."},
    )


class CourseDesk(KeepersOnly, WagtailAdminTemplateMixin, TemplateView):
    """One course as its keepers see it: its state, its three dates, and what they may do."""

    template_name = "catalogue/desk/course.html"
    header_icon = "openquote"
    course: Course

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        kept = self.kept().with_dates().select_related("organisation", "source", "same_as", "hidden_by")
        self.course = get_object_or_404(kept, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.course.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listing = {"url": reverse("catalogue_desk:index"), "label": "Courses"}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.course.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", HideForm())
        twins = [twin for twin in twins_of(self.course) if twin.pk != self.course.pk]
        state = dict(STATES)[state_of(self.course)]
        return super().get_context_data(course=self.course, state=state, twins=twins, **kwargs)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        wish = request.POST.get("do")
        if wish == "hide":
            form = HideForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            hide_course(self.course, request.user, form.cleaned_data["reason"])  # type: ignore[arg-type]  # as above
            messages.success(request, "The course is hidden. No sync brings it back.")
        elif wish == "show":
            show_course(self.course)
            messages.success(request, "The course is no longer hidden.")
        elif wish == "confirm":
            if confirm_course(self.course):
                messages.success(request, "Its page now says that a person confirmed it today.")
            else:
                messages.error(request, "Only what readers see can be confirmed; this course is not public.")
        return redirect("catalogue_desk:course", pk=self.course.pk)


urlpatterns = [
    path("", CourseListing.as_view(), name="index"),
    path("results/", CourseListing.as_view(results_only=True), name="results"),
    path("<int:pk>/", CourseDesk.as_view(), name="course"),
]
