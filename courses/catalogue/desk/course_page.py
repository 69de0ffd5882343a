"""One course as its keepers see it: its state, its dates, what is stated and shown of each field, what they may do."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView

from courses.catalogue.desk.frame import DeskScreen
from courses.catalogue.desk.listing import STATES, state_of
from courses.catalogue.desk.rows import field_rows
from courses.catalogue.hiding import hide_course, show_course
from courses.catalogue.keeping import confirm_course, organisations_kept_by, types_courses
from courses.catalogue.models import Course, Source
from courses.catalogue.overrides import FIELDS
from courses.catalogue.page import course_page
from courses.catalogue.twins import twins_of
from courses.catalogue.typed import NotTyped, offer_again, withdraw_course


class HideForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label="Why?",
        help_text="Only the college’s registrars and the office read this.",
        error_messages={"required": "Say why it is hidden: whoever comes later must understand it."},
    )


class CourseDesk(DeskScreen, TemplateView):
    template_name = "catalogue/desk/course.html"
    may_enter = staticmethod(types_courses)
    course: Course

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        kept = self.kept().with_dates()
        kept = kept.select_related("organisation__hidden_courses", "source", "same_as", "hidden_by")
        self.course = get_object_or_404(kept, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.course.title

    def trail(self) -> list[tuple[str, str]]:
        return [("", self.course.title)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", HideForm())
        twins = [twin for twin in twins_of(self.course) if twin.pk != self.course.pk]
        state = state_of(self.course)
        rows = field_rows(self.course)
        is_typed = self.course.source.kind == Source.Kind.TYPED
        page = course_page(self.course, self.course.offerings.filter(withdrawn_at__isnull=True), timezone.now())
        return super().get_context_data(
            course=self.course,
            state=dict(STATES)[state],
            is_public=state == "public",
            is_hidden=any(one.hidden_at for one in (self.course, self.course.same_as) if one),
            is_typed=is_typed,
            keeps=self._keeps_its_college(),
            twins=twins,
            editable=[] if is_typed else [row for row in rows if row.name in FIELDS],
            facts=[row for row in rows if row.stated and (is_typed or row.name not in FIELDS)],
            unsaid=[row.label.lower() for row in rows if is_typed and not row.stated],
            questions=sum(row.is_asked for row in rows),
            runs=[*page.runs, *page.past_runs],
            **kwargs,
        )

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        wish = request.POST.get("do")
        if wish == "hide":
            form = HideForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            hide_course(self.course, request.user, form.cleaned_data["reason"])  # type: ignore[arg-type]  # KeepersOnly
            messages.success(request, "The course is hidden. No sync brings it back.")
        elif wish == "show":
            show_course(self.course)
            messages.success(request, "The course is no longer hidden.")
        elif wish == "confirm":
            if confirm_course(self.course):
                messages.success(request, "Its page now says that a person confirmed it today.")
            else:
                messages.error(request, "Only what readers see can be confirmed; this course is not public.")
        elif wish in ("withdraw", "offer"):
            self._take_back_or_offer(wish)
        return redirect("catalogue_desk:course", pk=self.course.pk)

    def _keeps_its_college(self) -> bool:
        """An editor keeps what is typed, and sees of other sources what everybody sees."""
        kept = organisations_kept_by(self.request.user)  # type: ignore[arg-type]  # KeepersOnly
        return kept.filter(pk=self.course.organisation_id).exists()

    def _take_back_or_offer(self, wish: str) -> None:
        try:
            withdraw_course(self.course) if wish == "withdraw" else offer_again(self.course)
        except NotTyped as error:
            messages.error(self.request, str(error))
        else:
            said = "It is withdrawn. Its page stays, marked so." if wish == "withdraw" else "It is offered again."
            messages.success(self.request, said)


urlpatterns = [path("<int:pk>/", CourseDesk.as_view(), name="course")]
