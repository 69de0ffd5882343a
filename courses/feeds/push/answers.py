"""What was answered before under the same Idempotency-Key? (draft-ietf-httpapi-idempotency-key-header, section 2.6)"""

import datetime as dt
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from consortium.clock import shared_now
from courses.feeds.models import Feed, PushAnswer

KEPT = dt.timedelta(hours=24)
GIVEN_UP = dt.timedelta(minutes=5)
_KEY = re.compile(r"^[\x21-\x7e]{1,100}$")


class Said(NamedTuple):
    """A status and the body of an answer."""

    status: int
    body: dict[str, Any]


class KeyMisused(Exception):
    """The key is no such key, or was used for other words."""


class AtWork(Exception):
    """The first message under this key is not answered yet."""


def answered_once(feed: Feed, key: str, body: bytes, answer: Callable[[], Said]) -> Said:
    """What was said the first time, else the answer, kept for a day. Raises KeyMisused, AtWork.

    Without a key the answer as it is. What could not be done (429 and 5xx) is not kept, so that it can be tried again.
    """
    if not key:
        return answer()
    if not _KEY.match(key):
        raise KeyMisused("An Idempotency-Key holds 1 to 100 visible characters.")
    digest = sha256(body).hexdigest()
    mine = _claim(feed, key, digest)
    if mine is None:
        return _of_before(feed, key, digest)
    said: Said | None = None
    try:
        said = answer()
        return said
    finally:
        if said is None or said.status == 409 or said.status >= 429:
            mine.delete()
        else:
            PushAnswer.objects.filter(pk=mine.pk).update(status=said.status, answer=said.body)


def forget_answers(now: dt.datetime) -> None:
    """Those of yesterday."""
    PushAnswer.objects.filter(created_at__lt=now - KEPT).delete()


def _claim(feed: Feed, key: str, digest: str) -> PushAnswer | None:
    """None where the key was used before; one whose process died without an answer is free again."""
    now = shared_now()
    PushAnswer.objects.filter(feed=feed, idempotency_key=key, status=0, created_at__lt=now - GIVEN_UP).delete()
    try:
        with transaction.atomic():
            return PushAnswer.objects.create(feed=feed, idempotency_key=key, body_hash=digest, created_at=now)
    except IntegrityError:
        return None


def _of_before(feed: Feed, key: str, digest: str) -> Said:
    before = PushAnswer.objects.filter(feed=feed, idempotency_key=key).first()
    if before is None or (before.status == 0 and before.body_hash == digest):
        raise AtWork("A message under this Idempotency-Key is at work. Ask again in some seconds.")
    if before.body_hash != digest:
        raise KeyMisused("This Idempotency-Key was used for another body. Take a new key for a new message.")
    return Said(before.status, before.answer)
