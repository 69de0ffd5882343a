"""How fast is a sync of new and of changed records beside its floor?"""

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

from benchmarks import floor
from benchmarks.catalogue import COLLEGES
from benchmarks.fed import measure_in_turn, owner_of, sync_file, words_of_profile
from benchmarks.figures import Figure
from benchmarks.same import check_same
from benchmarks.stage import Stage

MARK = 0.6
LARGE = COLLEGES[0]
SMALL = COLLEGES[1:6]
"""A small sync is over soon: the median of several tells more."""


def measure(stage: Stage) -> Iterator[Figure]:
    yield from _compare(stage, stage.small, SMALL)
    yield from _compare(stage, stage.records, (LARGE,))


def _compare(stage: Stage, records: int, colleges: Sequence[str]) -> Iterator[Figure]:
    words = words_of_profile()
    for edition, what, write in ((1, "new", floor.write_new), (2, "changed", floor.write_changed)):
        path = stage.file(records, edition)
        floors, products = [], []
        for number, college in enumerate(colleges):
            steps = [
                (floors, partial(write, stage.floor_url, str(path), owner_of(college), words)),
                (products, partial(sync_file, college, path)),
            ]
            measure_in_turn(number, steps)
        if colleges == SMALL:
            check_same(stage.floor_url, owner_of(colleges[0]).source)
        yield Figure(
            f"sync of {records:,} {what} records, of the floor's speed",
            stage.database,
            median(floors) / median(products),
            "",
            MARK,
            "least",
            {"floor seconds": floors, "product seconds": products},
        )
