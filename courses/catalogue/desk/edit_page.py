"""Where a college puts its own value over what the feed states of one field, merges the two, or drops its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView

from courses.catalogue.desk.controls import BY_LANGUAGE
from courses.catalogue.desk.edit_form import EditForm, initial_of, languages_of, merged
from courses.catalogue.desk.frame import DeskScreen
from courses.catalogue.desk.rows import texts_of
from courses.catalogue.editing import CannotEdit, ChangedSince, drop, edit
from courses.catalogue.models import Course, Override
from courses.catalogue.overrides import FIELDS
from courses.catalogue.said import LABELS
from courses.catalogue.seen import seen_of


class EditPage(DeskScreen, TemplateView):
    """`?merge` fills the form with both values; `?asked` leads back to the questions."""

    template_name = "catalogue/desk/edit.html"
    course: Course
    field: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.field = kwargs["field"]
        if self.field not in FIELDS:
            raise Http404
        self._look()

    def _look(self) -> None:
        kept = self.kept().select_related("organisation", "source")
        self.course = get_object_or_404(kept, pk=self.kwargs["pk"])
        self.override = Override.objects.filter(course=self.course, field=self.field).first()

    def get_page_title(self) -> str:
        return f"{LABELS[self.field]}: {self.course.title}"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("catalogue_desk:course", args=[self.course.pk]), self.course.title), ("", LABELS[self.field])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stated = self.course.stated.get(self.field)
        kwargs.setdefault("form", self._form(initial=self._initial(stated)))
        kwargs.setdefault("seen", self._seen())
        return super().get_context_data(
            course=self.course,
            label=LABELS[self.field],
            override=self.override,
            stated=texts_of(self.field, stated),
            ours=texts_of(self.field, self.override.value) if self.override else [],
            is_merging=self._is_merging(),
            is_locked=self.field in self.course.source.locked_fields,
            **kwargs,
        )

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form, seen = self._form(request.POST), request.POST.get("seen", "")
        try:
            if request.POST.get("do") == "drop":
                drop(self.course, self.field, seen=seen)
                messages.success(request, "Readers see again what the feed states.")
                return self._back()
            if form.is_valid() and self._save(form, seen):
                return self._back()
        except ChangedSince as error:
            self._look()
            form, seen = self._form(request.POST), self._seen()
            form.is_valid()
            form.add_error(None, str(error))
        return self.render_to_response(self.get_context_data(form=form, seen=seen), status=422)

    def _back(self) -> HttpResponse:
        if "asked" in self.request.GET:
            return redirect("catalogue_desk:conflicts")
        return redirect("catalogue_desk:course", pk=self.course.pk)

    def _save(self, form: EditForm, seen: str) -> bool:
        """Raises ChangedSince."""
        answer = form.answer()
        value = form.take(answer)
        if form.errors:
            return False
        person = self.request.user
        try:
            differs = edit(self.course, self.field, value, person, seen=seen)  # type: ignore[arg-type]  # KeepersOnly
        except CannotEdit as error:
            form.add_error(None, str(error))
            return False
        for note in answer.notes():
            messages.warning(self.request, f"{LABELS[self.field]} {note.reason}. {note.remedy}")
        said = "Readers see your value. No sync takes it away." if differs else "That is what the feed states already."
        messages.success(self.request, said)
        return True

    def _form(self, *args: Any, **kwargs: Any) -> EditForm:
        was = self.override.value if self.override else self.course.stated.get(self.field)
        tags = languages_of(self.course, was) if self.field in BY_LANGUAGE else ()
        return EditForm(self.field, tags, was, *args, **kwargs)

    def _initial(self, stated: Any) -> dict[str, Any]:
        if self.override is None:
            return initial_of(self.field, stated)
        if self._is_merging():
            return merged(self.field, stated, self.override.value, self.override.against)
        return initial_of(self.field, self.override.value)

    def _is_merging(self) -> bool:
        return self.override is not None and "merge" in self.request.GET

    def _seen(self) -> str:
        return seen_of(self.course.stated.get(self.field), self.override)


urlpatterns = [path("<int:pk>/edit/<slug:field>/", EditPage.as_view(), name="edit")]
