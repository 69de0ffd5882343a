"""Was a run that is held whole decided against already, under another way of reading?"""

from hashlib import blake2b

import msgspec
from django.db.models import Q

from courses.feeds.models import Run
from courses.feeds.overtaken import is_restated

_BATCHES = Q(trigger=Run.PUSHED) & ~Q(scope={})
_encode = msgspec.json.Encoder(order="deterministic").encode


def decided_alike(run: Run, content_hash: str, refused: int) -> Run | None:
    """The last run with this content that was left undone, if its document says what this one's does.

    A word that the office answered, or a change of the profile, is another way to read; it asks anew only where a
    record becomes another by it. A batch of which a record was told since is a newer statement.
    """
    settled = Run.objects.filter(
        feed=run.feed_id,
        content_hash=content_hash,
        scope=run.scope,
        is_applied=False,
        refused=refused,
        decision__in=Run.LEFT_UNDONE,
    )
    last = settled.filter(_BATCHES if run.is_batch else ~_BATCHES).exclude(pk=run.pk).order_by("-pk").first()
    if last is None or (run.is_batch and is_restated(last)):
        return None
    return last if _document(last) == _document(run) else None


def _document(run: Run) -> set[bytes]:
    changes = run.changes.order_by().values_list("kind", "course", "after").iterator(chunk_size=1_000)
    return {blake2b(_encode(change), digest_size=16).digest() for change in changes}
