"""How does a file that was given become a run?"""

import datetime as dt

from consortium.clock import shared_now
from consortium.people.models import User
from courses.feeds.leases import begin
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.scope import EVERYTHING, Scope

TRIGGER = "upload"


def begin_upload(
    feed: Feed,
    kept: KeptFile,
    scope: Scope = EVERYTHING,
    by: User | None = None,
    *,
    dry_run: bool = False,
    confirm_by: dt.date | None = None,
) -> Run:
    """A queued run that reads the file; superseded where another run of the feed is at work.

    Whoever calls this tells the queue once the row is there for all to see; a hint that is lost is told again.
    """
    run = begin(feed, TRIGGER, by=by, file=kept, scope=scope, dry_run=dry_run, tell_at=shared_now())
    if run.status == Run.Status.SUPERSEDED:
        run.message += " Your file is kept: give it again when that run has ended."
        run.save(update_fields=["message"])
    elif confirm_by is not None:
        run.confirm_by = confirm_by
        run.save(update_fields=["confirm_by"])
    return run
