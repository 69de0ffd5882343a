"""What is known of a source once a read of it was accepted: when, and until when it holds?"""

import datetime as dt

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.freshness import day_of
from courses.catalogue.models import Source
from courses.feeds.models import Feed, Run


def accept(run: Run, at: dt.datetime) -> None:
    """In the transaction that applied it. `run.feed.source` is as it was before."""
    source = run.feed.source
    Source.objects.filter(pk=source.pk).update(accepted_at=at, confirm_by=_confirm_by(run, source, at))


def usual_confirm_by(now: dt.datetime) -> dt.date:
    """About a term ahead, as the consortium's profile says."""
    return day_of(now) + dt.timedelta(days=consortium_profile().confirm_days)


def _confirm_by(run: Run, source: Source, at: dt.datetime) -> dt.date | None:
    """Only what people upload has such a day. A file of some courses says nothing of the others, and moves no day."""
    if run.feed.way != Feed.Way.UPLOAD:
        return None
    if run.scope and source.confirm_by:
        return source.confirm_by
    return run.confirm_by or usual_confirm_by(at)
