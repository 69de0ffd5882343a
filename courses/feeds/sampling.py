"""Which file shows what a feed holds, before it is read for the first time?"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.files import File

from consortium.people.models import User
from courses.feeds.fetch import Fetched, fetch
from courses.feeds.limits import Limits, limits_of
from courses.feeds.models import Feed, KeptFile
from courses.feeds.readers import reader_of
from courses.feeds.settings_hash import reader_settings


def sample_of(feed: Feed) -> KeptFile | None:
    """The newest file that the feed keeps: what a person gave, a run read or somebody had fetched to try it."""
    return KeptFile.objects.filter(feed=feed).order_by("-id").first()


def fetch_sample(feed: Feed, by: User | None = None) -> KeptFile:
    """Ask the address, or read the file, and keep what came. Raises FetchFailed."""
    with working_folder("sample") as folder:
        [(_, answer), *_] = fetched_shortly(feed, folder).answers
        return _kept(feed, Path(answer.path), by)


def fetched_shortly(feed: Feed, folder: Path) -> Fetched:
    """As a run fetches it, within the time that a person waits. Raises FetchFailed."""
    answers = folder / "answers"
    answers.mkdir()
    return fetch(reader_of(feed.format), reader_settings(feed), _short_limits(), answers)


def _short_limits() -> Limits:
    seconds = settings.FEED_TRY_SECONDS
    return msgspec.structs.replace(limits_of(settings), answer_seconds=seconds, run_seconds=seconds, tries=1)


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


def _kept(feed: Feed, path: Path, by: User | None) -> KeptFile:
    with path.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    name = (feed.url or feed.path).rstrip("/").rpartition("/")[2][:255] or "sample"
    kept = KeptFile(feed=feed, use=KeptFile.Use.SAMPLE, name=name, size=path.stat().st_size, sha256=digest)
    kept.created_by = by
    same = KeptFile.objects.filter(feed=feed, sha256=digest).first()
    if same and same.content.name and same.content.storage.exists(same.content.name):
        kept.content.name = same.content.name
    else:
        with path.open("rb") as content:
            kept.content.save(digest, File(content), save=False)
    kept.save()
    return kept
