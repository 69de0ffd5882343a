"""Which categories and courses of a system are read? A registrar ticks them, and sees what that gives."""

import datetime as dt
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

import msgspec
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView

from consortium.clock import shared_now
from courses.feeds.desk.choice_form import ChoiceForm, Tree, trees_of
from courses.feeds.desk.columns.screen import OURS
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.fetch import FetchFailed
from courses.feeds.looking import CannotLook, Offered, OfferJob, offered_by
from courses.feeds.models import Feed, FeedCredential
from courses.feeds.options import offers_choice, options_of, profile_for, profile_with
from courses.feeds.profile import ProfileError
from courses.feeds.readers.moodle_listing import Listing
from courses.feeds.readers.moodle_options import Chosen
from courses.feeds.reading import ReadingCrashed
from courses.feeds.samples import Looked, looked_at, sample_of
from courses.feeds.settings_hash import reader_settings

logger = logging.getLogger(__name__)
_MOST_ANSWERS = 10
_REMEMBERED_SECONDS = 3_600
_MOST_REMEMBERED = 4_000_000
_LONG = 25
"""Above so many categories those below another are folded."""


class Look(msgspec.Struct, frozen=True):
    """What was seen, and when."""

    listing: Listing
    at: dt.datetime


@dataclass
class Shown:
    """What the template needs; `failure` says why nothing was seen."""

    failure: str = ""
    look: Look | None = None
    offered: Offered | None = None
    trees: tuple[Tree, ...] = ()


class ChoicePage(DeskScreen, TemplateView):
    """GET shows what is chosen and gives; POST shows what the form would give, or saves it. It may ask the office where
    the catalogue leads to another host."""

    template_name = "feeds/desk/choice_page.html"
    feed: Feed

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:choice", args=[self.feed.pk]), "What of it is read")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self._feed(kwargs["feed"])
        return self._shown(ChoiceForm(chosen=_chosen(self.feed)), self.feed.profile)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self._feed(kwargs["feed"])
        form = ChoiceForm(request.POST, chosen=_chosen(self.feed))
        wish = request.POST.get("do", "show")
        if not form.is_valid():
            return self._shown(form, self.feed.profile, is_anew=wish == "look")
        try:
            profile = profile_with(self.feed.format, self.feed.profile, form.options())
        except ProfileError as error:
            form.add_error(None, str(error))
            return self._shown(form, self.feed.profile)
        if wish == "save":
            return self._save(profile)
        return self._shown(form, profile, is_anew=wish == "look")

    def _feed(self, pk: int) -> Feed:
        feed = self.feed_or_404(pk)
        if not offers_choice(feed.format):
            raise Http404
        return feed

    def _save(self, profile: str) -> HttpResponse:
        feed = self.feed
        if profile != feed.profile:
            feed.profile = profile
            feed.next_due_at = feed.next_due_at if feed.is_draft else shared_now()
            feed.save(update_fields=["profile", "next_due_at"])
        messages.success(self.request, "Saved. The next reading reads everything anew by it.")
        return HttpResponseRedirect(reverse("feeds_desk:try" if feed.is_draft else "feeds_desk:feed", args=[feed.pk]))

    def _shown(self, form: ChoiceForm, profile: str, *, is_anew: bool = False) -> HttpResponse:
        shown = self._look(profile, is_anew=is_anew)
        is_wrong = form.is_bound and not form.is_valid()
        if is_wrong and shown.look:
            shown.trees = trees_of(shown.look.listing, form.ticked())
        folds = bool(shown.look and len(shown.look.listing.categories) > _LONG)
        context = {"form": form, "shown": shown, "folds": folds, "is_wrong": is_wrong}
        status = 422 if is_wrong else 200
        return self.render_to_response(self.get_context_data(**context_of(self.feed), **context), status=status)

    def _look(self, profile: str, *, is_anew: bool) -> Shown:
        feed = self.feed
        feed.profile = profile
        name = _name_of_look(feed)
        kept = None if is_anew else cache.get(name)
        try:
            if kept is not None:
                look = msgspec.json.decode(kept, type=Look)
                offered = self._offered(Looked(()), look.listing)
            else:
                asks = self.request.method == "POST"
                with looked_at(feed, sample_of(feed), _MOST_ANSWERS, asks=asks) as looked:
                    if looked is None:
                        return Shown("There is no file to look at yet. Give one first.")
                    offered = self._offered(looked, None)
                look = Look(offered.listing, timezone.now())
                if len(text := msgspec.json.encode(look)) < _MOST_REMEMBERED:
                    cache.set(name, text, _REMEMBERED_SECONDS)
        except (FetchFailed, CannotLook) as failure:
            return Shown(failure.message)
        except ProfileError as error:
            return Shown(f"The options cannot be used. {error}")
        except ReadingCrashed as error:
            logger.exception("feed %s: %s", feed.pk, error)
            return Shown(OURS)
        return Shown(look=look, offered=offered, trees=trees_of(look.listing, _chosen(feed)))

    def _offered(self, looked: Looked, listing: Listing | None) -> Offered:
        return offered_by(
            OfferJob(
                self.feed.format,
                reader_settings(self.feed, looked.given),
                looked.answers,
                listing,
                memory_bytes=settings.FEED_READER_MEMORY_BYTES,
                seconds=settings.FEED_TRY_SECONDS,
            )
        )


def _chosen(feed: Feed) -> Chosen:
    """What the profile chooses; nothing where it no longer fits this version."""
    try:
        options = profile_for(feed.format, feed.profile).options if feed.profile.strip() else {}
    except ProfileError:
        return Chosen()
    return cast("Chosen", msgspec.convert(options, options_of(feed.format)))


def _name_of_look(feed: Feed) -> str:
    """Another address, file or password is another look."""
    sample, credential = sample_of(feed), FeedCredential.objects.filter(feed=feed).first()
    seen_by = (feed.url, feed.path, sample and sample.pk, credential and credential.set_at)
    return f"offered:{feed.pk}:{sha256(repr(seen_by).encode()).hexdigest()}"


urlpatterns = [path("<int:feed>/choice/", ChoicePage.as_view(), name="choice")]
