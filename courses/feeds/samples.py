"""Which file shows what a feed holds, and how is it opened for a moment, wherever it is stored?"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.conf import settings

from courses.feeds.credentials import credential_of
from courses.feeds.exchange import Answers
from courses.feeds.fetch import Beginning, Fetched, FetchFailed, fetch
from courses.feeds.hosts import asking_where_it_leads, hosts_approved_for, why_not_yet
from courses.feeds.limits import Limits, limits_of
from courses.feeds.models import Feed, KeptFile
from courses.feeds.readers import reader_of
from courses.feeds.settings_hash import reader_settings
from courses.feeds.trying import answer_of


def sample_of(feed: Feed) -> KeptFile | None:
    """The newest file that the feed keeps: what a person gave, a run read or somebody had fetched to try it."""
    return KeptFile.objects.filter(feed=feed).order_by("-id").first()


def fetched_shortly(feed: Feed, folder: Path, most_answers: int, *, asks: bool = True) -> Fetched:
    """As a run begins to fetch it, within the time that a person waits: no more is asked for once half of that is gone.

    Raises FetchFailed, also for a host that the office has not approved, and then it is asked (`asks`)."""
    if waits := why_not_yet(feed):
        raise FetchFailed("blocked_address", waits, detail="host")
    answers = folder / "answers"
    answers.mkdir()
    with asking_where_it_leads(feed, asks=asks):
        return fetch(
            reader_of(feed.format),
            reader_settings(feed),
            _short_limits(),
            answers,
            credential=credential_of(feed),
            approved=hosts_approved_for(feed),
            only=Beginning(most_answers, settings.FEED_TRY_SECONDS / 2),
        )


def _short_limits() -> Limits:
    limits, seconds = limits_of(settings), settings.FEED_TRY_SECONDS
    return msgspec.structs.replace(
        limits,
        wire_bytes=min(limits.wire_bytes, settings.FEED_MAX_UPLOAD_BYTES),
        idle_seconds=min(limits.idle_seconds, seconds),
        answer_seconds=seconds,
        run_seconds=seconds,
        tries=1,
    )


class Looked(NamedTuple):
    """What there is to look at now; `given` is the file where somebody gave it."""

    answers: Answers
    is_whole: bool = True
    given: KeptFile | None = None


@contextmanager
def looked_at(feed: Feed, sample: KeptFile | None, most_answers: int, *, asks: bool) -> Iterator[Looked | None]:
    """The file that was given, else what its address answers; None where there is neither. Raises FetchFailed; `asks`
    as in `fetched_shortly`."""
    has_address = bool(feed.url or feed.path)
    if sample is not None and _is_one_file(feed) and (feed.is_draft or not has_address):
        with copy_of(sample) as file:
            yield Looked((answer_of(file),), given=sample)
    elif has_address:
        with working_folder("fetch") as folder:
            fetched = fetched_shortly(feed, folder, most_answers, asks=asks)
            yield Looked(fetched.answers, fetched.is_whole)
    else:
        yield None


def _is_one_file(feed: Feed) -> bool:
    """A server is asked page by page, so that what was kept of it is not all of it."""
    return reader_of(feed.format).NEEDS_PROFILE or feed.way == Feed.Way.UPLOAD


@contextmanager
def working_folder(name: str) -> Iterator[Path]:
    """A folder of the spool; what a killed process leaves is swept up like that of a run."""
    root = Path(settings.FEED_SPOOL_DIR)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"run-{name}-", dir=root) as folder:
        yield Path(folder)


@contextmanager
def copy_of(kept: KeptFile) -> Iterator[Path]:
    """The bytes of a kept file as a file of this machine, wherever they are stored."""
    with working_folder("copy") as folder, kept.content.open("rb") as source:
        path = folder / "file"
        with path.open("wb") as target:
            for block in source.chunks():
                target.write(block)
        yield path
