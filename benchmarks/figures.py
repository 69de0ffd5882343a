"""What was measured, and does it meet its mark?"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One line of the table. `seconds` and the like, whatever the figure was worked out of, stand in `parts`."""

    measure: str
    database: str
    figure: float
    unit: str
    mark: float
    at: Literal["least", "most"]
    parts: dict[str, Any] = {}

    @property
    def is_met(self) -> bool:
        return self.figure >= self.mark if self.at == "least" else self.figure <= self.mark

    def row(self) -> tuple[str, str, str, str, str]:
        sign = ">=" if self.at == "least" else "<="
        figure, mark = (f"{_short(number)} {self.unit}".strip() for number in (self.figure, self.mark))
        return self.measure, self.database, figure, f"{sign} {mark}", "met" if self.is_met else "NOT MET"


def write(path: Path, figures: Iterable[Figure]) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(list(figures))) + b"\n")


def read(path: Path) -> list[Figure]:
    return msgspec.json.decode(path.read_bytes(), type=list[Figure])


def table(figures: Iterable[Figure]) -> str:
    rows = [("Measure", "Database", "Figure", "Mark", ""), *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _short(number: float) -> str:
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.0f}"
