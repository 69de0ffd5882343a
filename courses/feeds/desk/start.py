"""How does a feed that was connected and tried come to be read for the first time?"""

import datetime as dt

from django.db import transaction

from consortium.organisations.models import Organisation
from consortium.people.models import User
from courses.feeds.hosts import why_not_yet
from courses.feeds.leases import begin
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.readers import reader_of
from courses.feeds.samples import sample_of
from courses.feeds.uploads.giving import begin_upload


class CannotStart(ValueError):
    """Says what is missing."""


@transaction.atomic
def start(feed: Feed, by: User, now: dt.datetime) -> Run:
    """A queued first run; from now on the feed is read by its schedule. Whoever calls this tells the queue."""
    if feed.source.organisation.state != Organisation.State.MEMBER:
        raise CannotStart("Its organisation is no member, so nothing of it is shown.")
    if reader_of(feed.format).NEEDS_PROFILE and not feed.profile.strip():
        raise CannotStart("Say first which column is which field.")
    if waits := why_not_yet(feed):
        raise CannotStart(waits)
    is_given = feed.way == Feed.Way.UPLOAD
    given = _last_upload(feed) if is_given else None
    if is_given and given is None:
        raise CannotStart("There is no file to read yet. Give one first.")
    due_at = None if is_given else now + dt.timedelta(seconds=feed.every_seconds)
    Feed.objects.filter(pk=feed.pk).update(is_draft=False, next_due_at=due_at)
    feed.is_draft, feed.next_due_at = False, due_at
    if given is not None:
        return begin_upload(feed, given, by=by)
    return begin(feed, "admin", by=by, tell_at=now)


def _last_upload(feed: Feed) -> KeptFile | None:
    sample = sample_of(feed)
    return sample if sample is not None and sample.use != KeptFile.Use.READ else None
