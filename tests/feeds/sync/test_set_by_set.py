"""Rows are written set by set: no signal for one, no statement for one, and none at all where nothing differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import signals
from django.test.utils import CaptureQueriesContext

from courses.catalogue.models import Course, Offering
from courses.feeds.models import Change, Problem
from search.models import Delivery, Entry, EntryDate, FacetSet
from tests.corners import college
from tests.feeds.feeding import Catalogue, row

pytestmark = pytest.mark.django_db

MODELS = (Course, Offering, Change, Problem, Entry, EntryDate, FacetSet, Delivery)
PER_ROW = (
    signals.pre_init,
    signals.post_init,
    signals.pre_save,
    signals.post_save,
    signals.pre_delete,
    signals.post_delete,
)


def offered(count: int, **values: object) -> list[dict[str, object]]:
    return [row(number, starts="2031-07-01", places=40, taken=number, **values) for number in range(1, count + 1)]


@contextmanager
def told() -> Iterator[list[str]]:
    """Models whose rows were told of one by one, by any signal that Django sends for a row."""
    named: list[str] = []

    def note(sender: type, **_: object) -> None:
        if sender in MODELS:
            named.append(sender.__name__)

    for signal in PER_ROW:
        signal.connect(note, weak=False)
    try:
        yield named
    finally:
        for signal in PER_ROW:
            signal.disconnect(note)


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """Rows inserted, updated or deleted meanwhile by table, as the database itself counts them."""
    tables = [model._meta.db_table for model in MODELS if model is not Problem]
    written: dict[str, int] = {}
    if connection.vendor == "postgresql":
        before = _of_this_transaction(tables)
        yield written
        written |= {table: count - before[table] for table, count in _of_this_transaction(tables).items()}
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (name text)")
        events = [(table, event) for table in tables for event in ("INSERT", "UPDATE", "DELETE")]
        for table, event in events:
            cursor.execute(
                f"CREATE TEMP TRIGGER written_{table}_{event} AFTER {event} ON main.{table}"  # noqa: S608 -- constants
                f" BEGIN INSERT INTO written VALUES ('{table}'); END"
            )
        yield written
        for table, event in events:
            cursor.execute(f"DROP TRIGGER written_{table}_{event}")
        cursor.execute("SELECT name, count(*) FROM written GROUP BY name")
        written |= dict.fromkeys(tables, 0) | dict(cursor.fetchall())
        cursor.execute("DROP TABLE written")


def _of_this_transaction(tables: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)",
            [tables],
        )
        return dict(cursor.fetchall())


def test_a_second_sync_writes_no_row(tmp_path: Path) -> None:
    catalogue = Catalogue(college("tapi"), tmp_path).holds(offered(30))
    with counted() as first:
        catalogue.sync()
    assert (first["catalogue_course"], first["catalogue_offering"], first["feeds_change"]) == (30, 30, 30)
    assert (first["search_entry"], first["search_entrydate"]) == (30, 30)
    catalogue.holds(offered(30)[::-1])
    with counted() as second:
        run = catalogue.sync()
    assert (run.read, run.same) == (30, 30)
    assert set(second.values()) == {0}


def test_no_row_of_a_sync_fires_a_signal(tmp_path: Path) -> None:
    catalogue = Catalogue(college("tapi"), tmp_path)
    with told() as named:
        catalogue.holds(offered(25)).sync()
        catalogue.holds(offered(25, about="Now with simulation.")).sync()
        catalogue.holds(offered(24, about="Now with simulation.", seats="many")).sync()
    assert Change.objects.filter(kind=Change.Kind.CHANGED).count() == 25
    assert Change.objects.filter(kind=Change.Kind.WITHDRAWN).count() == 1
    assert Problem.objects.exists()
    assert named == []


def test_many_rows_take_as_many_statements_as_few(tmp_path: Path) -> None:
    statements = []
    for slug, count in (("tapi", 20), ("mahi", 400)):
        catalogue = Catalogue(college(slug), tmp_path)
        for records in (offered(count), offered(count, about="Now with simulation.")):
            catalogue.holds(records)
            with CaptureQueriesContext(connection) as queries:
                catalogue.sync()
            statements.append(len(queries))
    few_new, few_changed, many_new, many_changed = statements
    assert many_new <= few_new
    assert many_changed <= few_changed
