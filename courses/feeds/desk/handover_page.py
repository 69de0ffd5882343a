"""What must somebody know who keeps this catalogue from now on? One sheet to print."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView

from consortium.people.models import Membership
from courses.catalogue.keeping import OFFICE, REGISTRAR
from courses.catalogue.models import Course
from courses.feeds.desk.columns.choices import constants
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.words import WAYS, every, status_of
from courses.feeds.explained import BY_TARGET
from courses.feeds.formats import format_of
from courses.feeds.hosts import host_of, state_of
from courses.feeds.models import Feed, FeedCredential, FeedHost, Run
from courses.feeds.profile import FieldRule, ProfileError, parse_profile
from courses.feeds.scope import name_of


class HandoverPage(DeskScreen, TemplateView):
    """No secret stands on it: paper is left in drawers."""

    template_name = "feeds/desk/handover.html"
    feed: Feed

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        return self.render_to_response(self.get_context_data())

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:handover", args=[self.feed.pk]), "Hand-over sheet")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed, college = self.feed, self.feed.source.organisation
        runs = Run.objects.filter(feed=feed, dry_run=False)
        first = runs.filter(is_applied=True).order_by("pk").select_related("started_by").first()
        last = runs.filter(finished_at__isnull=False).order_by("-pk").first()
        return super().get_context_data(
            **context_of(feed),
            format=format_of(feed.format),
            way=WAYS[Feed.Way(feed.way)],
            every=every(feed.every_seconds) if feed.url or feed.path else "",
            host=host_of(feed.url),
            host_state=FeedHost.State(state_of(feed)).label,
            credential=FeedCredential.objects.filter(feed=feed).select_related("set_by").first(),
            shown=Course.objects.public().filter(source=feed.source).count(),
            first=first,
            last=last,
            last_status=status_of(last) if last else "",
            mapping=_mapping(feed),
            registrars=_people(REGISTRAR, organisation=college),
            office=_people(OFFICE),
            address=self.request.build_absolute_uri(reverse("feeds_desk:feed", args=[feed.pk])),
            held_days=settings.FEED_HELD_DAYS,
            printed_at=timezone.now(),
            **kwargs,
        )


def _people(role: str, **where: Any) -> list[Membership]:
    held = Membership.objects.current().filter(role=role, person__is_active=True, **where)
    return list(held.select_related("person").order_by("since")[:6])


def _mapping(feed: Feed) -> list[tuple[str, str]]:
    """(field, where it comes from), in words; nothing where the format itself says it all."""
    if not feed.profile.strip():
        return []
    try:
        profile = parse_profile(feed.profile)
    except ProfileError:
        return []
    rules = {**profile.fields, **{f"offering.{name}": rule for name, rule in profile.offering.items()}}
    said = {one.name: {option.value: option.label for option in one.options} for one in constants()}
    rows = [("id", " and ".join(f"column {part}" for part in profile.id_parts))]
    rows += [(_called(target), _origin(rule, said.get(target, {}))) for target, rule in rules.items()]
    return [(name, origin) for name, origin in rows if origin]


def _called(target: str) -> str:
    """As the screen of columns calls it; what no list knows by its own name."""
    return BY_TARGET[target].label if target in BY_TARGET else name_of(target.removeprefix("offering."))


def _origin(rule: FieldRule, said: dict[str, str]) -> str:
    if rule.const is not None:
        return f"always “{said.get(str(rule.const), rule.const)}”"
    return " and ".join(f"column {name}" for name in rule.sources)


urlpatterns = [path("<int:feed>/handover/", HandoverPage.as_view(), name="handover")]
