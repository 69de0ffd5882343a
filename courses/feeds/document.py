"""A run as others read it: one JSON document, or lines for a person."""

from collections.abc import Iterator
from typing import Any

from courses.feeds.labels import scope_of
from courses.feeds.models import Change, Problem, Run

COUNTS = (
    "read", "created", "changed", "refreshed", "same", "returned", "withdrawn", "held", "refused", "repeated",
)  # fmt: skip
_PROBLEM = ("row", "record", "field", "value", "reason", "remedy", "severity")


def document(run: Run) -> dict[str, Any]:
    """CONTRACT's run; `problems` is their number."""
    ended_at = run.finished_at
    took = (ended_at - run.started_at).total_seconds() if ended_at and run.started_at else None
    return {
        "run": run.pk,
        "college": run.feed.source.organisation.slug,
        "feed": run.feed.source.name,
        "status": run.status,
        "reason": run.reason or None,
        "message": run.message,
        "decision": run.decision or None,
        "dry_run": run.dry_run,
        "reverts": run.reverts_id,
        "trigger": run.trigger,
        "file": run.file.name if run.file else None,
        "scope": run.scope or {"kind": "everything"},
        "attempts": run.attempts,
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "seconds": None if took is None else round(took, 3),
        **{name: getattr(run, name) for name in COUNTS},
        "problems": run.problem_count,
        "completeness": run.completeness,
    }


def problems_of(run: Run) -> list[dict[str, Any]]:
    return [{name: getattr(problem, name) for name in _PROBLEM} for problem in run.problems.all().iterator()]


def changes_of(run: Run) -> list[dict[str, Any]]:
    return [
        {"kind": change.kind, "record": record_of(change), "before": change.before, "after": change.after}
        for change in run.changes.all().iterator()
    ]


def record_of(change: Change) -> str:
    """The id in its source of the record that was changed."""
    stated = change.after or change.before or {}
    return str(stated.get("id", ""))


def lines_of(run: Run) -> Iterator[str]:
    """For a person: what happened, then the counts that are not nothing."""
    state = run.status + (f" ({run.reason})" if run.reason else "") + (f", {run.decision}" if run.decision else "")
    dry = ", dry run: nothing was applied" if run.dry_run else ""
    yield f"run {run.pk} of {run.feed.source}: {state}{dry}"
    if run.scope:
        yield f"The file is {scope_of(run.scope).words}."
    if run.message:
        yield run.message
    counts = [f"{name} {getattr(run, name)}" for name in COUNTS if getattr(run, name)]
    if run.problem_count:
        counts.append(f"problems {run.problem_count}")
    if counts:
        yield ", ".join(counts)


def problem_line(problem: Problem) -> str:
    place = ", ".join(part for part in (problem.row, problem.record, problem.field) if part)
    said = " ".join(part for part in (f"{place}:" if place else "", _quoted(problem.value), problem.reason) if part)
    return f"  [{problem.severity}] {said}. {problem.remedy}"


def _quoted(value: str) -> str:
    return repr(value) if value else ""


def change_line(change: Change) -> str:
    """The record, and of a changed one the fields that differ."""
    record = record_of(change)
    if not change.before or not change.after:
        return f"  [{change.kind}] {record}"
    names = sorted({*change.before, *change.after})
    told = [
        f"{name}: {change.before.get(name)!r} -> {change.after.get(name)!r}"
        for name in names
        if change.before.get(name) != change.after.get(name)
    ]
    return f"  [{change.kind}] {record}: " + "; ".join(told)
