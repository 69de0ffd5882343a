"""What does a file, or a system, hold? A process of its own looks, so that no file can harm whoever asks."""

import tempfile
from pathlib import Path
from typing import Any

import msgspec

from courses.feeds.looking.job import LookJob, NotSeen, Offered, OfferJob, Seen
from courses.feeds.reading.apart import ReadingFailed, run_apart

__all__ = ["CannotLook", "LookJob", "OfferJob", "Offered", "Seen", "look_at", "offered_by"]

_CHILD = "courses.feeds.looking.child"


class CannotLook(Exception):
    """Says why; `reason` is "profile" where the faults are those of the profile that was tried."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def look_at(job: LookJob, within: str | None = None) -> Seen:
    """`within` is a folder to work in. Raises CannotLook, and ReadingCrashed where the fault is ours."""
    return msgspec.convert(_told(job, within), Seen)


def offered_by(job: OfferJob) -> Offered:
    """Raises as look_at() does."""
    return msgspec.convert(_told(job, None), Offered)


def _told(job: LookJob | OfferJob, within: str | None) -> Any:
    with tempfile.TemporaryDirectory(prefix="look-", dir=within) as name:
        folder = Path(name)
        (folder / "job.json").write_bytes(msgspec.json.encode(job))
        try:
            run_apart(_CHILD, folder, job.seconds)
        except ReadingFailed as failure:
            raise CannotLook(failure.reason, failure.message) from failure
        found = msgspec.json.decode((folder / "result.json").read_bytes())
    if "reason" in found:
        failed = msgspec.convert(found, NotSeen)
        raise CannotLook(failed.reason, failed.message)
    return found
