"""Which keys may push to a feed, and how are they made, found and ended?"""

import base64
import datetime as dt
import secrets
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from consortium.people.models import User
from courses.feeds.models import Feed, PushKey
from courses.feeds.push.expiry import settle_expiry
from courses.feeds.sealing import seal, unseal

MOST_ALIVE = 2
_SECRET_BYTES = 32


class CannotMakeKey(ValueError):
    """Says why, and what to do."""


class NewKey(NamedTuple):
    """A key with its secret, which is nowhere to be read again."""

    key: PushKey
    secret: str


@transaction.atomic
def make_key(feed: Feed, by: User | None = None) -> NewKey:
    """A second key may live beside the first, so that one can be changed for the other. With its first key a feed is
    connected. Raises CannotMakeKey."""
    Feed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if feed.way != Feed.Way.PUSH:
        raise CannotMakeKey(f"{feed} is not pushed. Connect another catalogue for that.")
    if alive(feed).count() >= MOST_ALIVE:
        raise CannotMakeKey(f"{feed} has {MOST_ALIVE} keys already. Revoke the one that is no longer used.")
    Feed.objects.filter(pk=feed.pk).update(is_draft=False)
    secret = secrets.token_bytes(_SECRET_BYTES)
    key = PushKey.objects.create(
        feed=feed,
        key_id=f"tantu-{secrets.token_hex(8)}",
        sealed=seal(secret),
        created_by=by,
        expires_at=timezone.now() + dt.timedelta(days=settings.PUSH_KEY_DAYS),
    )
    return NewKey(key, base64.urlsafe_b64encode(secret).decode().rstrip("="))


def push_address(feed: Feed) -> str:
    """Where its system pushes to."""
    source = feed.source
    return settings.BASE_URL + reverse("push", args=[source.organisation.slug, source.name])


def secret_of(key: PushKey) -> bytes:
    return unseal(bytes(key.sealed))


def alive(feed: Feed) -> QuerySet[PushKey]:
    return PushKey.objects.filter(_is_alive(timezone.now()), feed=feed)


def revoke(key: PushKey) -> None:
    """From now on nothing signed with it is believed."""
    PushKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    settle_expiry(key)


def _is_alive(now: dt.datetime) -> Q:
    return Q(revoked_at__isnull=True, expires_at__gt=now)
