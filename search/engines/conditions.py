"""Which entries a query's dates leave, in SQL that both databases read."""

from datetime import timedelta
from typing import Any, NamedTuple

from courses.catalogue.freshness import NUMBERS_HOLD
from search.asking import FRESH_DAYS, Query

# Of an entry `e`: one window in which one may apply today, one start between two days, stated since a moment.
_STATED = "coalesce(e.stated_at, (SELECT s.accepted_at FROM catalogue_source s WHERE s.id = e.source_id))"
# A course that only says "open", without a date, is believed for as long as its free places are.
_OPEN = f"""EXISTS (SELECT 1 FROM search_entrydate d WHERE d.entry_id = e.id AND d.applies
 AND (d.opens_on IS NULL OR d.opens_on <= %s) AND (d.closes_on IS NULL OR d.closes_on >= %s)
 AND (d.opens_on IS NOT NULL OR d.closes_on IS NOT NULL OR e.kind <> 'course' OR {_STATED} >= %s))"""  # noqa: S608 -- constants of this module
_STARTS = """EXISTS (SELECT 1 FROM search_entrydate d WHERE d.entry_id = e.id AND d.starts_on BETWEEN %s AND %s)"""
_NEXT_START = """(SELECT min(d.starts_on) FROM search_entrydate d WHERE d.entry_id = e.id AND d.starts_on >= %s)"""
_NEXT_CLOSE = """(SELECT min(d.closes_on) FROM search_entrydate d WHERE d.entry_id = e.id AND d.applies
 AND d.closes_on >= %s)"""


class Sql(NamedTuple):
    """A piece of SQL with its parameters."""

    text: str
    parameters: tuple[Any, ...] = ()


def conditions(query: Query) -> Sql:
    """Begins with AND, or is empty."""
    parts: list[Sql] = []
    if query.open:
        parts.append(Sql(_OPEN, (query.today, query.today, query.today - NUMBERS_HOLD)))
    if query.starts_between:
        parts.append(Sql(_STARTS, query.starts_between))
    if query.fresh:
        parts.append(Sql(f"{_STATED} >= %s", (query.today - timedelta(days=FRESH_DAYS),)))
    if query.group is not None:
        parts.append(Sql('e."group" = %s', (query.group,)))
    return Sql("".join(f" AND {part.text}" for part in parts), tuple(p for part in parts for p in part.parameters))


def sort_value(query: Query) -> Sql | None:
    """What to order by, the least (`starts`, `closes`) or the greatest (`fresh`) first; None: by relevance."""
    if query.sort == "starts":
        return Sql(_NEXT_START, (query.today,))
    if query.sort == "closes":
        return Sql(_NEXT_CLOSE, (query.today,))
    if query.sort == "fresh":
        return Sql(_STATED)
    return None
