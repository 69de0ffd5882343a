"""Does the engine hold exactly the entries? What is missing, stale or too much, and how it is mended."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction

from courses.catalogue.bulk import among, delete_rows
from search.bulk import send
from search.deliver import deliver_all
from search.engines import text_index
from search.engines.elastic_client import BULK_SECONDS, alias, client, told_as_unavailable
from search.engines.indices import live_index
from search.models import Delivery, Entry, Refusal
from search.rebuild import rebuild_index
from search.refresh import rebuild_entries

BLOCK = 5_000


class Comparison(msgspec.Struct, frozen=True):
    """Entries that are present, documents of the engine, and how they differ."""

    engine: str
    entries: int
    indexed: int
    missing: int
    stale: int
    extra: int

    @property
    def is_in_step(self) -> bool:
        return not (self.missing or self.stale or self.extra)


def check_search() -> Comparison:
    """Raises EngineUnavailable when the engine does not answer."""
    return _compared("elasticsearch" if settings.ELASTICSEARCH_URL else "database", *_both())


def repair_search() -> Comparison:
    """Entries are brought in step with what is public, the engine with the entries; then both are compared again."""
    rebuild_entries()
    if not settings.ELASTICSEARCH_URL:
        if not check_search().is_in_step:
            with transaction.atomic():
                text_index.rebuild(connection)
        return check_search()
    if live_index() is None:
        rebuild_index()
    held, indexed = _both()
    wrong = [pk for pk, version in held.items() if indexed.get(pk, 0) < version]
    for start in range(0, len(wrong), BLOCK):
        for model in (Delivery, Refusal):
            delete_rows(model.objects.filter(entry__in=among(wrong[start : start + BLOCK])))
    _remove([pk for pk in indexed if pk not in held], indexed)
    deliver_all()
    with told_as_unavailable():
        client().indices.refresh(index=alias())
    return check_search()


def _both() -> tuple[dict[int, int], dict[int, int]]:
    """Versions by entry: as held, and as the engine has them."""
    held = dict(Entry.objects.filter(gone=False).values_list("pk", "version"))
    if settings.ELASTICSEARCH_URL:
        return held, dict(_indexed())
    return held, {pk: held.get(pk, 0) for pk in _text_rows()}


def _compared(engine: str, held: dict[int, int], indexed: dict[int, int]) -> Comparison:
    return Comparison(
        engine=engine,
        entries=len(held),
        indexed=len(indexed),
        missing=sum(pk not in indexed for pk in held),
        stale=sum(indexed.get(pk, version) < version for pk, version in held.items()),
        extra=sum(pk not in held for pk in indexed),
    )


def _indexed() -> Iterator[tuple[int, int]]:
    if live_index() is None:
        return
    after: list[Any] | None = None
    asking = client().options(request_timeout=BULK_SECONDS)
    with told_as_unavailable():
        asking.indices.refresh(index=alias())
        while hits := asking.search(
            index=alias(), size=BLOCK, source=False, version=True, sort=[{"entry": "asc"}], search_after=after
        )["hits"]["hits"]:
            yield from ((int(hit["_id"]), hit["_version"]) for hit in hits)
            after = hits[-1]["sort"]


def _text_rows() -> list[int]:
    """Entries that the database's own text index has: on PostgreSQL it can't differ from the rows."""
    table = "search_entry WHERE NOT gone" if connection.vendor == "postgresql" else "search_text_docsize"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")  # noqa: S608 -- one of two constants
        return [row[0] for row in cursor.fetchall()]


def _remove(extra: list[int], indexed: dict[int, int]) -> None:
    """With the entry's version where there is one, else one above what the engine has."""
    versions = dict(Entry.objects.filter(pk__in=extra).values_list("pk", "version"))
    removals = [
        (
            pk,
            version,
            {"delete": {"_id": str(pk), "version": version, "version_type": "external"}},
            None,
        )
        for pk in extra
        for version in [max(versions.get(pk, 0), indexed[pk] + 1)]
    ]
    if removals:
        send(alias(), removals, require_alias=True)
