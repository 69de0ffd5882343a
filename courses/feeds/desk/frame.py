"""What do all screens of feeds in the CMS share: who comes in, the way back, and the look?"""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.keeping import keeps_all
from courses.feeds.desk.access import FeedKeepersOnly
from courses.feeds.models import Feed

SECTION = "Catalogue sync"


class DeskScreen(FeedKeepersOnly, WagtailAdminTemplateMixin):  # type: ignore[misc]  # Wagtail has no types
    """A screen below /admin/feeds/. Its template extends `feeds/desk/base.html`; `trail` are the crumbs before it."""

    header_icon = "history"
    page_title = SECTION

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """In the consortium's time zone, as the site is; Wagtail would take UTC."""
        with timezone.override(ZoneInfo(consortium_profile().time_zone)):
            answer = super().dispatch(request, *args, **kwargs)
            return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer

    def trail(self) -> list[tuple[str, str]]:
        """[(address, label)]; the last one is the screen itself."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        trail = [(reverse("feeds_desk:index"), SECTION), *self.trail()]
        crumbs = [{"url": address, "label": label} for address, label in trail]
        crumbs[-1]["url"] = ""
        return [*self.breadcrumbs_items, *crumbs]


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
