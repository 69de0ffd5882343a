"""The engine is sent what it has not got: entries whose version is not delivered."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from courses.catalogue.bulk import among, delete_rows
from search.answers import follow_answers
from search.bulk import Sent, send
from search.documents import Action, actions, without_unknown_fields
from search.engines.contract import EngineUnavailable
from search.engines.elastic_client import alias
from search.engines.indices import known_fields, live_index
from search.models import Delivery, Entry, Rebuild, Refusal
from search.vocabulary import learn_words

log = logging.getLogger(__name__)
BLOCK = 1_000


class Delivered(NamedTuple):
    """How many entries the engine was sent, and how many of them it refused."""

    sent: int
    refused: int


def deliver_all() -> Delivered:
    """Until nothing is behind. Two at once are harmless: on PostgreSQL each takes other entries, and everywhere the
    versions decide.

    Where Elasticsearch does not answer it ends quietly: what is behind stays behind until it is asked again.
    """
    follow_answers()
    learn_words()
    if not settings.ELASTICSEARCH_URL:
        return Delivered(0, 0)
    sent = refused = 0
    try:
        for block in _blocks():
            sent += len(block.accepted) + len(block.refused)
            refused += len(block.refused)
    except EngineUnavailable as error:
        log.warning("Search is brought up to date later, %d entries are behind: %s", behind().count(), error)
    return Delivered(sent, refused)


def behind() -> QuerySet[Entry]:
    """Entries whose version the engine neither has nor has refused."""
    undelivered = Q(delivery__isnull=True) | Q(delivery__version__lt=F("version"))
    refused = Q(refusal__version__gte=F("version"))
    return Entry.objects.filter(undelivered).exclude(refused)


def _blocks() -> Iterator[Sent]:
    """Each block is claimed, sent to the index that answers and to those being filled, and marked."""
    while (index := live_index()) is not None:
        with _claiming():
            ids = _claim()
            if not ids:
                return
            found = actions(ids)
            sent = _send_everywhere(found, index)
            mark(sent)
        yield sent


def _send_everywhere(found: list[Action], live: str) -> Sent:
    sent = send(alias(), without_unknown_fields(found, known_fields(live)), require_alias=True)
    for index in Rebuild.objects.values_list("index", flat=True):
        send(index, found)
    return sent


def mark(sent: Sent) -> None:
    """Write down what the engine has; a mark never goes back."""
    _mark_delivered(sent.accepted)
    if sent.refused:
        for entry, (version, reason) in sent.refused.items():
            log.error("The search engine refused entry %d: %s", entry, reason)
            Refusal.objects.update_or_create(
                entry_id=entry, defaults={"version": version, "reason": reason, "refused_at": Now()}
            )
    delete_rows(Refusal.objects.filter(entry__in=among(sent.accepted)))


def _mark_delivered(versions: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO search_delivery (entry_id, version) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
                " ON CONFLICT (entry_id) DO UPDATE SET version = greatest(search_delivery.version, excluded.version)",
                [list(versions), list(versions.values())],
            )
        else:
            cursor.executemany(
                "INSERT INTO search_delivery (entry_id, version) VALUES (%s, %s) ON CONFLICT (entry_id)"
                " DO UPDATE SET version = max(search_delivery.version, excluded.version)",
                list(versions.items()),
            )


def _claiming() -> AbstractContextManager[object]:
    """On SQLite nothing is locked while the engine is waited for: the one writer would stop all others."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _claim() -> list[int]:
    """On PostgreSQL the narrow rows of deliveries are locked, never the entries, which syncs write."""
    ids = list(behind().order_by("version").values_list("pk", flat=True)[:BLOCK])
    if connection.vendor != "postgresql" or not ids:
        return ids
    Delivery.objects.bulk_create([Delivery(entry_id=pk, version=0) for pk in ids], ignore_conflicts=True)
    locked = Delivery.objects.select_for_update(skip_locked=True).filter(entry__in=among(ids)).order_by("entry")
    return list(locked.values_list("entry", flat=True))
