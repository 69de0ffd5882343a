"""How long does a registrar's real catalogue take, day after day, beside the product's own reading of each day?"""

import json
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.catalogue import COLLEGES
from benchmarks.fed import feed_of, measure_in_turn, read_alone, seconds_of, sync_file
from benchmarks.figures import Figure
from benchmarks.stage import Stage
from courses.feeds.connecting import Connection, connect
from tests.feeds.feeding import counts
from tests.real.replay import Day, days

ROOT = Path(__file__).resolve().parents[1]
FOLDER, PROFILE = ROOT / "../shared/feeds/stolaf", ROOT / "tests/samples/json/stolaf.toml"
COLLEGE = COLLEGES[-1]
MARK, LIBRARY_MARK = 1.5, 30
RECORDS_A_DAY = 1_000
"""Of a large catalogue's: with fewer records, fewer days are replayed."""


def measure(stage: Stage) -> Iterator[Figure]:
    """Each day's catalogue whole, as it is served that day. Who goes first takes turns."""
    path = Path(stage.folder) / "stolaf.json"
    college = feed_of(COLLEGE).source.organisation
    connect(college, "register", Connection("json", path=str(path), profile=PROFILE.read_text()))
    feed, told = feed_of(COLLEGE), days(FOLDER)
    baseline = next(told)
    _state(baseline, path)
    first = seconds_of(lambda: _sync(baseline, path))
    readings, syncs, library = [], [], []
    for number, day in enumerate(islice(told, max(1, stage.records // RECORDS_A_DAY))):
        _state(day, path)
        library.append(seconds_of(lambda: msgspec.json.decode(path.read_bytes())))
        steps = [(readings, partial(read_alone, feed, path)), (syncs, partial(_sync, day, path))]
        measure_in_turn(number, steps)
    parts = {"baseline seconds": first, "sync seconds": syncs, "reading seconds": readings, "library seconds": library}
    what = f"replay of {len(syncs)} days of {baseline.counts['read']:,} records and more"
    ours, theirs = sum(syncs) / sum(readings), sum(syncs) / sum(library)
    yield Figure(f"{what}, of own reading", stage.database, ours, "x", MARK, "most", parts)
    yield Figure(f"{what}, of the bare library", stage.database, theirs, "x", LIBRARY_MARK, "most", parts)


def _state(day: Day, path: Path) -> None:
    path.write_text(json.dumps(day.catalogue), encoding="utf-8")


def _sync(day: Day, path: Path) -> None:
    found = counts(sync_file(COLLEGE, path))
    if found != day.counts:
        raise RuntimeError(f"{day.name}: {found} was counted where the deltas state {day.counts}")
