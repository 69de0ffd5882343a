"""How is a search page asked for, and how long did it take?"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.test import Client, override_settings

from benchmarks.catalogue import records
from benchmarks.questions import questions
from benchmarks.stage import Stage

QUESTIONS = 300
Visit = Callable[[str], object]
_PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def typical_questions(stage: Stage) -> list[str]:
    return questions(list(records(min(stage.records, 5_000))), min(QUESTIONS, stage.records))


@contextmanager
def visitor() -> Iterator[Visit]:
    """Asks for the page of a query string through all middleware; nothing but static files' names is left out."""
    client = Client()

    def visit(question: str) -> object:
        response = client.get(f"/search/?{question}")
        if response.status_code != 200:
            raise RuntimeError(f"/search/?{question} answered {response.status_code}")
        return response

    with override_settings(STORAGES=_PLAIN):
        yield visit


def milliseconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def p95(numbers: Iterable[float]) -> float:
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
