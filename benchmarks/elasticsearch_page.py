"""How much does a search page take beyond Elasticsearch's own time for it?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import override_settings

from benchmarks.bare import Bare
from benchmarks.figures import Figure
from benchmarks.filled import indexed
from benchmarks.pages import Visit, milliseconds_of, p95, typical_questions, visitor
from benchmarks.stage import Stage
from search.engines.elastic_client import client

TIMES, MORE = 1.5, 30
Requests = list[tuple[str, bytes]]


def measure(stage: Stage) -> Iterator[Figure]:
    """Every page and its own requests sent bare, one after the other; who is first takes turns."""
    bare, pages, alone = Bare(settings.ELASTICSEARCH_URL), [], []
    # A slow answer is waited for: what is asked here is how long it takes, not who answers instead.
    with indexed(stage), override_settings(ELASTICSEARCH_TIMEOUT_SECONDS=20), visitor() as visit:
        asked = {question: _requests_of(question, visit) for question in typical_questions(stage)}
        for number, (question, requests) in enumerate(asked.items()):
            steps = [
                (pages, lambda question=question: visit(question)),
                (alone, lambda requests=requests: [bare.post(path, lines) for path, lines in requests]),
            ]
            for took, work in steps if number % 2 else reversed(steps):
                took.append(milliseconds_of(work))
    bare.close()
    yield Figure(
        f"Elasticsearch search page, {stage.records:,} entries, p95",
        stage.database,
        p95(pages),
        "ms",
        TIMES * p95(alone) + MORE,
        "most",
        {
            "bare p95": p95(alone),
            "page median": sorted(pages)[len(pages) // 2],
            "bare median": sorted(alone)[len(alone) // 2],
        },
    )


def _requests_of(question: str, visit: Visit) -> Requests:
    with _noted() as requests:
        visit(question)
    if not requests:
        raise RuntimeError(f"Elasticsearch was not asked for {question}")
    return requests


@contextmanager
def _noted() -> Iterator[Requests]:
    """What this process sends to Elasticsearch meanwhile, as it goes over the wire."""
    node: Any = client().transport.node_pool.get()
    send, requests = node.perform_request, []

    def noting(method: str, target: str, body: bytes | None = None, **more: Any) -> Any:
        requests.append((target, body or b""))
        return send(method, target, body=body, **more)

    node.perform_request = noting
    try:
        yield requests
    finally:
        node.perform_request = send
