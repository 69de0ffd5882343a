"""How much, how long and where from may a feed be read? (docs/limits.md; all of it is settings.)"""

from typing import Any

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """Limits of one fetch. Sizes in bytes, times in seconds; `allow_private` are host:port entries."""

    wire_bytes: int = 100_000_000
    unpacked_bytes: int = 500_000_000
    ratio: int = 100
    run_bytes: int = 2_000_000_000
    connect_seconds: float = 5
    idle_seconds: float = 30
    answer_seconds: float = 300
    run_seconds: float = 3_000
    least_bytes_per_second: int = 1_000
    rate_window_seconds: float = 60
    redirects: int = 3
    tries: int = 4
    pause_seconds: float = 2
    longest_pause_seconds: float = 60
    allow_private: tuple[str, ...] = ()


def limits_of(settings: Any) -> Limits:
    """The limits that Django's settings state."""
    return Limits(
        wire_bytes=settings.FEED_MAX_WIRE_BYTES,
        unpacked_bytes=settings.FEED_MAX_UNPACKED_BYTES,
        ratio=settings.FEED_MAX_RATIO,
        run_bytes=settings.FEED_MAX_RUN_BYTES,
        connect_seconds=settings.FEED_CONNECT_SECONDS,
        idle_seconds=settings.FEED_IDLE_SECONDS,
        answer_seconds=settings.FEED_ANSWER_SECONDS,
        run_seconds=settings.FEED_READ_SECONDS,
        least_bytes_per_second=settings.FEED_LEAST_BYTES_PER_SECOND,
        rate_window_seconds=settings.FEED_RATE_WINDOW_SECONDS,
        tries=settings.FEED_TRIES,
        pause_seconds=settings.FEED_PAUSE_SECONDS,
        allow_private=tuple(settings.FEED_ALLOW_PRIVATE),
    )
