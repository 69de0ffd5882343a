"""Which benchmarks are there, and what does each need?"""

from typing import NamedTuple


class Benchmark(NamedTuple):
    """A module of this package. `holds`: the database that it works on, of `one` college, filled by `many`, or with
    many feeds for each (`schools`)."""

    name: str
    holds: str
    on: tuple[str, ...] = ("postgresql", "sqlite")
    needs_elasticsearch: bool = False


PLAN = (
    Benchmark("sync", "one"),
    Benchmark("unchanged", "one"),
    Benchmark("memory", "one"),
    Benchmark("many_feeds", "schools", ("postgresql",)),
    Benchmark("readers", "one", ("sqlite",)),
    Benchmark("database_page", "many"),
    Benchmark("elasticsearch_page", "many", ("postgresql",), needs_elasticsearch=True),
    Benchmark("rebuild", "many", ("postgresql",), needs_elasticsearch=True),
)
NAMES = tuple(benchmark.name for benchmark in PLAN)
