"""A new index is filled while people search the old one; then the alias moves."""

import time
from array import array
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from courses.catalogue.bulk import delete_rows
from search.bulk import Sent, send
from search.deliver import deliver_all, mark
from search.documents import Action, actions
from search.engines import text_index
from search.engines.indices import count_documents, create_index, drop_index, live_index, move_alias, unused_indices
from search.models import Delivery, Entry, Rebuild, Refusal
from search.refresh import rebuild_entries

BLOCK = 1_000
SENDERS = 1
"""A second one would take the processor that people's searches need meanwhile."""
LAST_PASSES = 20
LAST_SEARCHES_SECONDS = 1.0
"""Longer than any visitor waits: in that time those who began to search the old index have had their answer."""


class RebuildFailed(Exception):
    """The new index was not taken; the old one goes on answering. The message says why."""


class Rebuilt(msgspec.Struct, frozen=True):
    """What a rebuild did: the engine, its new index, entries that differed from what is public, documents."""

    engine: str
    index: str
    corrected: int
    documents: int


def rebuild_search() -> Rebuilt:
    """Entries first, then the index of the engine of this installation."""
    corrected = rebuild_entries()
    if not settings.ELASTICSEARCH_URL:
        with transaction.atomic():
            text_index.rebuild(connection)
        return Rebuilt("database", "search_entry", corrected, Entry.objects.filter(gone=False).count())
    index, documents = rebuild_index()
    return Rebuilt("elasticsearch", index, corrected, documents)


def rebuild_index() -> tuple[str, int]:
    """Fill a new index and move the alias to it. Returns its name and how many documents it has.

    Changes are meanwhile sent to both by the deliverer; those since the start are sent again here, so that none is
    lost whoever was quicker. A second rebuild takes over from one that is still going or was killed.
    """
    index = create_index()
    _take_over(index)
    filled = _Filled()
    try:
        _fill(index, filled)
        documents = _settle(index, filled.refused)
        _take(index, filled)
    except BaseException:
        Rebuild.objects.filter(index=index).delete()
        drop_index(index)
        raise
    return index, documents


def _take_over(index: str) -> None:
    last = Entry.objects.aggregate(last=Max("version"))["last"] or 0
    with transaction.atomic():
        Rebuild.objects.all().delete()
        Rebuild.objects.create(index=index, since_version=last)
    for old in unused_indices(keep={index}):
        drop_index(old)


class _Filled:
    """Which version of each entry the new index was filled with, 16 bytes each, and what it refused."""

    def __init__(self) -> None:
        self._entries, self._versions = array("q"), array("q")
        self.refused: dict[int, tuple[int, str]] = {}

    def add(self, versions: Iterable[tuple[int, int]]) -> None:
        for entry, version in versions:
            self._entries.append(entry)
            self._versions.append(version)

    def take(self, sent: Sent) -> None:
        self.add(sent.accepted.items())
        self.refused |= sent.refused

    def blocks(self) -> Iterator[dict[int, int]]:
        for start in range(0, len(self._entries), BLOCK):
            end = start + BLOCK
            yield dict(zip(self._entries[start:end], self._versions[start:end], strict=True))


def _fill(index: str, filled: _Filled) -> None:
    """All entries; the database is read here while the last block is sent."""
    with ThreadPoolExecutor(SENDERS) as senders:
        waiting: list[Future[Sent]] = []
        for block in _blocks():
            filled.add((entry, version) for entry, version, _, doc in block if doc is None)  # gone, and not in it
            waiting.append(senders.submit(send, index, [action for action in block if action[3] is not None]))
            if len(waiting) > SENDERS:
                filled.take(waiting.pop(0).result())
        for future in waiting:
            filled.take(future.result())


def _blocks() -> Iterator[list[Action]]:
    last = 0
    while ids := list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK]):
        last = ids[-1]
        yield actions(ids)


def _settle(index: str, refused: dict[int, tuple[int, str]]) -> int:
    """Send what changed since the filling began until counts agree.

    What a long transaction wrote with lower versions is behind for the old index too, and so sent to both.
    """
    since = Rebuild.objects.get(index=index).since_version
    for _ in range(LAST_PASSES):
        _check_ours(index)
        while changed := list(
            Entry.objects.filter(version__gt=since).order_by("version").values_list("pk", "version")[:BLOCK]
        ):
            refused |= send(index, actions([pk for pk, _ in changed])).refused
            since = changed[-1][1]
        documents, entries = count_documents(index), Entry.objects.filter(gone=False).count()
        if documents + len(refused) == entries:
            return documents
        deliver_all()
    raise RebuildFailed(f"{documents} documents arrived of {entries} entries, {len(refused)} refused.")


def _check_ours(index: str) -> None:
    if not Rebuild.objects.filter(index=index).exists():
        raise RebuildFailed("Another rebuild was started and goes on instead.")


def _take(index: str, filled: _Filled) -> None:
    """Move the alias and forget what the old index had: what is not known to be in the new one is sent again."""
    old = live_index()
    delete_rows(Refusal.objects.all())
    _mark_only(filled)
    move_alias(index)
    Rebuild.objects.filter(index=index).delete()
    if old and old != index:
        time.sleep(LAST_SEARCHES_SECONDS)
        drop_index(old)


@transaction.atomic
def _mark_only(filled: _Filled) -> None:
    """Exactly what was sent. A version's number says little: of two, the lower one may be committed later."""
    delete_rows(Delivery.objects.all())
    for versions in filled.blocks():
        mark(Sent(versions, {}))
    mark(Sent({}, filled.refused))
