"""Whose feeds may a person see and touch in the CMS?"""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from consortium.people.models import User
from courses.catalogue.desk.frame import KeepersOnly
from courses.catalogue.keeping import organisations_kept_by
from courses.feeds.models import Feed, Run


def feeds_kept_by(person: User) -> QuerySet[Feed]:
    """Their feeds, those still being connected too."""
    return Feed.objects.filter(source__organisation__in=organisations_kept_by(person)).select_related(
        "source__organisation"
    )


class FeedKeepersOnly(KeepersOnly):
    """For views: nobody else comes in, and what is another organisation's is not there (404)."""

    def feed_or_404(self, pk: int) -> Feed:
        return get_object_or_404(feeds_kept_by(self.request.user), pk=pk)  # type: ignore[arg-type]  # as above

    def run_or_404(self, feed: int, pk: int) -> Run:
        kept = feeds_kept_by(self.request.user)  # type: ignore[arg-type]  # as above
        runs = Run.objects.filter(feed=feed, feed__in=kept.order_by()).select_related(
            "feed__source__organisation", "started_by", "decided_by", "file", "reverts"
        )
        return get_object_or_404(runs, pk=pk)
