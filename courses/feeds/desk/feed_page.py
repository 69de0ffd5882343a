"""What is this feed, how does it stand, and how did its last runs go?"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.desk.access import FeedKeepersOnly, feeds_kept_by
from courses.feeds.desk.chart import chart_of
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.listing import is_scheduled
from courses.feeds.desk.words import RESUMED, WAYS, every, format_of, status_of, tone_of
from courses.feeds.hosts import why_not_yet
from courses.feeds.leases import at_work, begin
from courses.feeds.models import Feed, Run
from courses.feeds.options import offers_choice
from courses.feeds.readers import reader_of
from courses.feeds.revert import resume
from courses.feeds.standing import TONES, WORDS, with_standing
from courses.feeds.tasks import send
from courses.feeds.undoing import undone_among

LAST = 30
_CANNOT_RUN = (
    "It cannot be run now: it is paused, still being connected, or not read by us, or its college is no member at "
    "present."
)


class FeedPage(DeskScreen, TemplateView):
    """The feed, with what a person may do to it."""

    template_name = "feeds/desk/feed.html"
    feed: Feed

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = with_standing(feeds_kept_by(request.user), timezone.now())  # type: ignore[arg-type]  # FeedKeepersOnly
        self.feed = get_object_or_404(kept, pk=kwargs["feed"])
        return self.render_to_response(self.get_context_data())

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = self.feed
        runs = list(Run.objects.filter(feed=feed)[:LAST])
        standing: str = feed.standing  # type: ignore[attr-defined]  # of with_standing()
        return super().get_context_data(
            **context_of(feed),
            state=WORDS[standing],
            tone=TONES[standing],
            format=format_of(feed),
            way=WAYS[Feed.Way(feed.way)],
            every=every(feed.every_seconds) if is_read_by_us(feed) else "",
            shown=Course.objects.public().filter(source=feed.source_id).count(),
            runs=_rows(runs),
            last=next((run for run in runs if run.finished_at and not run.dry_run), None),
            chart=chart_of(runs),
            may_run=may_run(feed),
            is_paused=feed.paused_at is not None,
            waits=why_not_yet(feed),
            is_scheduled=is_scheduled(feed),
            has_profile=reader_of(feed.format).NEEDS_PROFILE,
            may_choose=offers_choice(feed.format) and feed.way != Feed.Way.PUSH,
            **kwargs,
        )


def _rows(runs: list[Run]) -> list[dict[str, Any]]:
    undone = undone_among(runs)
    return [
        {"run": run, "status": status_of(run), "tone": tone_of(run), "undone_by": undone.get(run.pk)} for run in runs
    ]


class RunNow(FeedKeepersOnly, View):
    """Reads the feed as soon as a worker is free; where it is being read already, shows that run."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, feed: int) -> HttpResponse:
        kept = self.feed_or_404(feed)
        if not may_run(kept):
            messages.error(request, _CANNOT_RUN)
            return HttpResponseRedirect(reverse("feeds_desk:feed", args=[kept.pk]))
        if other := at_work(kept):
            messages.info(request, "It is being read already: this is the run.")
            return HttpResponseRedirect(reverse("feeds_desk:run", args=[kept.pk, other.pk]))
        run = begin(kept, "admin", by=request.user)  # type: ignore[arg-type]  # as above
        if run.status == Run.Status.QUEUED:
            transaction.on_commit(lambda: send(run.pk))
        else:
            messages.warning(request, run.message)
        return HttpResponseRedirect(reverse("feeds_desk:run", args=[kept.pk, run.pk]))


class Resume(FeedKeepersOnly, View):
    """Ends the pause after a revert."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, feed: int) -> HttpResponse:
        kept = self.feed_or_404(feed)
        if resume(kept):
            messages.success(request, RESUMED[Feed.Way(kept.way)])
        return HttpResponseRedirect(reverse("feeds_desk:feed", args=[kept.pk]))


def is_read_by_us(feed: Feed) -> bool:
    return bool(feed.url or feed.path) and feed.way in (Feed.Way.ADDRESS, Feed.Way.FILE)


def may_run(feed: Feed) -> bool:
    member = feed.source.organisation.state == Organisation.State.MEMBER
    return is_read_by_us(feed) and not feed.is_draft and feed.paused_at is None and member


urlpatterns = [
    path("<int:feed>/", FeedPage.as_view(), name="feed"),
    path("<int:feed>/run/", RunNow.as_view(), name="run_now"),
    path("<int:feed>/resume/", Resume.as_view(), name="resume"),
]
