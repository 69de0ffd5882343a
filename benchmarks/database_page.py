"""How long does a search page take that the database answers?"""

from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.filled import fill
from benchmarks.pages import milliseconds_of, p95, typical_questions, visitor
from benchmarks.stage import Stage

MARKS = {"sqlite": 300, "postgresql": 500}


def measure(stage: Stage) -> Iterator[Figure]:
    fill(stage)
    asked = typical_questions(stage)
    with visitor() as visit:
        for question in asked[: len(asked) // 10]:
            visit(question)
        took = {question: milliseconds_of(lambda question=question: visit(question)) for question in asked}
    slowest = sorted(took, key=lambda question: -took[question])[:10]
    yield Figure(
        f"database search page, {stage.records:,} entries, p95",
        stage.database,
        p95(took.values()),
        "ms",
        MARKS[stage.database],
        "most",
        {
            "median": sorted(took.values())[len(took) // 2],
            "slowest": {question: took[question] for question in slowest},
        },
    )
