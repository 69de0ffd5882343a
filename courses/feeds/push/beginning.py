"""How does a pushed message begin its run? Where another of its feed is at work, nothing of it is kept."""

import datetime as dt
from collections.abc import Callable

from courses.feeds.leases import at_work, begin
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.scope import EVERYTHING, Scope


class AlreadyRunning(Exception):
    """Another run of the feed is at work: the message is to be sent again."""


def begin_pushed(
    feed: Feed, keep: Callable[[], KeptFile | None], scope: Scope = EVERYTHING, tell_at: dt.datetime | None = None
) -> Run:
    """The queued run of what `keep` keeps, in a transaction that goes on with `lock_unless_paused`: who waits for
    nobody can say at once that another is at work.

    Raises AlreadyRunning, and what `keep` raises; the caller's transaction then leaves nothing.
    """
    if other := at_work(feed):
        raise AlreadyRunning(f"Run {other.pk} of this feed is at work.")
    run = begin(feed, Run.PUSHED, scope=scope, file=keep(), tell_at=tell_at)
    if run.status == Run.Status.SUPERSEDED:  # by one that did not wait for the feed's row
        raise AlreadyRunning(run.message)
    return run
