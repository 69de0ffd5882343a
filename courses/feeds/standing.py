"""How does a feed stand: in step, or what keeps it from being so?"""

import datetime as dt

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from consortium.organisations.models import Organisation
from courses.catalogue.freshness import day_of, holds_for
from courses.catalogue.models import Source
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


def with_standing(feeds: QuerySet[Feed], now: dt.datetime) -> QuerySet[Feed]:
    """Adds `standing` (a key of WORDS), `need` (0 is the greatest), `last_run` and `held_run` (ids), `is_at_work` and
    `is_silent`.

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
        is_silent=ExpressionWrapper(silent(now), output_field=BooleanField()),
    )
    standing = Case(
        When(is_draft=True, then=Value("draft")),
        When(held_run__isnull=False, then=Value("held")),
        When(failures__gt=0, then=Value("failed")),
        When(paused_at__isnull=False, then=Value("paused")),
        When(is_silent=True, then=Value("stale")),
        When(source__accepted_at__isnull=True, then=Value("new")),
        default=Value("in_step"),
        output_field=CharField(),
    )
    return feeds.annotate(standing=standing).annotate(need=_order())


def silent(now: dt.datetime) -> Q:
    """Stale as catalogue.freshness has it: nothing was accepted for three intervals, or a day to confirm has passed.

    One that was never accepted is silent from when it was connected. Databases differ in sums of dates; there are few
    intervals.
    """
    by_interval = Q(pk__in=[])
    for seconds in Source.objects.order_by().values_list("every_seconds", flat=True).distinct():
        before = now - holds_for(seconds)
        never = Q(source__accepted_at__isnull=True, source__created_at__lt=before)
        by_interval |= Q(source__every_seconds=seconds) & (Q(source__accepted_at__lt=before) | never)
    by_interval &= Q(source__confirm_by__isnull=True)
    is_expected = Q(is_draft=False, source__organisation__state=Organisation.State.MEMBER)
    return is_expected & (by_interval | Q(source__confirm_by__lt=day_of(now)))


def _order() -> Case:
    whens = [When(standing=name, then=Value(order)) for order, name in enumerate(WORDS)]
    return Case(*whens, output_field=IntegerField())
