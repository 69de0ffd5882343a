"""Which records does a feed state? A process of its own reads and checks what was fetched."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from courses.feeds.reading.apart import ReadingCrashed, ReadingFailed, run_apart
from courses.feeds.reading.job import Failed, Job, Reading
from courses.feeds.record import Checked, Problem

__all__ = ["Job", "Reading", "ReadingCrashed", "ReadingFailed", "iter_checked", "iter_problems", "read"]

_CHILD = "courses.feeds.reading.child"


def read(job: Job, on_progress: Callable[[], None] = lambda: None) -> Reading:
    """Read and check what was fetched, in a process with limits of memory and time.

    `on_progress` is called about once a second. Raises ReadingFailed where the feed as a whole cannot be read,
    ReadingCrashed where the fault is ours.
    """
    folder = Path(job.folder)
    result = folder / "result.json"
    result.unlink(missing_ok=True)
    (folder / "job.json").write_bytes(msgspec.json.encode(job))
    run_apart(_CHILD, folder, job.seconds, on_progress)
    found = msgspec.json.decode(result.read_bytes())
    if "reason" in found:
        failed = msgspec.convert(found, Failed)
        raise ReadingFailed(failed.reason, failed.message)
    return msgspec.convert(found, Reading)


def iter_checked(path: Path) -> Iterator[Checked]:
    """The checked records of a reading, one after another."""
    decode = msgspec.json.Decoder(Checked).decode
    with path.open("rb") as lines:
        for line in lines:
            yield decode(line)


def iter_problems(path: Path) -> Iterator[Problem]:
    """The problems of a reading, one after another."""
    decode = msgspec.json.Decoder(Problem).decode
    with path.open("rb") as lines:
        for line in lines:
            yield decode(line)
