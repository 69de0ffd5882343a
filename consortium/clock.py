"""What time is it, by the one clock that all processes share?

Machines' own clocks differ: what one process writes and another compares, such as a lease, goes by the database's.
"""

import datetime as dt

from django.db import connection
from django.utils import timezone


def shared_now() -> dt.datetime:
    """One query; SQLite has the clock of its one machine."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment
