"""What would this catalogue give, before anything is written? A person tries it, then starts it or goes back."""

import logging
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.generic import TemplateView, View

from consortium.clock import shared_now
from courses.feeds.desk.access import FeedKeepersOnly
from courses.feeds.desk.columns.screen import OURS
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.start import CannotStart, start
from courses.feeds.fetch import FetchFailed
from courses.feeds.guards import judge
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.options import offers_choice
from courses.feeds.plan import Plan, make_plan
from courses.feeds.profile import ProfileError
from courses.feeds.readers import reader_of
from courses.feeds.reading import ReadingCrashed, ReadingFailed
from courses.feeds.samples import Looked, looked_at, sample_of, working_folder
from courses.feeds.settings_hash import reader_settings
from courses.feeds.tasks import send
from courses.feeds.trying import CARDS, Tried, try_reading
from courses.feeds.trying.cards import Card, cards_of

logger = logging.getLogger(__name__)

MOST_ANSWERS = 30
"""A catalogue that takes more requests is tried by its beginning; they tell the first records of any format."""


@dataclass
class Trial:
    """What a dry run found, or why there is none (`failure`); `advice` is what would hold it for a person, `asks` a
    host of which the office is to be asked first.

    `beginning` says that not all was read, and then nothing is compared with what is held.
    """

    failure: str = ""
    asks: str = ""
    tried: Tried | None = None
    counts: list[tuple[str, int]] = field(default_factory=list)
    advice: str = ""
    beginning: str = ""
    cards: list[Card] = field(default_factory=list)


class TryScreen(DeskScreen, TemplateView):
    """Reads on the spot, within the time that a person waits, and writes nothing of what it read. A POST may ask the
    office where the catalogue leads to another host."""

    template_name = "feeds/desk/try.html"
    http_method_names = ["get", "head", "post"]
    feed: Feed

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(request, kwargs["feed"], asks=False)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(request, kwargs["feed"], asks=True)

    def _answer(self, request: HttpRequest, feed: int, *, asks: bool) -> HttpResponse:
        self.feed = self.feed_or_404(feed)
        needs_profile = reader_of(self.feed.format).NEEDS_PROFILE
        if needs_profile and not self.feed.profile.strip():
            messages.info(request, "Say first which column is which field.")
            return HttpResponseRedirect(reverse("feeds_desk:mapping", args=[self.feed.pk]))
        sample = sample_of(self.feed)
        context = {
            "sample": sample,
            "trial": self._try(sample, asks=asks),
            "has_profile": needs_profile,
            "may_choose": offers_choice(self.feed.format),
        }
        return self.render_to_response(self.get_context_data(**context_of(self.feed), **context))

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:try", args=[self.feed.pk]), "Try it")]

    def _try(self, sample: KeptFile | None, *, asks: bool) -> Trial:
        try:
            with looked_at(self.feed, sample, MOST_ANSWERS, asks=asks) as looked:
                if looked is not None:
                    return self._whole(looked) if looked.is_whole else self._beginning(looked)
        except (FetchFailed, ReadingFailed) as failure:
            return Trial(failure.message, getattr(failure, "leads_to", ""))
        except ProfileError as error:
            return Trial(f"What was chosen for its columns cannot be used. {error}")
        except ReadingCrashed as error:
            logger.exception("feed %s: %s", self.feed.pk, error)
            return Trial(OURS)
        return Trial("There is no file to read yet. Give one first.")

    def _whole(self, looked: Looked) -> Trial:
        with working_folder("try") as folder:
            tried = try_reading(self.feed.format, reader_settings(self.feed, looked.given), looked.answers, folder)
            plan = make_plan(self.feed.source, tried.reading, 0)
            return Trial(
                tried=tried,
                counts=_counts(plan),
                advice=judge(plan, set()).message,
                cards=cards_of(self.request, tried.first, self.feed.source.organisation),
            )

    def _beginning(self, looked: Looked) -> Trial:
        with working_folder("try") as folder:
            how = reader_settings(self.feed)
            tried = try_reading(self.feed.format, how, looked.answers, folder, first=CARDS)
            cards = cards_of(self.request, tried.first, self.feed.source.organisation)
            run = "the first run" if self.feed.is_draft else "a run"
            return Trial(tried=tried, beginning=_what_was_read(tried.reading.read, run), cards=cards)


class Start(FeedKeepersOnly, View):
    """Ends the connecting: the first run is queued, and from then on it is read by itself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, feed: int) -> HttpResponse:
        kept = self.feed_or_404(feed)
        try:
            run = start(kept, request.user, shared_now())  # type: ignore[arg-type]  # FeedKeepersOnly
        except CannotStart as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("feeds_desk:try", args=[kept.pk]))
        if run.status == Run.Status.QUEUED:
            transaction.on_commit(lambda: send(run.pk))
        return HttpResponseRedirect(reverse("feeds_desk:run", args=[kept.pk, run.pk]))


def _what_was_read(count: int, run: str) -> str:
    what = {0: "Its first answers hold no record", 1: "The first record"}.get(count, f"The first {count} records")
    return f"{what}; the rest is read by {run}."


def _counts(plan: Plan) -> list[tuple[str, int]]:
    changed = len(plan.changed) + len(plan.returned_changed)
    found = [
        ("New", len(plan.created)),
        ("Changed", changed),
        ("The same", plan.same),
        ("Back", len(plan.returned)),
        ("No longer in it", len(plan.absent)),
    ]
    return [(label, number) for label, number in found if number or label == "New"]


urlpatterns = [
    path("<int:feed>/try/", TryScreen.as_view(), name="try"),
    path("<int:feed>/start/", Start.as_view(), name="start"),
]
