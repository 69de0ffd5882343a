"""Does a record state the same as before?

Both functions take a record as plain values: `msgspec.to_builtins(record)`, which leaves defaults out.
"""

from hashlib import blake2b
from typing import Any

import msgspec

from courses.feeds.record import VOLATILE

_encode = msgspec.json.Encoder(order="deterministic").encode
_VOLATILE = frozenset(VOLATILE)


def fingerprint(stated: dict[str, Any]) -> bytes:
    """16 bytes over the values that are present, whatever the order of keys, without the volatile ones.

    A value that is empty counts as absent, so a field that a later version adds changes nothing.
    """
    values = _present(stated)
    if "offerings" in values:
        values["offerings"] = _by_id([_without_volatile(offering) for offering in values["offerings"]])
    return blake2b(_encode(values), digest_size=16).digest()


def volatile_fingerprint(stated: dict[str, Any]) -> bytes:
    """16 bytes over the volatile values of the offerings: places taken, places left, open or closed."""
    values = [
        {"id": offering["id"], **{name: offering[name] for name in VOLATILE if offering.get(name) is not None}}
        for offering in stated.get("offerings", ())
    ]
    return blake2b(_encode(_by_id(values)), digest_size=16).digest()


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or value == 0}


def _without_volatile(offering: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _present(offering).items() if name not in _VOLATILE}


def _by_id(offerings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(offerings, key=lambda offering: str(offering["id"]))
