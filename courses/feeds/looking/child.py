"""The looking process: `python -m courses.feeds.looking.child JOBFILE` looks within limits of memory and CPU.

Writes `result.json` beside the job. It knows no settings, no database and no secrets.
"""

import sys
from pathlib import Path

import msgspec

from courses.feeds.exchange import NotReadable, advice
from courses.feeds.looking.job import LookJob, NotSeen, Offered, OfferJob, Seen
from courses.feeds.looking.look import look
from courses.feeds.looking.offered import offered
from courses.feeds.profile import ProfileError
from courses.feeds.reading.apart import limit


def main(job_path: Path) -> None:
    job = msgspec.json.decode(job_path.read_bytes(), type=LookJob | OfferJob)
    limit(job.memory_bytes, job.seconds)
    result: Seen | Offered | NotSeen
    try:
        result = look(job) if isinstance(job, LookJob) else offered(job)
    except NotReadable as error:
        said = advice(error.message, error.by_profile, has_profile=isinstance(job, LookJob) and job.is_of_feed)
        result = NotSeen(error.reason, said)
    except ProfileError as error:
        result = NotSeen("profile", str(error))
    except MemoryError:
        result = NotSeen(
            "too_large", "Looking at it takes more memory than one file may have. Give it in smaller parts."
        )
    except RecursionError:
        result = NotSeen("unreadable", "It is nested too deeply to be a catalogue. Have it stated as a flat list.")
    (job_path.parent / "result.json").write_bytes(msgspec.json.encode(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
