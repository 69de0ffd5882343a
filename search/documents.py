"""Entries as Elasticsearch is sent them: one action each, with the entry's version."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from courses.catalogue.bulk import among
from search.builders.built import Window
from search.engines.facet_sets import facet_sets
from search.engines.mapping import document
from search.models import Entry, EntryDate

Action = tuple[int, int, dict[str, Any], dict[str, Any] | None]
"""Entry, version, the line that says what to do, and the document (none for a removal)."""


def actions(ids: Collection[int]) -> list[Action]:
    """Three queries, however many entries. What is gone is removed, with its version as well."""
    entries = list(Entry.objects.filter(pk__in=among(ids)).defer("payload", "url", "language"))
    values = facet_sets({entry.facet_set_id for entry in entries})
    windows = _windows(entry.pk for entry in entries)
    return [_action(entry, values[entry.facet_set_id], windows.get(entry.pk, [])) for entry in entries]


def without_unknown_fields(found: Iterable[Action], known: Collection[str]) -> list[Action]:
    """For an index of an older mapping: only what that knows."""
    return [
        (entry, version, line, doc and {name: value for name, value in doc.items() if name in known})
        for entry, version, line, doc in found
    ]


def _action(entry: Entry, values: tuple[str, ...], windows: list[Window]) -> Action:
    about = {"_id": str(entry.pk), "version": entry.version, "version_type": "external"}
    if entry.gone:
        return entry.pk, entry.version, {"delete": about}, None
    return entry.pk, entry.version, {"index": about}, document(entry, values, windows)


def _windows(ids: Iterable[int]) -> dict[int, list[Window]]:
    windows: dict[int, list[Window]] = defaultdict(list)
    rows = EntryDate.objects.filter(entry__in=among(ids))
    columns = ("entry_id", "opens_on", "closes_on", "starts_on", "applies")
    for entry, opens_on, closes_on, starts_on, applies in rows.values_list(*columns):
        windows[entry].append(Window(opens_on, closes_on, starts_on, applies))
    return windows
