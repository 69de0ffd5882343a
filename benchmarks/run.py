"""One benchmark in a process of its own: `python -m benchmarks.run NAME STAGE FIGURES` (two JSON files)."""

import importlib
import logging
import os
import sys
from pathlib import Path

import django
import msgspec

from benchmarks import figures
from benchmarks.stage import Stage


def main(name: str, stage: Path, findings: Path) -> None:
    django.setup()
    logging.disable(logging.WARNING)
    benchmark = importlib.import_module(f"benchmarks.{name}")
    found = []
    for figure in benchmark.measure(msgspec.json.decode(stage.read_bytes(), type=Stage)):
        figure.parts["load"] = os.getloadavg()
        print("  " + "  ".join(figure.row()), flush=True)
        found.append(figure)
    figures.write(findings, found)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
