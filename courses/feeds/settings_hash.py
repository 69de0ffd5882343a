"""By what is a feed read? Content that is the same is only believed to mean the same if this is, too."""

from hashlib import sha256

import msgspec

from consortium.vocabulary.profile import consortium_profile
from courses.feeds import record
from courses.feeds.exchange import ReaderSettings
from courses.feeds.models import Feed
from courses.feeds.profile import parse_profile
from courses.feeds.readers import reader_of

_encode = msgspec.json.Encoder(order="deterministic").encode


def reader_settings(feed: Feed) -> ReaderSettings:
    """Raises ProfileError where the profile no longer fits this version."""
    profile = parse_profile(feed.profile) if feed.profile.strip() else None
    return ReaderSettings(feed.url or feed.path, not feed.url, profile, dict(feed.where))


def settings_hash(feed: Feed) -> str:
    """Of format, versions of its reader and of the checks, address, profile, filter and the consortium's own words."""
    versions = (reader_of(feed.format).VERSION, record.VERSION)
    read_by = (feed.format, versions, feed.url, feed.path, feed.profile, feed.where)
    return sha256(_encode((read_by, consortium_profile()))).hexdigest()
