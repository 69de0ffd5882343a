"""When is an engine that failed asked again? One circuit in each process."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

from search.engines.contract import EngineUnavailable

log = logging.getLogger(__name__)
T = TypeVar("T")


FIRST_SECONDS = 2.0
"""An engine that was slow once is asked again soon."""


class Circuit:
    """Open after a failure: nobody waits for the engine for FIRST_SECONDS, after each further failure for twice as
    long, at most for `retry_after` seconds. Then one caller tries; the others are still answered without it until that
    one has had its answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open_until: float | None = None
        self._next_pause = FIRST_SECONDS

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    def call(self, ask: Callable[[], T], retry_after: float) -> T | None:
        """The answer, or None where the engine did not give one or is not asked."""
        if not self._may_ask(retry_after):
            return None
        try:
            answer = ask()
        except EngineUnavailable as error:
            self._note_failure(error, retry_after)
            return None
        self.close()
        return answer

    def close(self) -> None:
        with self._lock:
            if self._open_until is not None:
                log.info("The search engine answers again.")
            self._open_until, self._next_pause = None, FIRST_SECONDS

    def _may_ask(self, retry_after: float) -> bool:
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + retry_after
            return True

    def _note_failure(self, error: EngineUnavailable, retry_after: float) -> None:
        with self._lock:
            if self._open_until is None:
                log.warning("The search engine does not answer, the database does: %s", error)
            pause = min(retry_after, self._next_pause)
            self._open_until, self._next_pause = self._clock() + pause, 2 * pause


CIRCUIT = Circuit()


def call_or_none(ask: Callable[[], T]) -> T | None:
    return CIRCUIT.call(ask, settings.ELASTICSEARCH_RETRY_AFTER_SECONDS)
