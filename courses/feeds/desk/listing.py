"""Which catalogues does a person keep, and which of them needs her most?"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView

from consortium.organisations.models import Organisation
from courses.catalogue.keeping import keeps_all, organisations_kept_by
from courses.feeds.desk.access import feeds_kept_by
from courses.feeds.desk.frame import DeskScreen, title_of
from courses.feeds.desk.words import WAYS, every, format_of
from courses.feeds.models import Feed
from courses.feeds.standing import TONES, WORDS, with_standing

ROWS = 50


class FeedFilters(forms.Form):
    """What is wrong in the address is left out, as on the search page."""

    college = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), required=False, to_field_name="slug", empty_label="Any college"
    )
    state = forms.ChoiceField(choices=[("", "Any state"), *WORDS.items()], required=False)


class FeedListing(DeskScreen, TemplateView):
    """All feeds of a registrar's colleges; for the office all, by college and state."""

    template_name = "feeds/desk/listing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        office = keeps_all(person)  # type: ignore[arg-type]  # the admin lets nobody in without an account
        form = FeedFilters(self.request.GET)
        kept = feeds_kept_by(person)  # type: ignore[arg-type]  # as above
        colleges = organisations_kept_by(person).filter(sources__feed__isnull=False)  # type: ignore[arg-type]
        form.fields["college"].queryset = colleges.distinct().order_by("label")  # type: ignore[attr-defined]
        form.is_valid()
        chosen = {name: value for name, value in form.cleaned_data.items() if value}
        feeds = with_standing(kept, timezone.now())
        if college := chosen.get("college"):
            feeds = feeds.filter(source__organisation=college)
        if state := chosen.get("state"):
            feeds = feeds.filter(standing=state)  # type: ignore[misc]  # of with_standing()
        order = ("need", F("last_run_at").asc(nulls_first=True), "pk")
        page = Paginator(feeds.order_by(*order), ROWS).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            is_office=office,
            is_narrowed=bool(chosen),
            page=page,
            rows=[row_of(feed) for feed in page],
            asked=_asked(page, chosen),
            **kwargs,
        )


def row_of(feed: Feed) -> dict[str, Any]:
    """A feed of with_standing(), in words."""
    standing: str = feed.standing  # type: ignore[attr-defined]  # of with_standing()
    return {
        "feed": feed,
        "college": feed.source.organisation,
        "title": title_of(feed),
        "format": format_of(feed),
        "way": WAYS[Feed.Way(feed.way)],
        "every": every(feed.every_seconds) if feed.way in (Feed.Way.ADDRESS, Feed.Way.FILE) else "",
        "state": WORDS[standing],
        "tone": TONES[standing],
        "is_scheduled": is_scheduled(feed),
    }


def is_scheduled(feed: Feed) -> bool:
    """Whether it is read again by itself; a paused one is only where other content ends the pause."""
    return (
        bool(feed.url or feed.path)
        and not feed.is_draft
        and (feed.paused_at is None or bool(feed.paused_hash))
        and feed.source.organisation.state == Organisation.State.MEMBER
    )


def _asked(page: Page[Feed], chosen: dict[str, Any]) -> str:
    """The filters as a query, for the links to other pages."""
    names = {name: getattr(value, "slug", value) for name, value in chosen.items()}
    return urlencode(names)


urlpatterns = [path("", FeedListing.as_view(), name="index")]
