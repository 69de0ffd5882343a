"""Where registrars and the office look courses up: by title, code or record, by college and by state."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from consortium.organisations.models import Organisation
from consortium.pages.desk import DatedColumn
from courses.catalogue.desk.frame import KeepersOnly
from courses.catalogue.hiding import is_hidden
from courses.catalogue.keeping import courses_kept_by, types_courses
from courses.catalogue.models import Course
from courses.catalogue.models.course import CourseQuerySet

STATES = (("public", "Shown"), ("hidden", "Hidden"), ("withdrawn", "Withdrawn"), ("twin", "Shown elsewhere"))


def state_of(course: Course) -> str:
    """How readers see a course, in one word; hidden says more than withdrawn, and withdrawn more than twin."""
    facts = (("hidden", is_hidden(course)), ("withdrawn", course.withdrawn_at), ("twin", course.same_as_id))
    return next((name for name, fact in facts if fact), "public")


def _organisations(request: HttpRequest | None) -> QuerySet[Organisation]:
    if request is None:
        return Organisation.objects.none()
    kept = courses_kept_by(request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account
    return Organisation.objects.filter(pk__in=kept.order_by().values("organisation"))


class CourseFilters(WagtailFilterSet):
    organisation = django_filters.ModelChoiceFilter(queryset=_organisations, label="College")
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="State")

    class Meta:
        model = Course
        fields = ("organisation", "state")

    def in_state(self, courses: CourseQuerySet, _name: str, state: str) -> CourseQuerySet:
        if state == "public":
            return courses.public()
        if state == "hidden":
            return courses.hidden()
        column = {"withdrawn": "withdrawn_at", "twin": "same_as"}[state]
        return courses.filter(**{f"{column}__isnull": False})


class CourseListing(KeepersOnly, IndexView):
    """Courses by title, code or record; searched by SQL, so that it never depends on a search engine."""

    may_enter = staticmethod(types_courses)
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
    table_classname = "listing listing--fold"
    columns = (
        TitleColumn("title", label="Title", url_name="catalogue_desk:course", sort_key="title"),
        Column("code", label="Code", classname="listing__code", sort_key="code"),
        Column("organisation", label="College", sort_key="organisation__label"),
        Column("source", label="Source", accessor=lambda course: course.source.title or course.source.name),
        Column("state", label="State", accessor=lambda course: dict(STATES)[state_of(course)]),
        DatedColumn("last_stated_at", label="Stated", sort_key="last_stated_at"),
        DatedColumn("changed_at", label="Changed at source", sort_key="changed_at"),
        DatedColumn("confirmed_at", label="Confirmed", sort_key="confirmed_at"),
    )

    def get_base_queryset(self) -> CourseQuerySet:
        return self.kept().with_dates().select_related("organisation__hidden_courses", "source", "same_as")

    add_item_label = "Type a course in"

    def get_add_url(self) -> str:
        return reverse("catalogue_desk:type")

    def get_edit_url(self, instance: Course) -> str:
        return reverse("catalogue_desk:course", args=[instance.pk])


urlpatterns = [
    path("", CourseListing.as_view(), name="index"),
    path("results/", CourseListing.as_view(results_only=True), name="results"),
]
