"""How many rows are written, by whichever process?"""

from django.db import connection, models

from courses.catalogue.models import Course, Offering
from courses.feeds.models import Change
from search.models import Delivery, Entry, EntryDate, FacetSet

COUNTED = (Course, Offering, Change, Entry, EntryDate, FacetSet, Delivery)
"""DESIGN, decision 4: "0 row writes" means courses, offerings, changes, entries, facets, deliveries."""
EVENTS = ("INSERT", "UPDATE", "DELETE")


def count_writes() -> None:
    """From now on the database itself notes every row of these tables that is inserted, updated or deleted."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (tally text, event text)")
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN INSERT INTO written VALUES (TG_TABLE_NAME, TG_OP); RETURN NULL; END'"
            )
        for table in tables():
            for event in EVENTS:
                note = "EXECUTE FUNCTION note_write()"
                if connection.vendor == "sqlite":
                    note = f"BEGIN INSERT INTO written VALUES ('{table}', '{event}'); END"  # noqa: S608 -- constants
                cursor.execute(f"CREATE TRIGGER note_{table}_{event} AFTER {event} ON {table} FOR EACH ROW {note}")


def written() -> dict[tuple[str, str], int]:
    """Rows written since last asked, by table and event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tally, event, count(*) FROM written GROUP BY tally, event")
        found = {(table, event): count for table, event, count in cursor.fetchall()}
        cursor.execute("DELETE FROM written")
    return found


def tables() -> list[str]:
    named: list[type[models.Model]] = list(COUNTED)
    return [model._meta.db_table for model in named]
