"""What does a feed answer? The only way out of the house: by HTTP(S), or a file of this machine."""

import random
import stat
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, NamedTuple

from courses.feeds.exchange import Answer, Answers, NotReadable, Reader, ReaderSettings
from courses.feeds.fetch.addresses import Resolve, check_address, resolved
from courses.feeds.fetch.ask import Asker, Validators
from courses.feeds.fetch.credential import Credential, Shown
from courses.feeds.fetch.failure import FetchFailed
from courses.feeds.fetch.reach import Reach
from courses.feeds.fetch.sniff import is_a_feed
from courses.feeds.fetch.spool import BLOCK, Spool, megabytes, too_large
from courses.feeds.fetch.wire import Wire
from courses.feeds.limits import Limits

__all__ = ["Beginning", "Credential", "FetchFailed", "Fetched", "Given", "check_address", "fetch"]


class Given(NamedTuple):
    """A file that somebody gave, in place of one of this machine; `open` raises OSError where it is gone."""

    size: int
    open: Callable[[], IO[bytes]]


class Beginning(NamedTuple):
    """How much is enough, where only the beginning is wanted: nothing more is asked after either."""

    answers: int
    seconds: float


class Fetched(NamedTuple):
    """What came. `unchanged`: the server said so itself (304), and there are no answers. `is_whole`: nothing more is to
    be asked."""

    answers: Answers
    content_hash: str
    etag: str
    last_modified: str
    unchanged: bool
    is_whole: bool = True


def fetch(
    reader: Reader,
    settings: ReaderSettings,
    limits: Limits,
    spool_dir: Path,
    *,
    etag: str = "",
    last_modified: str = "",
    given: Given | None = None,
    credential: Credential | None = None,
    approved: Iterable[str] = (),
    only: Beginning | None = None,
    on_progress: Callable[[int], None] = lambda _bytes: None,
    pause: Callable[[float], None] = time.sleep,
    resolve: Resolve = resolved,
) -> Fetched:
    """Ask all that the reader asks for and spool every answer under `spool_dir`, an empty folder of its own.

    `credential` is shown to the host of `settings.address` alone; `approved` are other hosts that it may lead to, as
    FeedHost writes them. `only` ends it early, for a sample.
    `on_progress` is told how many bytes came, with every block and about once a second while waiting.
    Raises FetchFailed.
    """
    spool = Spool(spool_dir, limits, on_progress)
    chance = random.Random()  # noqa: S311 -- jitter, no secret
    own = None if settings.is_file else check_address(settings.address, limits.allow_private)
    asker = Asker(Wire(limits, resolve), limits, spool, pause, chance, Shown(credential, own), Reach(own, approved))
    try:
        return _drive(reader, settings, given, asker, spool, Validators(etag, last_modified), limits, only)
    except NotReadable as error:
        raise _without(credential, FetchFailed(error.reason, error.message)) from None
    except FetchFailed as error:
        raise _without(credential, error) from None
    finally:
        asker.close()


def _drive(
    reader: Reader,
    settings: ReaderSettings,
    given: Given | None,
    asker: Asker,
    spool: Spool,
    held: Validators,
    limits: Limits,
    only: Beginning | None,
) -> Fetched:
    requests = reader.requests(settings)
    accepts: frozenset[str] = getattr(reader, "ACCEPTS", frozenset())
    began = time.monotonic()
    request = next(requests, None)
    while request is not None:
        if time.monotonic() > began + limits.run_seconds:
            raise FetchFailed("timeout", f"Reading all its pages took longer than {limits.run_seconds:g} seconds.")
        if settings.is_file:
            answer = _file(request.address, given or _of_this_machine(request.address), spool, limits)
        else:
            answer = asker.ask(request, held)
        if answer.status == 304:
            return Fetched((), "", held.etag, held.last_modified, True)
        held = Validators("", "")
        if answer.status == 200:
            is_a_feed(Path(answer.path), request.address, accepts)
        spool.note(request, answer)
        try:
            request = requests.send(answer)
        except StopIteration:
            request = None
        if only and (len(spool.answers) >= only.answers or time.monotonic() > began + only.seconds):
            break
    told = answer.headers if len(spool.answers) == 1 else {}
    new_etag, new_date = told.get("etag", "")[:300], told.get("last-modified", "")[:100]
    return Fetched(spool.answers, spool.content_hash, new_etag, new_date, False, is_whole=request is None)


def _without(credential: Credential | None, failure: FetchFailed) -> FetchFailed:
    """What a server said may hold what it was shown; it goes no further."""
    if credential is None:
        return failure
    return FetchFailed(
        failure.reason,
        credential.struck_from(failure.message),
        failure.retry_after,
        detail=failure.detail,
        leads_to=failure.leads_to,
    )


def _of_this_machine(address: str) -> Given:
    path = Path(address)
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(address, error) from error
    if not stat.S_ISREG(found.st_mode):
        raise FetchFailed("not_a_feed", f"{path} is no file.")
    return Given(found.st_size, lambda: path.open("rb"))


def _file(name: str, given: Given, spool: Spool, limits: Limits) -> Answer:
    """A copy of a file, as it was at one moment."""
    if given.size > limits.unpacked_bytes:
        raise too_large(f"{name} holds more than {megabytes(limits.unpacked_bytes)}")
    try:
        with given.open() as source:
            kept = spool.copy(iter(lambda: source.read(BLOCK), b""))
    except OSError as error:
        raise _unreadable(name, error) from error
    return Answer(200, {}, str(kept))


def _unreadable(name: str, error: OSError) -> FetchFailed:
    return FetchFailed("unreadable", f"The file {name} cannot be read ({error.strerror}). Check its path and rights.")
