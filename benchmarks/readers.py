"""How fast does each reader make rows, beside the bare library on the same answers?"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.catalogue import Record
from benchmarks.fed import seconds_of
from benchmarks.figures import Figure
from benchmarks.format_names import SERVERS
from benchmarks.formats import Stated, exchanges, format_name, state
from benchmarks.formats.bare import BARE
from benchmarks.stage import Stage
from courses.feeds.exchange import Row
from courses.feeds.readers import reader_of

# What is left of the bare library's speed once each row is in our words; a slower one is a fault.
MARKS = {
    "csv": 0.1,
    "json": 0.05,
    "jsonl": 0.1,
    "xml": 0.1,
    "xlsx": 0.15,
    "ods": 0.15,
    "moodle-csv": 0.05,
    "oneroster-csv": 0.05,
    "xcri-cap": 0.08,
    "medbiq-ci": 0.1,
    "moodle": 0.05,
    "openedx": 0.01,
    "oai-pmh": 0.1,
    "schema-org": 0.05,
    "ooapi-v5": 0.03,
    "oeapi-v6": 0.03,
}
OF_A_SERVER = 10_000
"""More records of a server would be files by the ten thousand here."""
SHEET_MARK = 400
ROUNDS = 3
# Not getrusage(): what that says of a new process begins with the size of the one that started it.
_MEMORY = """
import re, sys
from pathlib import Path
from courses.feeds.readers.tables.opening import open_table
count = sum(1 for _ in open_table(sys.argv[1]).rows())
most = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(count, int(most[1]) * 1024)
"""


def measure(stage: Stage) -> Iterator[Figure]:
    for form in MARKS:
        count = min(stage.records, OF_A_SERVER) if form in SERVERS else stage.records
        with tempfile.TemporaryDirectory(dir=stage.folder) as folder:
            stated = state(form, lambda count=count: _records(stage, count), Path(folder))
            yield _speed(form, stated, count, stage, MARKS[form])
            if form == "xlsx":
                yield _memory_of_a_sheet(stage, Path(stated.address))


def _records(stage: Stage, count: int) -> Iterator[Record]:
    with stage.file(stage.records).open(encoding="utf-8", newline="") as source:
        yield from islice(csv.DictReader(source), count)


def _speed(form: str, stated: Stated, count: int, stage: Stage, mark: float) -> Figure:
    ours, bare, sizes = [], [], [path.stat().st_size for path in stated.paths.values()]
    for _ in range(ROUNDS):
        bare.append(seconds_of(lambda: [BARE[form](path) for path in stated.paths.values()]))
        ours.append(seconds_of(lambda: _read(form, stated, count)))
    parts = {"reader seconds": ours, "library seconds": bare, "bytes": sum(sizes), "answers": len(sizes)}
    what = f"rows of {count:,} records from {form}, speed beside the bare library"
    return Figure(what, stage.database, median(bare) / median(ours), "x", mark, "least", parts)


def _read(form: str, stated: Stated, count: int) -> None:
    """What is asked for follows from what was answered: that is of the reader too."""
    settings, answers = exchanges(form, stated)
    found = sum(isinstance(row, Row) for row in reader_of(format_name(form)).rows(answers, settings))
    if found != count:
        raise RuntimeError(f"{form}: {found} rows were made of {count} records")


def _memory_of_a_sheet(stage: Stage, path: Path) -> Figure:
    with tempfile.TemporaryDirectory(dir=stage.folder) as folder:
        small = state("xlsx", lambda: _records(stage, 10), Path(folder))
        idle, most = (_most_memory(one) for one in (small.address, str(path)))
    what = f"memory to read a sheet of {stage.records:,} records, above one of ten"
    return Figure(what, stage.database, (most - idle) / 1e6, "MB", SHEET_MARK, "most", {"idle": idle, "most": most})


def _most_memory(path: str) -> int:
    done = subprocess.run([sys.executable, "-c", _MEMORY, path], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[1])
