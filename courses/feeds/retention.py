"""How long are runs kept, with their files, changes and problems, and which are never let go?"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.catalogue.bulk import blocks
from courses.feeds.leases import ACTIVE
from courses.feeds.models import Change, KeptFile, Problem, Run
from courses.feeds.models.kept_file import feed_storage

logger = logging.getLogger(__name__)
_NOTHING_SAID = (Change.Kind.HELD, Change.Kind.REFRESHED, Change.Kind.CARRIED)


def let_go(now: dt.datetime | None = None) -> None:
    """Remove what is older than the settings say. Once a day; twice does no harm.

    The last run and the last good run of every feed, their files, held runs and runs at work are always kept.
    """
    now = now or timezone.now()
    kept_runs = _always_kept()
    before = _days_before(now, settings.FEED_KEEP_RUNS_DAYS)
    gone = {
        "files": _let_go_files(_days_before(now, settings.FEED_KEEP_FILES_DAYS), kept_runs),
        "files without a row": _let_go_bytes(_days_before(now, 1)),
        "changes": _let_go_changes(before, kept_runs),
        "problems": _let_go_problems(before, kept_runs),
        "runs": _let_go_runs(before, _days_before(now, settings.FEED_KEEP_IDLE_RUNS_DAYS), kept_runs),
    }
    if any(gone.values()):
        logger.info("let go of what is old: %s", ", ".join(f"{count} {what}" for what, count in gone.items()))


def _days_before(now: dt.datetime, days: int) -> dt.datetime:
    return now - dt.timedelta(days=days)


def _always_kept() -> set[int]:
    good = Run.objects.filter(is_applied=True, dry_run=False, reverts__isnull=True)
    waiting = Run.objects.filter(status__in=(Run.Status.HELD, *ACTIVE)).values_list("pk", "first_asked")
    asked = {pk for pair in waiting for pk in pair if pk is not None}
    return {*_last_of_each_feed(Run.objects.all()), *_last_of_each_feed(good), *asked}


def _last_of_each_feed(rows: QuerySet[Any]) -> set[int]:
    return set(rows.order_by().values("feed").annotate(last=Max("pk")).values_list("last", flat=True))


def _let_go_files(before: dt.datetime, kept_runs: set[int]) -> int:
    """Those that no run read since, and that are not the newest of their feed: columns are mapped by it."""
    newest = _last_of_each_feed(KeptFile.objects.all())
    last_read = Run.objects.filter(file=OuterRef("pk")).filter(Q(created_at__gte=before) | Q(pk__in=kept_runs))
    old = KeptFile.objects.filter(~Exists(last_read), created_at__lt=before).exclude(pk__in=newest)
    gone = list(old.order_by("pk"))
    for kept in gone:
        kept.delete()  # one by one: the bytes go with the last row that names them
    return len(gone)


def _let_go_bytes(before: dt.datetime) -> int:
    """Of files whose row never stood: what began with them was refused after they were kept, or its process ended."""
    storage, count = feed_storage(), 0
    for folder in _listed(storage, "")[0]:
        named = set(KeptFile.objects.filter(content__startswith=f"{folder}/").values_list("content", flat=True))
        for path in (f"{folder}/{name}" for name in _listed(storage, folder)[1]):
            if path not in named and storage.get_modified_time(path) < before:
                storage.delete(path)
                count += 1
    return count


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    """Folders and files; none of what is not there."""
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _let_go_changes(before: dt.datetime, kept_runs: set[int]) -> int:
    """Of every course the newest change before that day stays: it says what was shown on it, and from which run.

    What a discard or a lapse left undone stays too: it is asked again only when other courses are absent.
    """
    newer = Change.objects.filter(
        course=OuterRef("course"), pk__gt=OuterRef("pk"), run__is_applied=True, run__finished_at__lt=before
    ).exclude(kind__in=_NOTHING_SAID)
    old = Change.objects.filter(run__finished_at__lt=before).exclude(run__in=kept_runs)
    old = old.exclude(kind=Change.Kind.HELD, run__decision__in=Run.LEFT_UNDONE)
    wrote_nothing = Q(course__isnull=True) | Q(run__is_applied=False) | Q(kind__in=_NOTHING_SAID)
    return _deleted(old.filter(wrote_nothing | Exists(newer)))


def _let_go_problems(before: dt.datetime, kept_runs: set[int]) -> int:
    return _deleted(Problem.objects.filter(run__finished_at__lt=before).exclude(run__in=kept_runs))


def _let_go_runs(before: dt.datetime, idle_before: dt.datetime, kept_runs: set[int]) -> int:
    """Those of which no change is left, and sooner those that never made one.

    What was decided stays, for the same content is not asked about again; and so does an undoing with what it undid.
    A batch that changed nothing stated nothing of other courses either: the dated view has no need of it.
    """
    is_spent = ~Exists(Change.objects.filter(run=OuterRef("pk")))
    is_idle = (
        Q(dry_run=True)
        | Q(is_applied=False, status__in=(Run.Status.FAILED, Run.Status.SUPERSEDED))
        | Q(is_spent, ~Q(scope={}), trigger=Run.PUSHED)
    )
    old = Run.objects.filter(Q(is_spent, finished_at__lt=before) | Q(is_idle, finished_at__lt=idle_before))
    old = old.exclude(decision__in=Run.LEFT_UNDONE).exclude(pk__in=kept_runs)
    return _deleted(old.filter(reverts__isnull=True, reverted_by__isnull=True))


def _deleted(rows: QuerySet[Any]) -> int:
    """In pieces, so that no sync waits long for a row."""
    count = 0
    for block in blocks(list(rows.order_by("pk").values_list("pk", flat=True))):
        count += rows.model.objects.filter(pk__in=block).delete()[1].get(rows.model._meta.label, 0)
    return count
