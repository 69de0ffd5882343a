"""Searches until its input ends, and says at each line of it how many searches failed since the last:
`python -m benchmarks.searcher QUESTIONS`.
"""

import json
import sys
import threading
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from queue import Empty, Queue

import django

django.setup()

from django.http import QueryDict  # noqa: E402 -- after the set-up

from consortium.pages.clock import today  # noqa: E402 -- after the set-up
from search.engines.circuit import CIRCUIT  # noqa: E402 -- after the set-up
from search.forms import read_query  # noqa: E402 -- after the set-up
from search.query import search  # noqa: E402 -- after the set-up
from search.results import Answer  # noqa: E402 -- after the set-up

PAUSE = 0.1


def main(questions: list[str]) -> None:
    """A search fails when the database answers in Elasticsearch's place, or what was found is found no more. After each
    line the engine is asked again at once: what was slow before it is not told of what comes after."""
    lines: Queue[str] = Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    found = {question: _answer(question).total for question in questions}
    print("ready", flush=True)
    asked, failed, slowest = 0, 0, 0.0
    for question in cycle(questions):
        began = time.perf_counter()
        answer = _answer(question)
        slowest = max(slowest, time.perf_counter() - began)
        asked += 1
        failed += answer.limited or (found[question] > 0 and answer.total == 0)
        with suppress(Empty):
            if not lines.get(timeout=PAUSE):
                return
            print(json.dumps({"asked": asked, "failed": failed, "slowest": slowest}), flush=True)
            asked, failed, slowest = 0, 0, 0.0
            CIRCUIT.close()


def _read(lines: "Queue[str]") -> None:
    """Each line, and an empty one at the end."""
    for line in sys.stdin:
        lines.put(line)
    lines.put("")


def _answer(question: str) -> Answer:
    return search(read_query(QueryDict(question), today()).query)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
