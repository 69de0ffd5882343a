"""What do all screens of feeds in the CMS share: who comes in, and the way back?"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from consortium.pages.desk import Screen
from courses.catalogue.keeping import keeps_all
from courses.feeds.desk.access import FeedKeepersOnly
from courses.feeds.models import Feed

SECTION = "Catalogue sync"


class DeskScreen(FeedKeepersOnly, Screen):
    """A screen below /admin/feeds/. Its template extends `feeds/desk/base.html`."""

    header_icon = "history"
    page_title = SECTION
    section = ("feeds_desk:index", SECTION)


class OfficeScreen(DeskScreen):
    """What concerns every college is the office's."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not keeps_all(request.user):  # type: ignore[arg-type]  # the admin lets nobody in without an account
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def crumb_of(feed: Feed) -> tuple[str, str]:
    """The way back to a feed."""
    return reverse("feeds_desk:feed", args=[feed.pk]), f"{feed.source.organisation.label}: {title_of(feed)}"


def title_of(feed: Feed) -> str:
    return feed.source.title or feed.source.name


def context_of(feed: Feed) -> dict[str, Any]:
    """What the head of a feed's screens shows."""
    return {"feed": feed, "source": feed.source, "college": feed.source.organisation, "feed_title": title_of(feed)}
