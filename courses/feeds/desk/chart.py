"""How do the last runs of a feed look side by side?"""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.catalogue.freshness import day_of
from courses.feeds.desk.words import status_of
from courses.feeds.models import Run

_STEP, _FLOOR, _MOST, _LEAST = 16, 66, 62, 4
_COLOURS = {Run.Status.HELD: "turmeric", Run.Status.FAILED: "madder", Run.Status.SUPERSEDED: "edge"}


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int
    colour: str
    said: str
    is_failed: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG's measures; `title` says in a sentence what it shows."""

    width: int
    title: str
    bars: tuple[Bar, ...]


def chart_of(runs: Sequence[Run]) -> Chart:
    """`runs` are the newest first, as the table has them."""
    oldest_first = list(reversed(runs))
    most = max((_moved(run) for run in oldest_first), default=0) or 1
    bars = tuple(_bar(place, run, most) for place, run in enumerate(oldest_first))
    return Chart(_STEP * max(len(bars), 30), _title(oldest_first), bars)


def _bar(place: int, run: Run, most: int) -> Bar:
    height = max(_LEAST, round(_MOST * _moved(run) / most))
    status = Run.Status(run.status)
    said = f"Run {run.pk}, {day_of(run.created_at):%-d %b}: {status_of(run)}, {_moved(run)} courses"
    return Bar(
        place * _STEP, _FLOOR - height, height, _COLOURS.get(status, "indigo"), said, status == Run.Status.FAILED
    )


def _moved(run: Run) -> int:
    return run.created + run.changed + run.returned + run.withdrawn + run.held


def _title(runs: list[Run]) -> str:
    counts = {status: sum(run.status == status for run in runs) for status in (Run.Status.FAILED, Run.Status.HELD)}
    well = len(runs) - sum(counts.values())
    said = [f"{well} finished"]
    said += [f"{count} {status.value}" for status, count in counts.items() if count]
    return f"Last {len(runs)} runs, oldest first: {', '.join(said)}."
