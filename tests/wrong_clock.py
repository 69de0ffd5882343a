"""The product's settings in a process whose own clock is off by as many seconds as the environment's CLOCK_OFF says."""

import datetime as dt
import os
import time

from django.utils import timezone

from tests.short_limits import *  # noqa: F403

_OFF = float(os.environ["CLOCK_OFF"])
_right_now, _right_time = timezone.now, time.time
timezone.now = lambda: _right_now() + dt.timedelta(seconds=_OFF)
time.time = lambda: _right_time() + _OFF
