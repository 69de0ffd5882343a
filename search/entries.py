"""The one writer of entries: set by set, only what differs, with versions that only grow."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction

from courses.catalogue.bulk import among, delete_rows, insert_rows, update_rows, upsert_rows
from search.builders import Built
from search.engines.facet_sets import facet_set_id, keep_facet_sets
from search.models import Entry, EntryDate
from search.signals import entries_written

BLOCK = 1_000
COLUMNS = [
    "key",
    "kind",
    "gone",
    "group",
    "facet_set_id",
    "source_id",
    "stated_at",
    "organisation_id",
    "digest",
    "language",
    "url",
    "title",
    "summary",
    "words",
    "payload",
]
GONE_DIGEST = b""
# Of two writers of one row, who comes later has the higher one: a row that another writer changed meanwhile is worked
# out again once it is locked, and on SQLite only one writes at a time.
NEXT_VERSION = {
    "postgresql": "nextval('search_entry_version')",
    "sqlite": "(SELECT coalesce(max(version), 0) + 1 FROM search_entry)",
}
T = TypeVar("T")


@transaction.atomic
def write_entries(built: Sequence[Built], gone: Iterable[str] = ()) -> int:
    """Write those entries that differ from what is held, and mark the keys in `gone` as gone.

    At most a block at a time. Returns how many rows were written.
    """
    known = _known([*(entry.key for entry in built), *gone])
    changed = [(entry, digest) for entry in built if known.get(entry.key, (0, None))[1] != (digest := entry.digest())]
    leaving = [key for key in gone if key in known and known[key][1] != GONE_DIGEST]
    if not changed and not leaving:
        return 0
    keep_facet_sets({entry.facets for entry, _ in changed} | ({()} if leaving else set()))
    rows = [_row(entry, digest) for entry, digest in changed] + [_gone_row(key) for key in leaving]
    _write(rows, known)
    _write_dates([entry for entry, _ in changed], leaving, known)
    entries_written.send(Entry)
    return len(rows)


def blocks(values: Iterable[T], size: int = BLOCK) -> Iterator[list[T]]:
    remaining = iter(values)
    while block := list(islice(remaining, size)):
        yield block


def _known(keys: list[str]) -> dict[str, tuple[int, bytes]]:
    """Key to id and digest, of the entries that are held; an entry that is gone has the empty digest."""
    rows = Entry.objects.filter(key__in=among(keys)).values_list("key", "id", "digest")
    return {key: (pk, bytes(digest)) for key, pk, digest in rows}


def _row(entry: Built, digest: bytes) -> tuple[Any, ...]:
    return (
        entry.key,
        entry.kind,
        False,
        entry.own_group(),
        facet_set_id(entry.facets),
        entry.source,
        entry.stated_at,
        entry.organisation,
        digest,
        entry.language[:20],
        entry.url,
        entry.title[:500],
        entry.summary,
        entry.words,
        entry.payload,
    )


def _gone_row(key: str) -> tuple[Any, ...]:
    """What is gone keeps its key and nothing of its content."""
    kind = key.partition(":")[0]
    return (key, kind, True, 0, facet_set_id(()), None, None, None, GONE_DIGEST, "", "", "", "", "", {})


def _write(rows: list[tuple[Any, ...]], known: dict[str, tuple[int, bytes]]) -> None:
    """Those that are held are updated: an upsert would work out the text index of each twice."""
    version = {"version": NEXT_VERSION[connection.vendor]}
    upsert_rows(Entry, "key", COLUMNS, (row for row in rows if row[0] not in known), version)
    held = ((known[row[0]][0], *row[1:]) for row in rows if row[0] in known)
    update_rows(Entry, COLUMNS[1:], held, version)


def _write_dates(changed: list[Built], leaving: list[str], known: dict[str, tuple[int, bytes]]) -> None:
    held = [known[key][0] for key in (*(entry.key for entry in changed), *leaving) if key in known]
    if held:
        delete_rows(EntryDate.objects.filter(entry__in=among(held)))
    dated = {entry.key: entry.windows for entry in changed if entry.windows}
    if not dated:
        return
    ids = Entry.objects.filter(key__in=among(dated)).values_list("key", "id")
    insert_rows(
        EntryDate,
        ("entry_id", "opens_on", "closes_on", "starts_on", "applies"),
        (
            (pk, window.opens_on, window.closes_on, window.starts_on, window.applies)
            for key, pk in ids
            for window in dated[key]
        ),
    )
