"""Which benchmarks are there, and what does each need?"""

from typing import NamedTuple


class Benchmark(NamedTuple):
    """A module of this package. `holds`: the database that it works on, of `one` college, filled by `many`, or with
    many feeds for each (`schools`). `reads`: a folder beside the project's, which need not be there."""

    name: str
    holds: str
    on: tuple[str, ...] = ("postgresql", "sqlite")
    needs_elasticsearch: bool = False
    reads: str = ""


PLAN = (
    Benchmark("sync", "one"),
    Benchmark("unchanged", "one"),
    Benchmark("push", "one"),
    Benchmark("replay", "one", reads="../shared/feeds/stolaf"),
    Benchmark("memory", "one"),
    Benchmark("many_feeds", "schools", ("postgresql",)),
    Benchmark("readers", "one", ("sqlite",)),
    Benchmark("database_page", "many"),
    Benchmark("elasticsearch_page", "many", ("postgresql",), needs_elasticsearch=True),
    Benchmark("rebuild", "many", ("postgresql",), needs_elasticsearch=True),
)
NAMES = tuple(benchmark.name for benchmark in PLAN)
