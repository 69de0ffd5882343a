"""How is one address asked, within limits of time, from exactly the hosts that were checked?"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import httpcore

from courses.feeds.fetch.addresses import Resolve, Target, addresses_of
from courses.feeds.fetch.failure import FetchFailed
from courses.feeds.limits import Limits

USER_AGENT = "Tantu/0.1 (course catalogues of the consortium)"


class Wire:
    """Connections to the hosts of one feed. Every connection goes to an address that was checked for its target."""

    def __init__(self, limits: Limits, resolve: Resolve) -> None:
        self._limits = limits
        self._clock = _Clock()
        self._network = _CheckedNetwork(self._clock, resolve)

    def start_clock(self) -> None:
        """The answer that is asked for next, with its redirects, must be whole when its time is over."""
        self._clock.end_at = time.monotonic() + self._limits.answer_seconds

    @contextmanager
    def get(self, target: Target, headers: dict[str, str]) -> Iterator[httpcore.Response]:
        """The answer of one address, its body not yet read."""
        self._network.target = target
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        sent = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", **headers}
        timeouts = {
            "connect": self._limits.connect_seconds,
            "read": self._limits.idle_seconds,
            "write": self._limits.idle_seconds,
            "pool": self._limits.connect_seconds,
        }
        with self._pool.stream("GET", url, headers=[*sent.items()], extensions={"timeout": timeouts}) as response:
            yield response

    def close(self) -> None:
        if "_pool" in self.__dict__:
            self._pool.close()

    @cached_property
    def _pool(self) -> httpcore.ConnectionPool:
        """Made once something is asked: a feed that is a file needs none of the authorities' certificates."""
        return httpcore.ConnectionPool(
            ssl_context=httpcore.default_ssl_context(),
            max_connections=1,
            keepalive_expiry=self._limits.idle_seconds,
            network_backend=self._network,
        )


class _Clock:
    """When the current answer must be whole."""

    def __init__(self) -> None:
        self.end_at = 0.0

    def clip(self, seconds: float | None) -> float:
        """No wait outlasts the answer's own time; raises ReadTimeout where that is over."""
        left = self.end_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole answer is over")
        return left if seconds is None else min(seconds, left)


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to the checked addresses of the target and to nothing else; names are resolved once."""

    def __init__(self, clock: _Clock, resolve: Resolve) -> None:
        self._clock = clock
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()
        self.target: Target | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        target = self.target
        if target is None or (target.host, target.port) != (host, port):
            raise FetchFailed("blocked_address", f"{host}:{port} was not checked, so it is not connected to.")
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses_of(target, self._resolve):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._clock.clip(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return _TimedStream(stream, self._clock)
        raise error


class _TimedStream(httpcore.NetworkStream):
    """A connection on which no wait outlasts the answer's own time: a byte every ten seconds does not help."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.clip(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.clip(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._clock.clip(timeout))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise _untrusted(server_hostname or "the host", error.__cause__) from error
            raise
        return _TimedStream(stream, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _untrusted(host: str, error: ssl.SSLCertVerificationError) -> FetchFailed:
    return FetchFailed(
        "blocked_address",
        f"The certificate of {host} is not trusted ({error.verify_message}), so nothing was read. "
        "Ask the college to renew it, or to have it issued by a public authority.",
        detail="certificate",
    )
