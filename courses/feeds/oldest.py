"""Which feed is the most behind? What is shown of its courses is the oldest that the site says."""

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.organisations.models import Organisation
from courses.catalogue.freshness import holds_for, is_stale
from courses.catalogue.models import Source
from courses.feeds.models import Feed


def oldest_feed() -> dict[str, Any] | None:
    """Of members, paused ones too, by its own interval: a weekly one of six days is younger than a daily one of four.

    One that was never accepted is the oldest. None where no feed is connected.
    """
    feeds = Feed.objects.filter(source__organisation__state=Organisation.State.MEMBER, is_draft=False)
    now = timezone.now()
    held = list(feeds.select_related("source__organisation").order_by("pk"))
    if not held:
        return None
    feed = max(held, key=lambda one: _silence(one.source, now))
    return {
        "college": feed.source.organisation.slug,
        "feed": feed.source.name,
        "accepted_at": feed.source.accepted_at,
        "stale": is_stale(feed.source, feed.source.accepted_at, now),
        "failures": feed.failures,
        "paused": feed.paused_at is not None,
    }


def _silence(source: Source, now: dt.datetime) -> float:
    """1 is the day on which it becomes stale."""
    if source.accepted_at is None:
        return float("inf")
    holds = holds_for(source.every_seconds)
    if source.confirm_by is not None:
        until = dt.datetime.combine(source.confirm_by, dt.time.max, tzinfo=dt.UTC)
        holds = max(until - source.accepted_at, dt.timedelta(days=1))
    return (now - source.accepted_at) / holds
