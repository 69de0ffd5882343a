"""Where is this catalogue read, how often, and with what does it identify itself?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from courses.feeds.connecting import pause, remove_draft
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.settings_form import SettingsForm
from courses.feeds.desk.ways import next_step
from courses.feeds.desk.words import RESUMED
from courses.feeds.fetch import FetchFailed
from courses.feeds.fetch.remedies import Remedy, remedy_of
from courses.feeds.formats import format_of
from courses.feeds.hosts import host_of, settle_answer, state_of
from courses.feeds.models import Feed, FeedCredential, KeptFile
from courses.feeds.options import offers_choice, options_known
from courses.feeds.revert import resume
from courses.feeds.sampling import fetch_sample


@method_decorator(sensitive_post_parameters("secret"), name="dispatch")
class SettingsPage(DeskScreen, TemplateView):
    """One page, whose buttons save, fetch a sample, pause, resume, or remove a draft."""

    template_name = "feeds/desk/settings.html"
    feed: Feed

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        act = {"save": self._save, "fetch": self._save, "pause": self._pause, "resume": self._resume,
               "remove": self._remove}.get(request.POST.get("do", ""))  # fmt: skip
        return act() if act else self._here()

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:settings", args=[self.feed.pk]), "Settings")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = self.feed
        kwargs.setdefault("form", SettingsForm(feed=feed))
        return super().get_context_data(
            **context_of(feed),
            format=format_of(feed.format),
            host=host_of(feed.url),
            host_state=state_of(feed),
            credential=FeedCredential.objects.filter(feed=feed).select_related("set_by").first(),
            sample=KeptFile.objects.filter(feed=feed, use=KeptFile.Use.SAMPLE).first(),
            next_step=next_step(feed),
            options=options_known(feed.format),
            may_choose=offers_choice(feed.format),
            **kwargs,
        )

    def _save(self) -> HttpResponse:
        form = SettingsForm(self.request.POST, feed=self.feed)
        if not form.is_valid():
            self.feed.refresh_from_db()
            return self._again(form)
        form.save(self.request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account
        if self.request.POST["do"] == "fetch":
            return self._fetch(form)
        messages.success(self.request, "Saved.")
        return self._here()

    def _fetch(self, form: SettingsForm) -> HttpResponse:
        try:
            kept = fetch_sample(self.feed, self.request.user)  # type: ignore[arg-type]  # as above
        except FetchFailed as failure:
            waits = failure.detail == "host"
            remedy = Remedy("The office has to approve this host first", failure.message) if waits else None
            said = "" if waits else failure.message
            told = remedy or remedy_of(failure)
            return self._again(SettingsForm(feed=self.feed), remedy=told, waits=waits, said=said)
        settle_answer(self.feed)
        messages.success(self.request, f"It answered: {kept.name} is kept as a sample.")
        return HttpResponseRedirect(next_step(self.feed)) if self.feed.is_draft else self._here()

    def _pause(self) -> HttpResponse:
        pause(self.feed, self.request.user)  # type: ignore[arg-type]  # as above
        messages.success(self.request, "Paused. Nothing is read until somebody lets it run again.")
        return self._here()

    def _resume(self) -> HttpResponse:
        if resume(self.feed):
            messages.success(self.request, RESUMED[Feed.Way(self.feed.way)])
        return self._here()

    def _remove(self) -> HttpResponse:
        if not remove_draft(self.feed):
            messages.error(self.request, "Only what is still being connected and was never read can be removed.")
            return self._here()
        messages.success(self.request, "The draft is removed.")
        return HttpResponseRedirect(reverse("feeds_desk:index"))

    def _again(self, form: SettingsForm, **more: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **more), status=422)

    def _here(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("feeds_desk:settings", args=[self.feed.pk]))


urlpatterns = [path("<int:feed>/settings/", SettingsPage.as_view(), name="settings")]
