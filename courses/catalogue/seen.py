"""Is a field still what it was when a person looked at it?"""

from hashlib import blake2b
from typing import Any

import msgspec

from courses.catalogue.models import Override

_encode = msgspec.json.Encoder(order="deterministic").encode


def seen_of(stated: Any, override: Override | None) -> str:
    """A word that changes with what the source states and with what stands over it."""
    ours = (override.value, override.made_at.isoformat()) if override else None
    return blake2b(_encode((stated, ours)), digest_size=12).hexdigest()
