"""By what is a feed read? Content that is the same is only believed to mean the same if this is, too."""

from hashlib import sha256

import msgspec

from consortium.vocabulary.answers import answered_profile
from courses.feeds import record
from courses.feeds.exchange import ReaderSettings
from courses.feeds.models import Feed, KeptFile
from courses.feeds.options import profile_for
from courses.feeds.readers import reader_of
from courses.feeds.scope import EVERYTHING, Scope

_encode = msgspec.json.Encoder(order="deterministic").encode


def reader_settings(feed: Feed, given: KeptFile | None = None) -> ReaderSettings:
    """How it is read: from its address or path, or the file that was given. Raises ProfileError where the profile no
    longer fits this version."""
    profile = profile_for(feed.format, feed.profile) if feed.profile.strip() else None
    if given is not None:
        return ReaderSettings(given.name, True, profile, dict(feed.where))
    return ReaderSettings(feed.url or feed.path, not feed.url, profile, dict(feed.where))


def settings_hash(feed: Feed, scope: Scope = EVERYTHING) -> str:
    """Of format, versions of its reader and of the checks, address, profile, filter, the consortium's own words, and
    what the file says it is."""
    versions = (reader_of(feed.format).VERSION, record.VERSION)
    read_by = (feed.format, versions, feed.url, feed.path, feed.profile, feed.where)
    asked = () if scope.is_whole else (scope.stated(),)
    return sha256(_encode((read_by, answered_profile(), *asked))).hexdigest()
