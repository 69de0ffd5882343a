"""How far is a run that is at work?"""

import datetime as dt
from typing import NamedTuple

from courses.feeds.desk.words import length
from courses.feeds.models import Run

PHASES = {
    "fetching": "Fetching the catalogue",
    "reading": "Reading and checking its rows",
    "comparing": "Comparing them with what is held",
    "applying": "Writing what changed",
}


class Live(NamedTuple):
    """What is known of it now; texts are empty where nothing is known."""

    phase: str
    since: str
    amount: str
    rate: str
    left: str
    share: int | None


def live_of(run: Run, expected: int, now: dt.datetime) -> Live:
    """`expected` is how many rows the last whole reading had; 0 where there was none."""
    if run.status == Run.Status.QUEUED:
        return Live("Waiting for a free worker", _since(run.created_at, now), "", "", "", None)
    progress = run.progress
    entered = _moment(progress.get("entered_at"))
    since = _since(entered, now) if entered else ""
    rows, at = progress.get("rows", 0), _moment(progress.get("at"))
    seconds = (at - entered).total_seconds() if at and entered else 0
    rate = rows / seconds if rows and seconds > 0 else 0
    left = (expected - rows) / rate if rate and expected > rows else 0
    # More than last time: nobody knows how much more.
    share = min(99, round(100 * rows / expected)) if rows and expected >= rows else None
    amount, speed = (f"{rows:,} rows read", f"{rate:,.0f} rows a second" if rate else "") if rows else ("", "")
    if not rows and (megabytes := progress.get("bytes", 0) / 1_000_000):
        amount = f"{megabytes:,.1f} MB received"
        speed = f"{megabytes / seconds:,.1f} MB a second" if seconds > 0 else ""
    return Live(
        PHASES.get(run.phase, "Beginning"),
        since,
        amount,
        speed,
        f"about {length(left)} more to read, if it is as long as last time" if left else "",
        share,
    )


def times_of(run: Run) -> list[tuple[str, str]]:
    """[(phase in words, how long)] of its last attempt."""
    return [(PHASES.get(phase, phase), length(seconds)) for phase, seconds in run.phase_times]


def _since(moment: dt.datetime, now: dt.datetime) -> str:
    return f"for {length(max(0.0, (now - moment).total_seconds()))}"


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
