"""An installation with many colleges' catalogues, as large together as one large catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.db import connection

from benchmarks.catalogue import COLLEGES, records, write_csv
from benchmarks.fed import sync_file
from benchmarks.stage import Stage
from search.engines.indices import drop_index, live_index
from search.models import Entry
from search.rebuild import rebuild_index
from search.vocabulary import learn_words


def fill(stage: Stage) -> None:
    """Each college is read from a file of its own; the first is the largest. Once in a run."""
    if Entry.objects.filter(kind="course").exists():
        return
    remaining = records(stage.records)
    for college, share in zip(COLLEGES, _shares(stage.records), strict=True):
        if not share:
            continue
        path = write_csv(Path(stage.folder) / f"{college.casefold()}.csv", islice(remaining, share))
        sync_file(college, path)
    learn_words()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


@contextmanager
def indexed(stage: Stage) -> Iterator[None]:
    """The same in Elasticsearch, in an index that is dropped afterwards."""
    fill(stage)
    rebuild_index()
    try:
        yield
    finally:
        if index := live_index():
            drop_index(index)


def _shares(count: int) -> list[int]:
    weights = [1 / (rank + 3) for rank in range(len(COLLEGES))]
    shares = [int(count * weight / sum(weights)) for weight in weights]
    return [shares[0] + count - sum(shares), *shares[1:]]
