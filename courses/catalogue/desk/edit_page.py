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
from courses.catalogue.editing import CannotEdit, drop, edit
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
        kept = self.kept().select_related("organisation", "source")
        self.course = get_object_or_404(kept, pk=kwargs["pk"])
        self.field = kwargs["field"]
        if self.field not in FIELDS:
            raise Http404
        self.override = Override.objects.filter(course=self.course, field=self.field).first()

    def get_page_title(self) -> str:
        return f"{LABELS[self.field]}: {self.course.title}"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("catalogue_desk:course", args=[self.course.pk]), self.course.title), ("", LABELS[self.field])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stated = self.course.stated.get(self.field)
        kwargs.setdefault("form", self._form(initial=self._initial(stated)))
        return super().get_context_data(
            course=self.course,
            label=LABELS[self.field],
            override=self.override,
            stated=texts_of(self.field, stated),
            ours=texts_of(self.field, self.override.value) if self.override else [],
            is_merging=self._is_merging(),
            seen=self._seen(),
            is_locked=self.field in self.course.source.locked_fields,
            **kwargs,
        )

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self._form(request.POST)
        if request.POST.get("seen") != self._seen():
            form.is_valid()
            form.add_error(None, "Since this page was opened, somebody or the feed changed the field. Look again.")
        elif request.POST.get("do") == "drop":
            drop(self.course, self.field)
            messages.success(request, "Readers see again what the feed states.")
            return self._back()
        elif form.is_valid() and self._save(form):
            return self._back()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _back(self) -> HttpResponse:
        if "asked" in self.request.GET:
            return redirect("catalogue_desk:conflicts")
        return redirect("catalogue_desk:course", pk=self.course.pk)

    def _save(self, form: EditForm) -> bool:
        answer = form.answer()
        value = form.take(answer)
        if form.errors:
            return False
        try:
            differs = edit(self.course, self.field, value, self.request.user)  # type: ignore[arg-type]  # KeepersOnly
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
            return merged(self.field, stated, self.override.value)
        return initial_of(self.field, self.override.value)

    def _is_merging(self) -> bool:
        return self.override is not None and "merge" in self.request.GET

    def _seen(self) -> str:
        return seen_of(self.course.stated.get(self.field), self.override)


urlpatterns = [path("<int:pk>/edit/<slug:field>/", EditPage.as_view(), name="edit")]
