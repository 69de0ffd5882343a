"""How does a body get to disk, unpacked and within its limits of size and rate?"""

import hashlib
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from courses.feeds.disk import is_full
from courses.feeds.exchange import Answer, Listed, Request
from courses.feeds.fetch.failure import FetchFailed
from courses.feeds.limits import Limits

BLOCK = 65_536
_SMALL = 10_000_000


class Spool:
    """The answers of one fetch, one file each beside a list of them, in a folder that its owner removes."""

    def __init__(self, folder: Path, limits: Limits, on_progress: Callable[[int], None]) -> None:
        self._folder = folder
        self._limits = limits
        self._on_progress = on_progress
        self._list = folder / "answers.jsonl"
        self._bytes = 0
        self._listed = 0
        self._files = 0
        self._hash = hashlib.sha256()

    @property
    def content_hash(self) -> str:
        return self._hash.hexdigest()

    @property
    def answers(self) -> Listed:
        """What was noted, in order."""
        return Listed(str(self._list), self._listed)

    def note(self, request: Request, answer: Answer) -> None:
        """Put an answer on the list; raises FetchFailed."""
        with _room(), self._list.open("ab") as lines:
            lines.write(msgspec.json.encode((request, answer)) + b"\n")
        self._listed += 1

    def tell(self) -> None:
        """That the fetch is alive, and how many bytes came."""
        self._on_progress(self._bytes)

    def keep(self, chunks: Iterable[bytes], encoding: str) -> Path:
        """Write a body that is sent; raises FetchFailed, and then leaves no file behind."""
        return self._kept(_unpacked(self._in_time(chunks), encoding, self._limits))

    def copy(self, blocks: Iterable[bytes]) -> Path:
        """Write what lies on this machine: it comes by no wire, so that it may be as large as what is unpacked."""
        return self._kept(self._told(blocks))

    def _kept(self, blocks: Iterable[bytes]) -> Path:
        self._files += 1
        path = self._folder / f"answer-{self._files:06}"
        try:
            with _room(), path.open("xb") as output:
                self._write(output, blocks)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _write(self, output: IO[bytes], blocks: Iterable[bytes]) -> None:
        size = 0
        for block in blocks:
            size += len(block)
            self._bytes += len(block)
            if size > self._limits.unpacked_bytes:
                raise too_large(f"one answer holds more than {megabytes(self._limits.unpacked_bytes)}")
            if self._bytes > self._limits.run_bytes:
                raise too_large(f"all answers together hold more than {megabytes(self._limits.run_bytes)}")
            self._hash.update(block)
            output.write(block)

    def _told(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.tell()
            yield block

    def _in_time(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks within the limit of bytes, as long as they come faster than the least rate."""
        window_began, in_window, received = time.monotonic(), 0, 0
        for chunk in self._told(chunks):
            received += len(chunk)
            in_window += len(chunk)
            if received > self._limits.wire_bytes:
                raise too_large(f"it sent more than {megabytes(self._limits.wire_bytes)}")
            passed = time.monotonic() - window_began
            if passed >= self._limits.rate_window_seconds:
                if in_window < self._limits.least_bytes_per_second * passed:
                    raise FetchFailed("timeout", "The server sends too slowly. It is read again later.")
                window_began, in_window = time.monotonic(), 0
            yield chunk


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            message = "There is no room left on the disk to read this feed. Nothing was changed."
            raise FetchFailed("no_space", message) from error
        raise


def too_large(what: str) -> FetchFailed:
    return FetchFailed("too_large", f"The feed is too large: {what}. Have the college state it in smaller parts.")


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:g} MB"


def _unpacked(chunks: Iterable[bytes], encoding: str, limits: Limits) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        return iter(chunks)
    if encoding in ("gzip", "x-gzip"):
        return _gunzipped(chunks, limits)
    raise FetchFailed("unreadable", f"The server packed its answer as {encoding!r}; only gzip was asked for.")


def _gunzipped(chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    packed = unpacked = 0
    inflate = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        packed += len(chunk)
        rest = chunk
        while rest:
            if inflate.eof:
                inflate = zlib.decompressobj(wbits=31)
            try:
                block = inflate.decompress(rest, BLOCK)
            except zlib.error as error:
                raise FetchFailed("unreadable", f"The gzip packing of the answer is broken ({error}).") from error
            unpacked += len(block)
            if unpacked > _SMALL and unpacked > packed * limits.ratio:
                raise too_large(f"it unpacks to more than {limits.ratio} times its size")
            yield block
            rest = inflate.unconsumed_tail or inflate.unused_data
    if not inflate.eof:
        raise FetchFailed("truncated", "The answer ends in the middle of its gzip packing. It is read again later.")
