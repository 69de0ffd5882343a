"""Where has the feed moved away from what the college edited, and what is right: ours, theirs or both?"""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.generic import TemplateView

from courses.catalogue.desk.controls import BY_LANGUAGE
from courses.catalogue.desk.frame import DeskScreen
from courses.catalogue.desk.rows import Text, texts_of
from courses.catalogue.editing import drop, keep
from courses.catalogue.models import Override
from courses.catalogue.overrides import conflicts
from courses.catalogue.said import LABELS
from courses.catalogue.seen import seen_of

ROWS = 20
_MERGED = (*BY_LANGUAGE, "admission_text", "prerequisites", "disciplines", "people")


class ConflictRow(NamedTuple):
    """One question: what was stated, what is, and what the college put in its place."""

    override: Override
    label: str
    before: list[Text]
    now: list[Text]
    ours: list[Text]
    seen: str
    may_merge: bool


class ConflictsPage(DeskScreen, TemplateView):
    template_name = "catalogue/desk/conflicts.html"
    page_title = "The feed says otherwise"

    def trail(self) -> list[tuple[str, str]]:
        return [("", self.page_title)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        courses = self.kept()
        for name, column in (("college", "organisation"), ("course", "pk")):
            asked = self.request.GET.get(name, "")
            if asked.isdecimal():
                courses = courses.filter(**{column: int(asked)})
        page = Paginator(conflicts(courses), ROWS).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, rows=[_row(one) for one in page], **kwargs)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        kept = Override.objects.filter(course__in=self.kept().order_by(), moved_at__isnull=False)
        key = request.POST.get("override", "")
        override = get_object_or_404(kept.select_related("course"), pk=int(key) if key.isdecimal() else 0)
        course, field = override.course, override.field
        if request.POST.get("seen") != seen_of(course.stated.get(field), override):
            messages.error(request, f"{LABELS[field]} of {course} changed since this page was opened. Look again.")
        elif request.POST.get("do") == "keep":
            keep(course, field, request.user)  # type: ignore[arg-type]  # KeepersOnly
            messages.success(request, f"{LABELS[field]} of {course} stays as your college has it.")
        elif request.POST.get("do") == "take":
            drop(course, field)
            messages.success(request, f"{LABELS[field]} of {course} is what the feed states.")
        return redirect(request.get_full_path())


def _row(override: Override) -> ConflictRow:
    field, stated = override.field, override.course.stated.get(override.field)
    return ConflictRow(
        override=override,
        label=LABELS[field],
        before=texts_of(field, override.against),
        now=texts_of(field, stated),
        ours=texts_of(field, override.value),
        seen=seen_of(stated, override),
        may_merge=field in _MERGED,
    )


urlpatterns = [path("conflicts/", ConflictsPage.as_view(), name="conflicts")]
