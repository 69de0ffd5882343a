"""Which feed was accepted longest ago? What is shown of its courses is the oldest that the site says."""

from typing import Any

from django.db.models import F

from consortium.organisations.models import Organisation
from courses.feeds.models import Feed


def oldest_feed() -> dict[str, Any] | None:
    """Of members, paused ones too; one that was never accepted is the oldest. None where no feed is connected."""
    feeds = Feed.objects.filter(source__organisation__state=Organisation.State.MEMBER)
    oldest = feeds.select_related("source__organisation").order_by(F("source__accepted_at").asc(nulls_first=True), "pk")
    if (feed := oldest.first()) is None:
        return None
    return {
        "college": feed.source.organisation.slug,
        "feed": feed.source.name,
        "accepted_at": feed.source.accepted_at,
        "failures": feed.failures,
        "paused": feed.paused_at is not None,
    }
