"""The one writer of entries: set by set, only what differs, with versions that only grow."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
from django.db import connection, transaction
from django.db.models import Max

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
    _upsert(rows)
    _write_dates([entry for entry, _ in changed], leaving, known)
    entries_written.send(Entry)
    return len(rows)


def blocks(values: Iterable[T], size: int = BLOCK) -> Iterator[list[T]]:
    remaining = iter(values)
    while block := list(islice(remaining, size)):
        yield block


def _known(keys: list[str]) -> dict[str, tuple[int, bytes]]:
    """Key to id and digest, of the entries that are held; an entry that is gone has the empty digest."""
    rows = Entry.objects.filter(key__in=keys).values_list("key", "id", "digest")
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
        msgspec.json.encode(entry.payload).decode(),
    )


def _gone_row(key: str) -> tuple[Any, ...]:
    """What is gone keeps its key and nothing of its content."""
    kind = key.partition(":")[0]
    return (key, kind, True, 0, facet_set_id(()), None, None, None, GONE_DIGEST, "", "", "", "", "", "{}")


def _upsert(rows: list[tuple[Any, ...]]) -> None:
    names = [connection.ops.quote_name(name) for name in COLUMNS]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    types = _array_types()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The version is taken after the row is locked, so that of two writers the later has the higher one.
            cursor.execute(
                f"INSERT INTO search_entry ({', '.join(names)}, version)"  # noqa: S608 -- constants of this module
                f" SELECT {', '.join(names)}, nextval('search_entry_version')"
                f" FROM unnest({', '.join(f'%s::{types[name]}[]' for name in COLUMNS)}) AS r({', '.join(names)})"
                f" ON CONFLICT (key) DO UPDATE SET {updates}, version = nextval('search_entry_version')",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            last = Entry.objects.aggregate(last=Max("version"))["last"] or 0
            marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
            cursor.executemany(
                f"INSERT INTO search_entry ({', '.join(names)}, version) VALUES ({marks})"  # noqa: S608 -- as above
                f" ON CONFLICT (key) DO UPDATE SET {updates}, version = excluded.version",
                [(*row, last + number) for number, row in enumerate(rows, 1)],
            )


def _array_types() -> dict[str, str]:
    types = dict.fromkeys(COLUMNS, "text")
    types |= {"gone": "boolean", "group": "bigint", "facet_set_id": "bigint", "source_id": "bigint"}
    types |= {"organisation_id": "bigint", "stated_at": "timestamptz", "digest": "bytea", "payload": "jsonb"}
    return types


def _write_dates(changed: list[Built], leaving: list[str], known: dict[str, tuple[int, bytes]]) -> None:
    held = [known[key][0] for key in (*(entry.key for entry in changed), *leaving) if key in known]
    if held:
        EntryDate.objects.filter(entry__in=held).delete()
    dated = {entry.key: entry.windows for entry in changed if entry.windows}
    if not dated:
        return
    ids = dict(Entry.objects.filter(key__in=dated).values_list("key", "id"))
    EntryDate.objects.bulk_create(
        EntryDate(
            entry_id=ids[key],
            opens_on=window.opens_on,
            closes_on=window.closes_on,
            starts_on=window.starts_on,
            applies=window.applies,
        )
        for key, windows in dated.items()
        for window in windows
    )
