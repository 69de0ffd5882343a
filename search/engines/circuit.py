"""When is an engine that failed asked again? One circuit in each process."""

import logging
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.conf import settings

from search.engines.contract import EngineUnavailable

log = logging.getLogger(__name__)
T = TypeVar("T")


class Pauses(NamedTuple):
    """For how many seconds nobody waits for the engine after a first failure, and at most. One that was slow once is
    asked again soon."""

    first: float
    most: float

    def after(self, failures: int) -> float:
        """Twice as long after each further failure."""
        return min(self.most, self.first * 2.0 ** min(failures - 1, 30))


class Circuit:
    """Open after a failure, for a pause. Then one caller tries; the others are still answered without the engine until
    that one has had its answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open_until: float | None = None
        self._failures = 0

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    def call(self, ask: Callable[[], T], pauses: Pauses) -> T | None:
        """The answer, or None where the engine did not give one or is not asked."""
        if not self._may_ask(pauses):
            return None
        try:
            answer = ask()
        except EngineUnavailable as error:
            self._note_failure(error, pauses)
            return None
        self.close()
        return answer

    def close(self) -> None:
        with self._lock:
            if self._open_until is not None:
                log.info("The search engine answers again.")
            self._open_until, self._failures = None, 0

    def _may_ask(self, pauses: Pauses) -> bool:
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + pauses.most
            return True

    def _note_failure(self, error: EngineUnavailable, pauses: Pauses) -> None:
        with self._lock:
            if self._open_until is None:
                log.warning("The search engine does not answer, the database does: %s", error)
            self._failures += 1
            self._open_until = self._clock() + pauses.after(self._failures)


CIRCUIT = Circuit()


def call_or_none(ask: Callable[[], T]) -> T | None:
    pauses = Pauses(settings.ELASTICSEARCH_RETRY_AFTER_SECONDS, settings.ELASTICSEARCH_LONGEST_PAUSE_SECONDS)
    return CIRCUIT.call(ask, pauses)
