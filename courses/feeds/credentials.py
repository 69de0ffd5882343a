"""With what does a feed identify itself: kept sealed, opened only to ask its own host, never shown again?"""

import re

from django.db import transaction
from django.utils import timezone

from consortium.people.models import User
from courses.feeds.fetch import Credential, FetchFailed
from courses.feeds.models import Feed, FeedCredential, PushKey
from courses.feeds.sealing import CannotOpen, seal, sealed_anew, unseal

_Kind = FeedCredential.Kind
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_NOT_OURS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent", "range", "te",
     "upgrade", "if-none-match", "if-modified-since"}
)  # fmt: skip


class CannotSet(ValueError):
    """Says what is wrong, without the secret; `field` is kind, name or secret."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def credential_of(feed: Feed) -> Credential | None:
    """For the room that asks. Raises FetchFailed where it can no longer be opened."""
    row = FeedCredential.objects.filter(feed=feed).first()
    if row is None:
        return None
    try:
        return Credential(row.kind, row.name, unseal(bytes(row.sealed)).decode())
    except CannotOpen as error:
        message = "What the college's system wants to be shown cannot be opened any more. Give it anew in the settings."
        raise FetchFailed("http_status", message) from error


@transaction.atomic
def set_credential(feed: Feed, kind: str, name: str, secret: str, by: User | None) -> FeedCredential:
    """Seal it in place of any before. Raises CannotSet."""
    check_credential(kind, name, secret)
    values = {"kind": kind, "name": name, "sealed": seal(secret.encode()), "set_at": timezone.now(), "set_by": by}
    row, _ = FeedCredential.objects.update_or_create(feed=feed, defaults=values)
    return row


def check_credential(kind: str, name: str, secret: str) -> None:
    """Whether it could be sent at all. Raises CannotSet."""
    if kind not in _Kind.values:
        raise CannotSet("kind", "Choose what the system asks for.")
    if not secret:
        raise CannotSet("secret", "Type the password, token or key.")
    if kind in (_Kind.BEARER, _Kind.HEADER) and not (secret.isascii() and secret.isprintable()):
        raise CannotSet("secret", "A token or key holds Latin letters, digits and signs only. Copy it anew.")
    if secret != secret.strip() and kind != _Kind.BASIC:
        raise CannotSet("secret", "There is a space before or after it. Copy it anew.")
    if kind == _Kind.BASIC and (not name or ":" in name or not name.isprintable()):
        raise CannotSet("name", "Type the name that goes with the password. It holds no colon.")
    if kind == _Kind.HEADER and (not _HEADER.fullmatch(name) or name.lower() in _NOT_OURS):
        raise CannotSet("name", "Type the name of the header, such as X-Api-Key.")
    if kind == _Kind.QUERY and not re.fullmatch(r"[\w.\[\]-]{1,100}", name):
        raise CannotSet("name", "Type the name that the key has in the address, such as wstoken.")


def forget_credential(feed: Feed) -> bool:
    return bool(FeedCredential.objects.filter(feed=feed).delete()[0])


def seal_all_anew() -> tuple[int, list[Feed]]:
    """Every secret under the first key, those of push keys too: how many, and the feeds whose secret no key opens."""
    count, closed = 0, []
    for model in (FeedCredential, PushKey):
        for key in model._default_manager.values_list("pk", flat=True):
            with transaction.atomic():
                row = model._default_manager.select_for_update().get(pk=key)
                try:
                    row.sealed = sealed_anew(bytes(row.sealed))
                except CannotOpen:
                    closed.append(row.feed)
                    continue
                row.save(update_fields=["sealed"])
                count += 1
    return count, closed
