"""Whose message is this? Its key, its signature, its time and its nonce are looked at before a word of it is read."""

import datetime as dt
import logging

from django.conf import settings
from django.db import IntegrityError, transaction

from consortium.clock import shared_now
from consortium.organisations.models import Organisation
from courses.catalogue.freshness import day_of
from courses.feeds.models import Feed, PushKey, PushNonce
from courses.feeds.push.keys import secret_of
from courses.feeds.push.signature import WINDOW_SECONDS, Refused, Signed, check_form, check_signature
from courses.feeds.sealing import CannotOpen

logger = logging.getLogger(__name__)
KEEP_NONCES = dt.timedelta(seconds=2 * WINDOW_SECONDS + 60)
_MINUTE = dt.timedelta(minutes=1)


class TooOften(Exception):
    """More messages in a minute than one key may send; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Too many messages with this key. Wait {wait} s; send up to 500 records in each.")
        self.wait = wait


def feed_of(college: str, name: str, signed: Signed, method: str, path: str, body: bytes) -> Feed:
    """The feed that a message may push to. Raises Refused, TooOften."""
    check_form(signed)
    key = PushKey.objects.select_related("feed__source__organisation").filter(key_id=signed.key_id).first()
    if key is None:
        raise Refused("unknown_key", "There is no such key. Use one that the college's registrar made for this feed.")
    check_signature(signed, _secret_of(key), method, path, body, shared_now().timestamp())
    _check_key(key, college, name)
    _take_nonce(key, signed.nonce)
    return key.feed


def _secret_of(key: PushKey) -> bytes:
    try:
        return secret_of(key)
    except CannotOpen as error:
        logger.error("key %s of %s: %s", key.key_id, key.feed, error)
        message = (
            "This site cannot open this key any more. Ask the college's registrar to revoke it and make a new one."
        )
        raise Refused("lost_key", message) from error


def _check_key(key: PushKey, college: str, name: str) -> None:
    """Only now, for whoever cannot sign is told nothing of the key."""
    source = key.feed.source
    if (source.organisation.slug, source.name) != (college, name):
        message = f"This key is bound to {source}. Push to that address, or have a key made for this feed."
        raise Refused("foreign_key", message)
    if key.revoked_at:
        raise Refused("revoked_key", "This key was revoked. Ask the college's registrar for a new one.")
    if key.expires_at <= shared_now():
        day = f"{day_of(key.expires_at):%-d %b %Y}"
        raise Refused("expired_key", f"This key expired on {day}. Ask the college's registrar for a new one.")
    if key.feed.way != Feed.Way.PUSH:
        message = f"{source} is not pushed any more, but read in another way. Ask the college's registrar."
        raise Refused("not_pushed", message)
    if source.organisation.state != Organisation.State.MEMBER:
        raise Refused("no_member", f"{source.organisation.name} is no member of the consortium at present.")


def _take_nonce(key: PushKey, nonce: str) -> None:
    """Rows of the last minute count how often the key was used; the nonce itself is taken once and for all."""
    now = shared_now()
    if PushNonce.objects.filter(key=key, seen_at__gt=now - _MINUTE).count() >= settings.PUSH_PER_MINUTE:
        raise TooOften(60)
    try:
        with transaction.atomic():
            PushNonce.objects.create(key=key, nonce=nonce, seen_at=now)
    except IntegrityError:
        message = "This nonce was used before: the message may be a replay. Send every message with a new nonce."
        raise Refused("replayed", message) from None
    PushKey.objects.filter(pk=key.pk).update(used_at=now)


def forget_nonces(now: dt.datetime) -> None:
    """Those of messages whose time would not be believed any more."""
    PushNonce.objects.filter(seen_at__lt=now - KEEP_NONCES).delete()
