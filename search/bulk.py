"""One bulk request: every entry's result is read, none is taken for granted."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
from elasticsearch import ApiError

from search.documents import Action
from search.engines.contract import EngineUnavailable
from search.engines.elastic_client import BULK_SECONDS, client, told_as_unavailable

TRIES = 6
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
BUSY = (429, 503)
STALE = 409
TOO_LARGE = 413
_encode = msgspec.json.Encoder().encode  # many times as fast as the client's own


class Sent(NamedTuple):
    """Versions that the engine now has or had outgrown, and why it refused others."""

    accepted: dict[int, int]
    refused: dict[int, tuple[int, str]]


def send(index: str, found: Sequence[Action], pause: Callable[[float], None] = time.sleep, **options: Any) -> Sent:
    """Send all; those that the engine was too busy for again, with growing pauses.

    Raises EngineUnavailable when the engine does not answer or stays too busy; what was accepted until then is
    harmless to send again.
    """
    sent = Sent({}, {})
    waiting = list(found)
    for attempt in range(TRIES):
        waiting = _send_once(index, waiting, sent, options)
        if not waiting:
            return sent
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
        pause(random.uniform(longest / 2, longest))  # noqa: S311 -- to part those who retry, not to hide
    raise EngineUnavailable(f"too busy for {len(waiting)} entries, {TRIES} times")


def _send_once(index: str, found: Sequence[Action], sent: Sent, options: dict[str, Any]) -> list[Action]:
    """Returns what is to be sent again."""
    # The client passes on lines that are encoded, though its types only know those that it encodes itself.
    lines: list[Any] = [_encode(line) for action in found for line in action[2:] if line is not None]
    try:
        with told_as_unavailable():
            answer = client().options(request_timeout=BULK_SECONDS).bulk(operations=lines, index=index, **options)
    except EngineUnavailable as error:
        cause = error.__cause__
        if isinstance(cause, ApiError) and cause.status_code in BUSY:
            return list(found)
        raise
    except ApiError as error:
        if error.status_code != TOO_LARGE or len(found) < 2:
            raise
        half = len(found) // 2
        return [*_send_once(index, found[:half], sent, options), *_send_once(index, found[half:], sent, options)]
    return [
        action
        for action, result in zip(found, answer["items"], strict=True)
        if not _is_settled(action, next(iter(result.values())), sent)
    ]


def _is_settled(action: Action, result: dict[str, Any], sent: Sent) -> bool:
    """409 means that it has this version or a later one; 404 that what is to be removed was never there."""
    entry, version = action[:2]
    status = result["status"]
    if status in BUSY:
        return False
    if status < 300 or status == STALE or (status == 404 and action[3] is None):
        sent.accepted[entry] = version
    else:
        sent.refused[entry] = (version, _reason(result.get("error", {})))
    return True


def _reason(error: dict[str, Any]) -> str:
    cause = error.get("caused_by", {}).get("reason", "")
    return ": ".join(part for part in (error.get("type"), error.get("reason"), cause) if part)[:500]
