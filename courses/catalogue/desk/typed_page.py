"""Where a course is typed in by hand, and changed, without any feed."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView

from consortium.organisations.models import Organisation
from consortium.people.models import User
from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.checking import Answer
from courses.catalogue.desk.edit_form import languages_of
from courses.catalogue.desk.frame import DeskScreen
from courses.catalogue.desk.typed_form import MOST_RUNS, CourseForm, RunForms, check, initial_of, runs_of
from courses.catalogue.keeping import organisations_kept_by, organisations_typed_by, types_courses
from courses.catalogue.models import Course, Source
from courses.catalogue.models.course import CourseQuerySet
from courses.catalogue.said import LABELS
from courses.catalogue.typed import alike, retype_course, twin_key_of, type_course


class TypingScreen(DeskScreen, TemplateView):
    """What both screens share. Whatever is sent comes back as it was typed, until it is saved."""

    template_name = "catalogue/desk/typed.html"
    may_enter = staticmethod(types_courses)
    course: Course | None = None

    def record_id(self) -> str:
        raise NotImplementedError

    def seen(self) -> str:
        """What the course stated when the form was opened."""
        return bytes(self.course.fingerprint).hex() if self.course else ""

    def save(self, college: Organisation, answer: Answer) -> Course:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            stated = self.course.stated if self.course else {}
            first = {"college": self.course.organisation_id if self.course else self._only_college()}
            kwargs["form"] = self._form(initial={**first, **initial_of(stated)})
            kwargs["runs"] = RunForms(initial=[*runs_of(stated), {}], prefix="runs")
        kwargs["next_run"] = kwargs["runs"].total_form_count() + 1
        context = {"course": self.course, "record": self.record_id(), "seen": self.seen(), "most_runs": MOST_RUNS}
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        if request.POST.get("do") == "more":
            return self.render_to_response(self._as_typed(_with_one_run_more(request.POST)))
        form, runs = self._form(request.POST), RunForms(request.POST, prefix="runs")
        answer = check(self.record_id(), form, runs)
        if answer and self.course and request.POST.get("seen") != self.seen():
            form.add_error(
                None, "Since this form was opened, somebody else changed the course. Look at both, then save."
            )
            answer = None
        if answer is None:
            return self.render_to_response(self.get_context_data(form=form, runs=runs), status=422)
        college, key = form.cleaned_data["college"], twin_key_of(answer)
        twins = alike(college, answer, self.course)
        if request.POST.get("alike") != key and twins.exists():
            return self._ask(form, runs, twins, key)
        course = self.save(college, answer)
        for note in answer.notes():
            messages.warning(request, f"{LABELS.get(note.field, note.field)} {note.reason}. {note.remedy}")
        messages.success(request, "It is saved. Readers find it in a few seconds, unless it is hidden.")
        return redirect("catalogue_desk:course", pk=course.pk)

    def _ask(self, form: CourseForm, runs: Any, twins: CourseQuerySet, key: str) -> HttpResponse:
        found = [(twin, twin.source.kind == Source.Kind.TYPED) for twin in twins]
        kept = organisations_kept_by(self.request.user)  # type: ignore[arg-type]  # KeepersOnly
        keeps = kept.filter(pk=twins[0].organisation_id).exists()
        asked = self.get_context_data(form=form, runs=runs, twins=found, key=key, keeps=keeps)
        return self.render_to_response(asked, status=422)

    def _as_typed(self, sent: QueryDict) -> dict[str, Any]:
        """The forms with all that was typed, and nothing said of it yet."""
        form, runs = self._form(sent), RunForms(sent, prefix="runs")
        for one in (form, *runs):
            one._errors = {}  # as a form that was not looked at: what is half typed is no error
        return self.get_context_data(form=form, runs=runs)

    def _form(self, *args: Any, **kwargs: Any) -> CourseForm:
        tags = languages_of(self.course) if self.course else consortium_profile().languages
        return CourseForm(self._colleges(), tags, self.course.stated if self.course else {}, *args, **kwargs)

    def _colleges(self) -> QuerySet[Organisation]:
        """Of a course that is there only its own: none moves to another college."""
        user = self.request.user
        kept = organisations_typed_by(user) if isinstance(user, User) else Organisation.objects.none()
        if self.course:
            return kept.filter(pk=self.course.organisation_id)
        return kept.filter(state=Organisation.State.MEMBER).order_by("label")

    def _only_college(self) -> int | None:
        found = list(self._colleges().values_list("pk", flat=True)[:2])
        return found[0] if len(found) == 1 else None


class TypePage(TypingScreen):
    page_title = "Type a course in"

    def trail(self) -> list[tuple[str, str]]:
        return [("", self.page_title)]

    def record_id(self) -> str:
        """Made with the form, so that one that is sent twice is one course."""
        try:
            return str(uuid.UUID(self.request.POST.get("record", "")))
        except ValueError:
            return str(uuid.uuid4())

    def save(self, college: Organisation, answer: Answer) -> Course:
        return type_course(college, answer)


class RetypePage(TypingScreen):
    course: Course

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        typed = self.kept().filter(source__kind=Source.Kind.TYPED).select_related("organisation", "source")
        self.course = get_object_or_404(typed, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return f"Change {self.course.title}"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("catalogue_desk:course", args=[self.course.pk]), self.course.title), ("", "Change it")]

    def record_id(self) -> str:
        return self.course.record_id

    def save(self, _college: Organisation, answer: Answer) -> Course:
        retype_course(self.course, answer)
        return self.course


def _with_one_run_more(sent: QueryDict) -> QueryDict:
    more = sent.copy()
    held = sent.get("runs-TOTAL_FORMS", "")
    more["runs-TOTAL_FORMS"] = str(min(MOST_RUNS, (int(held) if held.isdecimal() else 0) + 1))
    return more


urlpatterns = [
    path("typed/add/", TypePage.as_view(), name="type"),
    path("<int:pk>/typed/", RetypePage.as_view(), name="retype"),
]
