"""From when on is it enough to ask a feed for what changed?"""

import datetime as dt

from consortium.clock import shared_now
from courses.feeds.models import Run

OVERLAP = dt.timedelta(days=1)
"""Clocks differ, and a source may tell a change by its day."""
WHOLE_EVERY = dt.timedelta(days=7)
"""A source that forgets to tell a deletion is found out by then."""

_OPEN = (Run.Status.QUEUED, Run.Status.RUNNING, Run.Status.FAILED, Run.Status.UNCHANGED)


def changes_since(run: Run, read_by: str) -> dt.datetime | None:
    """The start of the last run of this feed, less an overlap; None where the feed must be read whole.

    It must be whole where the last run was not applied as it stood, was of other settings (`read_by`), was a reverting
    one, or where none of the last week was whole.
    """
    if run.dry_run or run.file_id or run.feed.paused_at:
        return None
    runs = Run.objects.filter(feed=run.feed, dry_run=False).exclude(pk=run.pk).exclude(status__in=_OPEN)
    last = runs.order_by("-pk").first()
    if last is None or not _was_applied(last) or last.settings_hash != read_by or last.started_at is None:
        return None
    whole = runs.filter(scope={}, is_applied=True, settings_hash=read_by, started_at__gt=shared_now() - WHOLE_EVERY)
    return last.started_at - OVERLAP if whole.exists() else None


def _was_applied(run: Run) -> bool:
    return (
        run.status == Run.Status.DONE and run.is_applied and not run.reverts_id and run.decision not in Run.LEFT_UNDONE
    )
