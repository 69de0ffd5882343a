"""`python -m benchmarks [NAME…] [--records N] [--database KIND] [--format FORMAT]`: runs them one after another and
prints one table.

Needs PostgreSQL at DATABASE_URL and Elasticsearch at ELASTICSEARCH_URL (`make services`); what is missing is named and
left out. Each benchmark is a process of its own, on databases of this run that are dropped at the end.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks import figures
from benchmarks.databases import Databases, Postgresql, Sqlite
from benchmarks.figures import Figure
from benchmarks.format_names import FORMATS
from benchmarks.plan import NAMES, PLAN, Benchmark
from benchmarks.stage import Stage

ROOT = Path(__file__).resolve().parents[1]
RECORDS, SMALL = 100_000, 3_000


def main() -> int:
    asked = _arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(dir=asked.folder, prefix="run-") as folder:
        for databases in _databases(asked.database, Path(folder)):
            try:
                for figures_of_one in _measure(databases, asked, Path(folder)):
                    found += figures_of_one
            finally:
                databases.drop_all()
    minutes, load = (time.monotonic() - began) / 60, ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"\n{figures.table(found)}\n\n{minutes:.0f} minutes; load {load}; written to {asked.folder}")
    return 0 if all(figure.is_met for figure in found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all where none is named")
    parser.add_argument("--records", type=int, default=RECORDS, help="of a large catalogue (the marks are for 100,000)")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), help="only on this one")
    formats = {"choices": (*FORMATS, "all"), "action": "append", "default": [], "metavar": "FORMAT"}
    parser.add_argument("--format", dest="formats", help="memory: of these instead of csv; all for all", **formats)
    parser.add_argument("--folder", type=lambda text: Path(text).resolve(), default=ROOT / "var" / "bench")
    asked = parser.parse_args()
    asked.formats = FORMATS if "all" in asked.formats else tuple(asked.formats)
    if unknown := sorted(set(asked.names) - set(NAMES)):
        parser.error(f"there is no benchmark {', '.join(unknown)}; known are {', '.join(NAMES)}")
    return asked


def _databases(kind: str | None, folder: Path) -> Iterator[Databases]:
    if kind != "sqlite":
        address = os.environ.get("DATABASE_URL", "")
        if address.startswith("postgres"):
            yield Postgresql(address)
        else:
            print("PostgreSQL is left out: DATABASE_URL does not name one (`make services` brings it).")
    if kind != "postgresql":
        yield Sqlite(folder)


def _measure(databases: Databases, asked: argparse.Namespace, folder: Path) -> Iterator[list[Figure]]:
    chosen = [one for one in PLAN if databases.kind in one.on and one.name in (asked.names or NAMES)]
    if not chosen:
        return
    print(f"On {databases.kind}, {asked.records:,} records", flush=True)
    _python(databases.make("empty"), folder, "benchmarks.installation", folder)
    (folder / "var" / "static").mkdir(parents=True, exist_ok=True)
    for name in sorted({"floor", *(benchmark.holds for benchmark in chosen)}):
        databases.copy("empty", name)
    for benchmark in chosen:
        if benchmark.needs_elasticsearch and not os.environ.get("ELASTICSEARCH_URL"):
            print(f"  {benchmark.name} is left out: ELASTICSEARCH_URL is not set (`make services` brings it).")
            continue
        if benchmark.reads and not (ROOT / benchmark.reads).is_dir():
            print(f"  {benchmark.name} is left out: {benchmark.reads} is not there.")
            continue
        yield _one(benchmark, databases, asked, folder)


def _one(benchmark: Benchmark, databases: Databases, asked: argparse.Namespace, folder: Path) -> list[Figure]:
    stage = Stage(
        str(folder), asked.records, min(SMALL, asked.records), databases.kind, databases.url("floor"), asked.formats
    )
    described = folder / "stage.json"
    described.write_bytes(msgspec.json.encode(stage))
    findings = asked.folder / f"{benchmark.name}-{databases.kind}.json"
    more = {}
    if benchmark.needs_elasticsearch:
        prefix = f"tantu-bench-{os.getpid()}"
        more = {"ELASTICSEARCH_URL": os.environ["ELASTICSEARCH_URL"], "ELASTICSEARCH_INDEX_PREFIX": prefix}
    _python(databases.url(benchmark.holds), folder, "benchmarks.run", benchmark.name, described, findings, **more)
    return figures.read(findings)


def _python(database_url: str, folder: Path, module: str, *arguments: object, **more: str) -> None:
    """Run a module in the environment of a production installation on this database, without other services."""
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "DJANGO_SETTINGS_MODULE": "consortium.settings",
        "SECRET_KEY": "a-key-for-benchmarks-only-that-guards-nothing-at-all",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "BASE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(folder / "var"),
        **more,
    }
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
