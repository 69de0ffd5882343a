"""The reading process: `python -m courses.feeds.reading.child JOBFILE` reads within limits of memory and CPU.

Writes `result.json` beside its findings: a Reading, or why the feed cannot be read. It knows no settings, no
database and no secrets, and ends when its parent is gone.
"""

import os
import sys
from pathlib import Path

import msgspec

from courses.feeds.disk import is_full
from courses.feeds.exchange import NotReadable, advice
from courses.feeds.reading.apart import limit
from courses.feeds.reading.job import Failed, Job, Reading
from courses.feeds.reading.progress import note_rows
from courses.feeds.reading.work import has_profile, read_rows


def main(job_path: Path) -> None:
    job = msgspec.json.decode(job_path.read_bytes(), type=Job)
    limit(job.memory_bytes, job.seconds)
    parent, folder = os.getppid(), Path(job.folder)

    def on_block(rows: int) -> None:
        _end_without(parent)
        note_rows(folder, rows)

    result: Reading | Failed
    try:
        result = read_rows(job, on_block)
    except NotReadable as error:
        said = advice(error.message, error.by_profile, has_profile=has_profile(job))
        result = Failed(error.reason, said)
    except MemoryError:
        result = Failed("too_large", "Reading it takes more memory than one feed may have. State it in smaller parts.")
    except OSError as error:
        if not is_full(error):
            raise
        for half_written in folder.glob("records*"):
            half_written.unlink()
        result = Failed("no_space", "There is no room left on the disk to read this feed. Nothing was changed.")
    except RecursionError:
        result = Failed("unreadable", "It is nested too deeply to be a catalogue. Have it stated as a flat list.")
    (Path(job.folder) / "result.json").write_bytes(msgspec.json.encode(result))


def _end_without(parent: int) -> None:
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    os._exit(0)  # its findings are on disk; the system frees the rest at once
