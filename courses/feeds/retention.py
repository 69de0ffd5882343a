"""How long are files, changes and problems of runs kept, and which are never let go?"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.catalogue.bulk import blocks
from courses.feeds.leases import ACTIVE
from courses.feeds.models import Change, KeptFile, Problem, Run

logger = logging.getLogger(__name__)
_NOTHING_SAID = (Change.Kind.HELD, Change.Kind.REFRESHED, Change.Kind.CARRIED)


def let_go(now: dt.datetime | None = None) -> None:
    """Remove what is older than the settings say. Once a day; twice does no harm.

    The last good run of every feed, its file, held runs and runs at work are always kept.
    """
    now = now or timezone.now()
    kept_runs = _always_kept()
    files = _let_go_files(now - dt.timedelta(days=settings.FEED_KEEP_FILES_DAYS), kept_runs)
    before = now - dt.timedelta(days=settings.FEED_KEEP_RUNS_DAYS)
    changes, problems = _let_go_changes(before, kept_runs), _let_go_problems(before, kept_runs)
    if files or changes or problems:
        logger.info("let go of %s files, %s changes and %s problems of old runs", files, changes, problems)


def _always_kept() -> set[int]:
    good = Run.objects.filter(is_applied=True, dry_run=False, reverts__isnull=True)
    last_good = good.order_by().values("feed").annotate(last=Max("pk")).values_list("last", flat=True)
    waiting = Run.objects.filter(status__in=(Run.Status.HELD, *ACTIVE)).values_list("pk", flat=True)
    return {*last_good, *waiting}


def _let_go_files(before: dt.datetime, kept_runs: set[int]) -> int:
    """Those that no run read since, and that are not the newest of their feed: columns are mapped by it."""
    newest = KeptFile.objects.order_by().values("feed").annotate(last=Max("pk")).values_list("last", flat=True)
    last_read = Run.objects.filter(file=OuterRef("pk")).filter(Q(created_at__gte=before) | Q(pk__in=kept_runs))
    old = KeptFile.objects.filter(~Exists(last_read), created_at__lt=before).exclude(pk__in=list(newest))
    gone = list(old.order_by("pk"))
    for kept in gone:
        kept.delete()  # one by one: the bytes go with the last row that names them
    return len(gone)


def _let_go_changes(before: dt.datetime, kept_runs: set[int]) -> int:
    """Of every course the newest change before that day stays: it says what was shown on it, and from which run.

    What a discard left undone stays too: it is asked again only when other courses are absent.
    """
    newer = Change.objects.filter(
        course=OuterRef("course"), pk__gt=OuterRef("pk"), run__is_applied=True, run__finished_at__lt=before
    ).exclude(kind__in=_NOTHING_SAID)
    old = Change.objects.filter(run__finished_at__lt=before).exclude(run__in=kept_runs)
    old = old.exclude(kind=Change.Kind.HELD, run__decision=Run.Decision.DISCARDED)
    wrote_nothing = Q(course__isnull=True) | Q(run__is_applied=False) | Q(kind__in=_NOTHING_SAID)
    return _deleted(old.filter(wrote_nothing | Exists(newer)))


def _let_go_problems(before: dt.datetime, kept_runs: set[int]) -> int:
    return _deleted(Problem.objects.filter(run__finished_at__lt=before).exclude(run__in=kept_runs))


def _deleted(rows: QuerySet[Any]) -> int:
    """In pieces, so that no sync waits long for a row."""
    count = 0
    for block in blocks(list(rows.order_by("pk").values_list("pk", flat=True))):
        count += rows.model.objects.filter(pk__in=block).delete()[0]
    return count
