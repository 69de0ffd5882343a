"""Which file is given, and what is it?"""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import FormView

from consortium.organisations.models import Organisation
from courses.catalogue.freshness import day_of
from courses.catalogue.models import Course
from courses.feeds.accepting import usual_confirm_by
from courses.feeds.desk.access import feeds_kept_by
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.ways import next_step
from courses.feeds.fetch.spool import megabytes
from courses.feeds.formats import format_of
from courses.feeds.guards import withdrawals_allowed
from courses.feeds.models import Feed, Run
from courses.feeds.scope import CHANGES, EVERYTHING, Scope
from courses.feeds.tasks import send
from courses.feeds.uploads.giving import begin_upload
from courses.feeds.uploads.keeping import CannotKeep, keep
from courses.feeds.uploads.parts import Part, parts_of

LONGEST_HOLD = dt.timedelta(days=366)
_EVERYTHING, _CHANGES, _PART = "everything", "changes", "part"


class UploadForm(forms.Form):
    """The file, and what it says to be; a part is chosen among those that the catalogue holds."""

    file = forms.FileField(
        label="The file",
        allow_empty_file=True,  # said in our words, with what to do
        max_length=1_000,
        error_messages={"required": "Choose the file that you want to give."},
    )
    scope = forms.ChoiceField(
        label="What is in it?",
        choices=[(_EVERYTHING, ""), (_CHANGES, ""), (_PART, "")],
        initial=_EVERYTHING,
        error_messages={"required": "Say what is in the file.", "invalid_choice": "Choose one of the three."},
    )
    part = forms.CharField(required=False, label="Department or other part")
    confirm_by = forms.DateField(
        required=False,
        label="Until when does it hold?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as 2027-01-31."},
    )

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scopes = {
            f"{number}:{value}": Scope("part", one.field, value)
            for number, one in enumerate(parts)
            for value, _ in one.values
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        day, today = found.get("confirm_by"), day_of(timezone.now())
        if day and not today < day <= today + LONGEST_HOLD:
            self.add_error("confirm_by", "Choose a day after today and within a year.")
        if found.get("scope") == _PART and found.get("part") not in self._scopes:
            self.add_error("part", "Choose the department or part of which this file holds everything.")
        return found

    def said(self) -> Scope:
        """Once it is valid."""
        kind = self.cleaned_data["scope"]
        if kind == _PART:
            return self._scopes[self.cleaned_data["part"]]
        return CHANGES if kind == _CHANGES else EVERYTHING


class UploadPage(DeskScreen, FormView):  # type: ignore[type-arg]  # of its form
    """Keeps the file; a draft's is its sample, any other is read at once."""

    template_name = "feeds/desk/upload.html"
    form_class = UploadForm
    feed: Feed
    parts: list[Part]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kept = feeds_kept_by(request.user) if request.user.is_authenticated else Feed.objects.none()
        found = kept.filter(pk=kwargs["feed"]).exclude(way=Feed.Way.PUSH).first()
        if found is None or not format_of(found.format).takes:
            raise Http404
        self.feed = found
        self.parts = [] if found.is_draft else parts_of(found.source)
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:upload", args=[self.feed.pk]), "Upload a file")]

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "confirm_by": usual_confirm_by(timezone.now())}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "parts": self.parts}
        if self.feed.is_draft and "data" in kwargs:
            kwargs["data"] = {**kwargs["data"].dict(), "scope": _EVERYTHING}  # the first file is the whole
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stated = Course.objects.filter(source=self.feed.source, withdrawn_at__isnull=True).count()
        at_work = Run.objects.filter(feed=self.feed, status__in=["queued", "running"], dry_run=False).first()
        return super().get_context_data(
            **context_of(self.feed),
            format=format_of(self.feed.format),
            parts=[(number, one) for number, one in enumerate(self.parts)],
            stated=stated,
            allowed=int(withdrawals_allowed(stated)),
            most=megabytes(settings.FEED_MAX_UPLOAD_BYTES),
            at_work=at_work,
            given=self.feed.files.filter(use="upload")[:5],
            **kwargs,
        )

    def form_valid(self, form: UploadForm) -> HttpResponse:
        if self.feed.source.organisation.state != Organisation.State.MEMBER:
            form.add_error(None, "This college is no member at present, so nothing of it is read.")
            return self.form_invalid(form)
        given = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                kept = keep(self.feed, given.name or "", given, self.request.user)  # type: ignore[arg-type]  # in the admin
                if self.feed.is_draft:
                    return self._go_on(kept.name)
                day = form.cleaned_data["confirm_by"]
                run = begin_upload(self.feed, kept, form.said(), self.request.user, confirm_by=day)  # type: ignore[arg-type]  # as above
        except CannotKeep as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        if run.status == Run.Status.QUEUED:
            transaction.on_commit(lambda: send(run.pk))
        else:
            messages.warning(self.request, run.message)
        return HttpResponseRedirect(reverse("feeds_desk:run", args=[self.feed.pk, run.pk]))

    def form_invalid(self, form: UploadForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _go_on(self, name: str) -> HttpResponse:
        messages.success(self.request, f"{name} is kept. Nothing of it is shown yet.")
        return HttpResponseRedirect(next_step(self.feed))


urlpatterns = [path("<int:feed>/upload/", UploadPage.as_view(), name="upload")]
