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
from courses.catalogue.editing import ChangedSince, drop, keep
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
        override = self._asked_about(request.POST.get("override", ""))
        if override is None:
            messages.error(request, "Somebody answered this meanwhile. Nothing was done.")
        else:
            self._answer(override, request.POST.get("do", ""), request.POST.get("seen", ""))
        return redirect(request.get_full_path())

    def _asked_about(self, key: str) -> Override | None:
        """None where it was dropped since the page was opened; 404 where it is another college's."""
        asked = Override.objects.filter(pk=int(key) if key.isdecimal() else 0)
        if not asked.exists():
            return None
        return get_object_or_404(asked.filter(course__in=self.kept().order_by()).select_related("course"))

    def _answer(self, override: Override, wish: str, seen: str) -> None:
        course, field = override.course, override.field
        named = f"{LABELS[field]} of {course}"
        try:
            if wish == "keep":
                keep(course, field, self.request.user, seen=seen)  # type: ignore[arg-type]  # KeepersOnly
                messages.success(self.request, f"{named} stays as your college has it.")
            elif wish == "take":
                drop(course, field, seen=seen)
                messages.success(self.request, f"{named} is what the feed states.")
        except ChangedSince:
            messages.error(self.request, f"{named} changed since this page was opened. Look again.")


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
