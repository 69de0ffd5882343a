"""How long does what a source stated hold? One answer for pages, lists, the API and those who keep feeds."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.models import Source

SILENT_INTERVALS = 3
# A catalogue that is read every hour is not doubted after an evening of silence.
LEAST_HOLD = dt.timedelta(days=3)
NUMBERS_HOLD = dt.timedelta(days=7)


def holds_for(every_seconds: int) -> dt.timedelta:
    """How long a statement is believed that is renewed so often."""
    return max(LEAST_HOLD, SILENT_INTERVALS * dt.timedelta(seconds=every_seconds))


def is_stale(source: Source, stated_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether readers are told to ask: silent for three intervals, or past the day by which a person was to confirm."""
    if stated_at is None:
        return True
    if source.confirm_by is not None:
        return source.confirm_by < day_of(now)
    return now - stated_at > holds_for(source.every_seconds)


def is_of_late(stated_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a bare "open" is still believed."""
    return stated_at is not None and now - stated_at <= NUMBERS_HOLD


def numbers_hold(source: Source, stated_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether free places may be said of a run that has not begun."""
    return is_of_late(stated_at, now) and not is_stale(source, stated_at, now)


def day_of(now: dt.datetime) -> dt.date:
    """The consortium's own."""
    return timezone.localdate(now, timezone=ZoneInfo(consortium_profile().time_zone))
