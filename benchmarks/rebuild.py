"""How fast is Elasticsearch's index made anew beside bare bulk requests of the same documents, while people search?"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from threading import local
from typing import Any

import msgspec
from django.conf import settings

from benchmarks.bare import Bare
from benchmarks.fed import seconds_of
from benchmarks.figures import Figure
from benchmarks.filled import indexed
from benchmarks.pages import typical_questions
from benchmarks.stage import Stage
from search.documents import actions
from search.engines.indices import count_documents, create_index, drop_index
from search.models import Entry
from search.rebuild import SENDERS, rebuild_index

MARK = 0.6
BLOCK = 1_000


def measure(stage: Stage) -> Iterator[Figure]:
    """Bare, product, bare; the first filling only makes the index that is searched meanwhile."""
    with indexed(stage):
        blocks = list(_blocks())
        yield from _compare(stage, blocks)


def _compare(stage: Stage, blocks: list[bytes]) -> Iterator[Figure]:
    with _searching(stage) as searches_since:
        bare = [seconds_of(lambda: _send_bare(blocks))]
        searches_since()
        product = seconds_of(rebuild_index)
        searches = searches_since()
        bare.append(seconds_of(lambda: _send_bare(blocks)))
    what = f"rebuild of {stage.records:,} entries"
    parts = {"bare seconds": bare, "product seconds": product}
    yield Figure(f"{what}, of bare bulk", stage.database, mean(bare) / product, "", MARK, "least", parts)
    yield Figure(f"{what}, failed searches", stage.database, searches["failed"], "", 0, "most", searches)


def _blocks() -> Iterator[bytes]:
    """The documents as they are sent."""
    encode, last = msgspec.json.encode, 0
    while ids := list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK]):
        last = ids[-1]
        yield b"".join(encode(line) + b"\n" for action in actions(ids) for line in action[2:] if line is not None)


def _send_bare(blocks: list[bytes]) -> None:
    """By as many senders as the product has, into an index of the same settings."""
    index, own = create_index(), local()

    def send(lines: bytes) -> None:
        if not hasattr(own, "bare"):
            own.bare = Bare(settings.ELASTICSEARCH_URL)
        if b'"errors":true' in own.bare.post(f"/{index}/_bulk", lines)[:200]:
            raise RuntimeError("a document was refused")

    with ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(send, blocks))
    if count_documents(index) != Entry.objects.filter(gone=False).count():
        raise RuntimeError("documents are missing")
    drop_index(index)


@contextmanager
def _searching(stage: Stage) -> Iterator[Callable[[], dict[str, Any]]]:
    """A process of its own searches through the product; how that went since it was last asked."""
    path = Path(stage.folder) / "questions.json"
    path.write_text(json.dumps(typical_questions(stage)[:50]))
    command = [sys.executable, "-m", "benchmarks.searcher", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as searcher:

        def since() -> dict[str, Any]:
            print(file=searcher.stdin, flush=True)
            return dict(json.loads(_line(searcher)))

        try:
            if _line(searcher) != "ready\n":
                raise RuntimeError("the searcher did not start")
            yield since
        finally:
            searcher.kill()


def _line(searcher: "subprocess.Popen[str]") -> str:
    return searcher.stdout.readline() if searcher.stdout else ""
