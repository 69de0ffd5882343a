"""What do the tables of the invented consortium hold?"""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
Row = dict[str, str]


@cache
def toml_rows(name: str) -> tuple[dict[str, Any], ...]:
    """The tables of content/NAME.toml, which holds one list of them."""
    (rows,) = tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8")).values()
    return tuple(rows)


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of content/NAME.csv: cells are parted by bars, so that texts need no quotes."""
    with (CONTENT / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        read = csv.DictReader(source, delimiter="|", quoting=csv.QUOTE_NONE)
        return tuple({key.strip(): (value or "").strip() for key, value in row.items()} for row in read)


def words(cell: str) -> list[str]:
    """The parts of a cell that lists several, parted by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]
