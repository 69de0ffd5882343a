"""How does a feed stand: in step, or what keeps it from being so?"""

import datetime as dt

from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from courses.feeds.leases import ACTIVE
from courses.feeds.models import Feed, Run

# From what needs a person most to what needs nobody.
WORDS = {
    "held": "Held, waits for you",
    "failed": "Failed",
    "paused": "Paused",
    "stale": "Stale",
    "draft": "Being connected",
    "new": "Not read yet",
    "in_step": "In step",
}
TONES = {"held": "soon", "failed": "stop", "paused": "soon", "stale": "soon", "draft": "", "new": "", "in_step": "open"}
SILENT_INTERVALS = 3
_READ_BY_US = (Feed.Way.ADDRESS, Feed.Way.FILE)


def with_standing(feeds: QuerySet[Feed], now: dt.datetime) -> QuerySet[Feed]:
    """Adds `standing` (a key of WORDS), `need` (0 is the greatest), `last_run` and `held_run` (ids), `is_at_work`.

    In one query, whatever the number of feeds, and one for the intervals that there are.
    """
    runs = Run.objects.filter(feed=OuterRef("pk"), dry_run=False).order_by("-pk")
    ended = runs.exclude(status__in=ACTIVE)
    feeds = feeds.annotate(
        held_run=Subquery(runs.filter(status=Run.Status.HELD).values("pk")[:1]),
        last_run=Subquery(ended.values("pk")[:1]),
        last_run_at=Subquery(ended.values("finished_at")[:1]),
        last_problems=Subquery(ended.values("problem_count")[:1]),
        is_at_work=Exists(runs.filter(status__in=ACTIVE)),
    )
    standing = Case(
        When(is_draft=True, then=Value("draft")),
        When(held_run__isnull=False, then=Value("held")),
        When(failures__gt=0, then=Value("failed")),
        When(paused_at__isnull=False, then=Value("paused")),
        When(source__accepted_at__isnull=True, then=Value("new")),
        When(_is_stale(now), then=Value("stale")),
        default=Value("in_step"),
        output_field=CharField(),
    )
    return feeds.annotate(standing=standing).annotate(need=_order())


def _is_stale(now: dt.datetime) -> Q:
    """Not accepted for three of its intervals. Databases differ in sums of dates; there are few intervals."""
    stale = Q(pk__in=[])
    for seconds in Feed.objects.order_by().values_list("every_seconds", flat=True).distinct():
        before = now - SILENT_INTERVALS * dt.timedelta(seconds=seconds)
        stale |= Q(every_seconds=seconds, source__accepted_at__lt=before)
    return stale & Q(way__in=_READ_BY_US)


def _order() -> Case:
    whens = [When(standing=name, then=Value(order)) for order, name in enumerate(WORDS)]
    return Case(*whens, output_field=IntegerField())
