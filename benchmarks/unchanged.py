"""What does a sync cost that finds nothing new: beside the product's own reading, and in rows written?"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.conf import settings

from benchmarks.catalogue import COLLEGES
from benchmarks.fed import feed_of, held, seconds_of, sync_file
from benchmarks.figures import Figure
from benchmarks.stage import Stage
from benchmarks.writes import counted_writes
from consortium.vocabulary.profile import consortium_profile
from courses.feeds.exchange import Answer, Request
from courses.feeds.reading import Job, read
from courses.feeds.settings_hash import reader_settings

MARK = 1.5
COLLEGE = COLLEGES[0]


def measure(stage: Stage) -> Iterator[Figure]:
    """Other bytes, so that they must be read, but equal records: the same file in other orders."""
    first = held(COLLEGE, stage)
    orders = [_in_order(first, stage, step) for step in (-1, 2)]
    readings, syncs, rows = [], [], 0
    for path in orders:
        readings.append(seconds_of(lambda path=path: _read(path)))
        with counted_writes() as written:
            syncs.append(seconds_of(lambda path=path: sync_file(COLLEGE, path)))
        rows += written.total
        readings.append(seconds_of(lambda path=path: _read(path)))
    parts = {"reading seconds": readings, "sync seconds": syncs}
    what = f"sync of {stage.records:,} unchanged records"
    yield Figure(f"{what}, of own reading", stage.database, median(syncs) / median(readings), "x", MARK, "most", parts)
    yield Figure(f"{what}, rows written", stage.database, rows, "rows", 0, "most", {"rows": rows})


def _in_order(path: Path, stage: Stage, step: int) -> Path:
    """All lines, the last first, or every second before the others."""
    ordered = Path(stage.folder) / f"ordered-{step}.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = lines[::step] + (lines[1::2] if step == 2 else [])
    ordered.write_text("".join([header, *lines]), encoding="utf-8")
    return ordered


def _read(path: Path) -> None:
    """Read, check and fingerprint in the product's own process, without a database."""
    how = reader_settings(feed_of(COLLEGE))
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        answers = ((Request(str(path)), Answer(200, {}, str(path))),)
        read(Job("csv", how, answers, consortium_profile(), folder, settings.FEED_READER_MEMORY_BYTES))
