"""What day it is where the consortium is."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from consortium.vocabulary.profile import consortium_profile


def today() -> date:
    """The date in the consortium's own time zone, which its profile states."""
    return timezone.localdate(timezone=ZoneInfo(consortium_profile().time_zone))
