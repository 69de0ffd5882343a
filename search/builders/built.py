"""What a builder makes: one entry, not yet written."""

import datetime as dt
import hashlib
from typing import Any

import msgspec

from search.titles import group_of

SUMMARY_LENGTH = 4_000
WORDS_LENGTH = 20_000


class Window(msgspec.Struct, frozen=True):
    """When one may apply and when it starts; `applies` is false where it only starts."""

    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    starts_on: dt.date | None = None
    applies: bool = True


class Built(msgspec.Struct, frozen=True):
    """One public thing as search is to see it. `facets` are "name=value"; `group` 0 stands alone."""

    key: str
    kind: str
    title: str
    organisation: int | None
    facets: tuple[str, ...]
    group: int = 0
    source: int | None = None
    language: str = ""
    url: str = ""
    summary: str = ""
    words: str = ""
    stated_at: dt.datetime | None = None
    windows: tuple[Window, ...] = ()
    payload: dict[str, Any] = {}

    def digest(self) -> bytes:
        """16 bytes that differ when anything of the entry differs."""
        return hashlib.blake2b(_encoder.encode(self), digest_size=16).digest()

    def own_group(self) -> int:
        return self.group or group_of(self.key)


_encoder = msgspec.msgpack.Encoder(order="deterministic")
