"""May this address have a file checked now, and is there room for one more?"""

import fcntl
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

HOUR = 3_600


class TooMany(Exception):
    """This address had its share for an hour."""


class Busy(Exception):
    """As many files are being checked as this machine checks at once."""


def count_turn(request: HttpRequest) -> None:
    """Raises TooMany. Of the address a keyed digest is kept, for an hour at most."""
    cache = caches["checks"]
    key = sha256(f"{settings.SECRET_KEY}:{_address_of(request)}".encode()).hexdigest()
    cache.add(key, 0, HOUR)
    if cache.get(key, 0) >= settings.FEED_CHECKS_AN_HOUR:
        raise TooMany
    try:
        cache.incr(key)
    except ValueError:  # it ran out in between
        cache.set(key, 1, HOUR)


@contextmanager
def a_place() -> Iterator[None]:
    """One of FEED_CHECKS_AT_ONCE on this machine, given back also when its process dies. Raises Busy."""
    folder = Path(settings.VAR_DIR) / "check-places"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(settings.FEED_CHECKS_AT_ONCE):
        with (folder / str(number)).open("w") as place:
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield
            return
    raise Busy


def _address_of(request: HttpRequest) -> str:
    """The visitor's; where our own proxy asks for her, the last address that it added."""
    asked_by = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return forwarded if forwarded and _is_private(asked_by) else asked_by


def _is_private(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return True  # a socket of this machine has none
