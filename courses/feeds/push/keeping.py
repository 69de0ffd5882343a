"""How is what was pushed kept? The body as it came; a message's key, time, nonce and signature are its headers."""

import datetime as dt
import logging
from io import BytesIO
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from consortium.vocabulary.profile import consortium_profile
from courses.feeds.models import Feed, KeptFile
from courses.feeds.uploads.keeping import kept_as

logger = logging.getLogger(__name__)


def keep_pushed(feed: Feed, file: IO[bytes], at: dt.datetime) -> KeptFile:
    """What came at that time. Raises CannotKeep, OSError."""
    return kept_as(feed, name_at(at), file, settings.FEED_MAX_UNPACKED_BYTES, use=KeptFile.Use.PUSHED)


def name_at(at: dt.datetime) -> str:
    """As pages tell the time: in the consortium's zone."""
    told = at.astimezone(ZoneInfo(consortium_profile().time_zone))
    return f"push-{told:%Y-%m-%d-%H%M%S}.json"


def keep_batch(feed: Feed, body: bytes) -> KeptFile | None:
    """None where the disk is full or FEED_KEEP_FILES_DAYS is 0: a catalogue in step is worth more than a copy."""
    if not settings.FEED_KEEP_FILES_DAYS:
        return None
    try:
        return keep_pushed(feed, BytesIO(body), timezone.now())
    except OSError as error:
        logger.warning("a batch of %s could not be kept (%s)", feed, error)
        return None
