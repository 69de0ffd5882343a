"""What does a sync cost that finds nothing new: beside the product's own reading, and in rows written?"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.catalogue import COLLEGES
from benchmarks.fed import feed_of, held, read_alone, seconds_of, sync_file
from benchmarks.figures import Figure
from benchmarks.stage import Stage
from benchmarks.writes import counted_writes

MARK = 1.5
COLLEGE = COLLEGES[0]


def measure(stage: Stage) -> Iterator[Figure]:
    """Other bytes, so that they must be read, but equal records: the same file in other orders."""
    first, feed = held(COLLEGE, stage), feed_of(COLLEGE)
    orders = [_in_order(first, stage, step) for step in (-1, 2)]
    readings, syncs, rows = [], [], 0
    for path in orders:
        readings.append(seconds_of(lambda path=path: read_alone(feed, path)))
        with counted_writes() as written:
            syncs.append(seconds_of(lambda path=path: sync_file(COLLEGE, path)))
        rows += written.total
        readings.append(seconds_of(lambda path=path: read_alone(feed, path)))
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
