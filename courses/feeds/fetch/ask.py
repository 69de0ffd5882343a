"""What does one request answer, with its redirects and second tries?"""

import email.utils
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpcore

from courses.feeds.exchange import Answer, Request
from courses.feeds.fetch.addresses import Target, check_address, check_link
from courses.feeds.fetch.credential import Shown
from courses.feeds.fetch.failure import FetchFailed
from courses.feeds.fetch.reach import Reach
from courses.feeds.fetch.spool import Spool, megabytes, too_large
from courses.feeds.fetch.wire import Wire
from courses.feeds.limits import Limits

_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_BUSY = {429, 503}
_TRY_AGAIN = {429, 500, 502, 503, 504}
_SENTENCE = {
    401: "it wants a sign-in",
    403: "it refuses us",
    404: "there is nothing at this address",
    410: "it is gone",
}

_DETAIL = {401: "sign_in", 403: "sign_in", 404: "not_found", 410: "not_found"}

Headers = dict[str, str]
_KEPT = ("content-type", "etag", "last-modified")
"""Headers that somebody asks for later: of a list in pages, a hundred thousand answers may be held at once."""


class Validators(NamedTuple):
    """What the server said of the version we hold."""

    etag: str
    last_modified: str

    def headers(self) -> Headers:
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value}


class _TryAgain(Exception):
    """Something that may pass; `wait` is how long the server asks for."""

    def __init__(self, failure: FetchFailed, wait: float | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.wait = wait


class Asker:
    """Asks addresses one after another; `pause` and `chance` are passed in so that tests need not wait."""

    def __init__(
        self,
        wire: Wire,
        limits: Limits,
        spool: Spool,
        pause: Callable[[float], None],
        chance: random.Random,
        shown: Shown,
        reach: Reach,
    ) -> None:
        self._limits = limits
        self._spool = spool
        self._pause = pause
        self._chance = chance
        self._wire = wire
        self._shown = shown
        self._reach = reach

    def close(self) -> None:
        self._wire.close()

    def ask(self, request: Request, held: Validators) -> Answer:
        """The answer; raises FetchFailed once it has tried often enough."""
        for number in range(1, self._limits.tries + 1):
            try:
                return self._once(request, held)
            except _TryAgain as error:
                if number == self._limits.tries:
                    raise error.failure from error
                self._wait(number, error)
        raise AssertionError("a feed is tried at least once")

    def _wait(self, number: int, error: _TryAgain) -> None:
        """Full jitter between nothing and twice as long each time; never less than the server asks for."""
        longest = min(self._limits.longest_pause_seconds, self._limits.pause_seconds * 2**number)
        left = (error.wait or 0) + self._chance.uniform(0, longest)
        while left > 0:
            self._spool.tell()
            self._pause(min(left, 1.0))
            left -= 1.0

    def _once(self, request: Request, held: Validators) -> Answer:
        self._wire.start_clock()
        target = check_address(request.address, self._limits.allow_private)
        address = request.address
        for _ in range(self._limits.redirects + 1):
            self._reach.check(target)
            asked, more = self._shown.to(target)
            with _named_failures(target.shown), self._wire.get(asked, {**held.headers(), **more}) as response:
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                if response.status not in _REDIRECTS:
                    return self._take(request, response, headers, target, held)
            address, target = _followed(address, headers.get("location", ""), target, self._limits)
        message = f"{request.address} redirects more than {self._limits.redirects} times. Use its last address."
        raise FetchFailed("blocked_address", message, detail="redirects")

    def _take(
        self, request: Request, response: httpcore.Response, headers: Headers, target: Target, held: Validators
    ) -> Answer:
        status = response.status
        if (status == 304 and any(held)) or (status in _GONE and request.missing_is_empty):
            return Answer(status, {}, "")
        if status == 204:
            raise FetchFailed("empty", f"{target.shown} answered that it holds nothing. Nothing was changed.")
        if status != 200:
            raise _refusal(status, headers, target, self._limits)
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._limits.wire_bytes:
            limit = megabytes(self._limits.wire_bytes)
            raise too_large(f"it declares {megabytes(int(declared))}, the limit is {limit}")
        path = self._spool.keep(response.iter_stream(), headers.get("content-encoding", "").strip().lower())
        return Answer(status, _kept(headers), str(path))


def _kept(headers: Headers) -> Headers:
    return {name: sys.intern(headers[name]) for name in _KEPT if name in headers}


@contextmanager
def _named_failures(shown: str) -> Iterator[None]:
    """What the network does wrong, as reasons of a failed run."""
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        message = f"{shown} cannot be reached ({error}). It is read again later."
        raise _TryAgain(FetchFailed("timeout", message, detail="unreachable")) from error
    except httpcore.TimeoutException as error:
        raise FetchFailed("timeout", f"{shown} took too long to answer. It is read again later.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        if "without sending a response" in str(error):
            raise _TryAgain(FetchFailed("truncated", f"{shown} ended without an answer.")) from error
        message = f"{shown} ended in the middle of its answer ({error}). Nothing was changed; it is read again later."
        raise FetchFailed("truncated", message) from error


def _followed(page: str, location: str, came_from: Target, limits: Limits) -> tuple[str, Target]:
    address, target = check_link(location, page, limits.allow_private)
    if came_from.scheme == "https" and target.scheme != "https":
        message = f"{came_from.shown} redirects to {target.shown}, which is not https. Use an https address."
        raise FetchFailed("blocked_address", message, detail="not_https")
    return address, target


def _refusal(status: int, headers: Headers, target: Target, limits: Limits) -> Exception:
    wait = retry_after(headers.get("retry-after", ""))
    if status in _BUSY:
        failure = FetchFailed("busy", f"{target.shown} is busy ({status}). It is read again later.", wait)
        if wait is not None and wait > limits.longest_pause_seconds:
            return failure
        return _TryAgain(failure, wait)
    said = f" ({_SENTENCE[status]})" if status in _SENTENCE else ""
    message = f"{target.shown} answered with status {status}{said}. Check the address."
    failure = FetchFailed("http_status", message, detail=_DETAIL.get(status, "server_fault"))
    return _TryAgain(failure, wait) if status in _TRY_AGAIN else failure


def retry_after(told: str) -> float | None:
    """Seconds to wait, told as a number or as a date."""
    if told.strip().isdecimal():
        return min(float(told), 86_400.0)
    try:
        moment = email.utils.parsedate_to_datetime(told)
    except ValueError:
        return None
    return min(max(0.0, moment.timestamp() - time.time()), 86_400.0)
