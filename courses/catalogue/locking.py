"""Who writes a college's catalogue at this moment? One at a time: runs, edits and hidings wait for each other."""

from django.db import connection

_ORGANISATIONS = 7_301  # the class of our advisory locks; any number that nobody else uses


def lock_catalogue(organisation: int) -> None:
    """Until the transaction ends. Two sources of one college share addresses and twins; two colleges share nothing.

    SQLite needs no lock: its transactions are IMMEDIATE, and write one after another.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ORGANISATIONS, organisation])
