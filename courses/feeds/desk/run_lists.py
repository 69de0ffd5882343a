"""Which changes and problems of a run are on the page that is asked for?"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from courses.catalogue.said import label_of_field, title_of_record
from courses.feeds.desk.compare import Difference, differences
from courses.feeds.models import Change, Problem, Run

ROWS = 25
SHOWN_FIELDS = 10
KINDS = {
    Change.Kind.HELD: "Waits for you",
    Change.Kind.CHANGED: "Changed",
    Change.Kind.CREATED: "New",
    Change.Kind.RETURNED: "Back",
    Change.Kind.WITHDRAWN: "Withdrawn",
    Change.Kind.REFRESHED: "Free places",
    Change.Kind.CARRIED: "Kept values",
}
STAYS = "Stays"
"""For what waited for somebody, who then left it as it was, or for nobody in time."""
KIND_TONES = {
    Change.Kind.CREATED: "open", Change.Kind.RETURNED: "open", Change.Kind.HELD: "soon", Change.Kind.WITHDRAWN: "stop",
}  # fmt: skip
SEVERITIES = {
    Problem.Severity.RECORD: "Rows refused",
    Problem.Severity.FIELD: "Values left out",
    Problem.Severity.NOTE: "Notes",
}
SEVERITY_OF_ONE = {
    Problem.Severity.RECORD: "Refused",
    Problem.Severity.FIELD: "Left out",
    Problem.Severity.NOTE: "Note",
}
SEVERITY_TONES = {Problem.Severity.RECORD: "stop", Problem.Severity.FIELD: "soon", Problem.Severity.NOTE: ""}


class Choice(NamedTuple):
    """A way to narrow a list, with how much it leaves."""

    value: str
    label: str
    amount: int
    is_chosen: bool


class Narrowed(NamedTuple):
    """A page of a list, and how it may be narrowed; `choices` are those that leave anything."""

    page: Page[Any]
    rows: list[Any]
    choices: list[Choice]
    total: int
    chosen: str


class ChangeRow(NamedTuple):
    """A change as a row of the page."""

    change: Change
    record: str
    code: str
    language: str
    title: str
    kind: str
    tone: str
    differences: list[Difference]
    more: int


class ProblemRow(NamedTuple):
    """A problem as a row of the page."""

    problem: Problem
    field: str
    severity: str
    tone: str


def changes_on(run: Run, asked: Mapping[str, str]) -> Narrowed:
    """By `changes` (a kind) and `cpage`; what is wrong in the address is left out."""
    changes = Change.objects.filter(run=run).select_related("course")
    kinds = KINDS | {Change.Kind.HELD: STAYS} if run.decision in Run.LEFT_UNDONE else KINDS
    found = _narrowed(changes, "kind", kinds, asked.get("changes", ""), asked.get("cpage"))
    return found._replace(rows=[change_row(change, kinds=kinds) for change in found.page])


def problems_on(run: Run, asked: Mapping[str, str]) -> Narrowed:
    """By `problems` (a severity) and `ppage`."""
    problems = Problem.objects.filter(run=run)
    found = _narrowed(problems, "severity", SEVERITIES, asked.get("problems", ""), asked.get("ppage"))
    return found._replace(rows=[_problem_row(problem) for problem in found.page])


def change_row(
    change: Change, shown: int | None = SHOWN_FIELDS, kinds: Mapping[Change.Kind, str] = MappingProxyType(KINDS)
) -> ChangeRow:
    stated = change.after or change.before or {}
    language, title = title_of_record(stated)
    is_two = bool(change.before and change.after)
    found = differences(change.before, change.after) if is_two else []
    kind = Change.Kind(change.kind)
    return ChangeRow(
        change=change,
        record=str(stated.get("id", "")),
        code=str(stated.get("code", "")),
        language=language,
        title=title,
        kind=kinds[kind],
        tone="" if kinds[kind] == STAYS else KIND_TONES.get(kind, ""),
        differences=found[:shown],
        more=len(found) - len(found[:shown]),
    )


def _problem_row(problem: Problem) -> ProblemRow:
    severity = Problem.Severity(problem.severity)
    return ProblemRow(problem, label_of_field(problem.field), SEVERITY_OF_ONE[severity], SEVERITY_TONES[severity])


def _narrowed(rows: QuerySet[Any], column: str, labels: Mapping[Any, str], asked: str, page: str | None) -> Narrowed:
    counted = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    total = sum(counted.values())
    chosen = asked if asked in counted else ""
    choices = [Choice(value, labels[value], counted[value], value == chosen) for value in labels if counted.get(value)]
    narrowed = rows.filter(**{column: chosen}) if chosen else rows
    listed = _Counted(narrowed.order_by("pk"), ROWS, counted[chosen] if chosen else total)
    return Narrowed(listed.get_page(page), [], choices, total, chosen)


class _Counted(Paginator[Any]):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: QuerySet[Any], size: int, length: int) -> None:
        super().__init__(rows, size)
        self._length = length

    @cached_property
    def count(self) -> int:
        return self._length
