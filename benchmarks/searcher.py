"""Searches until its input ends, then says how many searches failed: `python -m benchmarks.searcher QUESTIONS`."""

import json
import sys
import threading
import time
from pathlib import Path

import django

django.setup()

from django.http import QueryDict  # noqa: E402 -- after the set-up

from consortium.pages.clock import today  # noqa: E402
from search.forms import read_query  # noqa: E402
from search.query import search  # noqa: E402
from search.results import Answer  # noqa: E402

PAUSE = 0.1


def main(questions: list[str]) -> None:
    """A search fails when the database answers in Elasticsearch's place, or what was found is found no more."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    found = {question: _answer(question).total for question in questions}
    print("ready", flush=True)
    asked, failed, slowest = 0, 0, 0.0
    while not ended.is_set():
        for question in questions:
            began = time.perf_counter()
            answer = _answer(question)
            slowest = max(slowest, time.perf_counter() - began)
            asked += 1
            failed += answer.limited or (found[question] > 0 and answer.total == 0)
            if ended.wait(PAUSE):
                break
    print(json.dumps({"asked": asked, "failed": failed, "slowest": slowest}), flush=True)


def _answer(question: str) -> Answer:
    return search(read_query(QueryDict(question), today()).query)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
