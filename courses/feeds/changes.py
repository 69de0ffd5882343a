"""What does a run's document say of each course it changed, or would change, and of each problem?"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast

from courses.catalogue.bulk import Row, among, blocks, insert_rows
from courses.catalogue.models import Course
from courses.catalogue.writer import Stated
from courses.feeds.models import Change, Problem, Run
from courses.feeds.record import Problem as FoundProblem

_COLUMNS = ("run_id", "course_id", "kind", "before", "after", "carried_before", "carried_after")
_PROBLEM_COLUMNS = ("run_id", "row", "record", "field", "value", "reason", "remedy", "severity")
_NOTHING: dict[str, int] = {}


class _Held(NamedTuple):
    """What a course states and carries, as the database's own text: it goes from one column to another unread."""

    stated: msgspec.Raw
    carried: msgspec.Raw


def write_new(run: Run, records: Sequence[Stated], keys: Sequence[int | None]) -> None:
    """Courses that were, or would be, created."""
    named = zip(keys, records, strict=True)
    kind = Change.Kind.CREATED
    _insert((run.pk, key, kind, None, one.stated, _NOTHING, one.carried) for key, one in named)


def write_stated(run: Run, kind: str, records: Sequence[tuple[int, Stated]]) -> None:
    """Courses that now state something else. Called before they are written: what they hold is `before`."""
    before = _held(key for key, _ in records)
    _insert(
        (run.pk, key, kind, before[key].stated, record.stated, before[key].carried, record.carried)
        for key, record in records
    )


def write_carried(run: Run, records: Iterable[tuple[int, Stated]]) -> None:
    """Courses that state what they did, of which other values are kept now. Called before they are written."""
    kind = Change.Kind.CARRIED
    for block in blocks(records):
        held = _held(key for key, _ in block)
        _insert((run.pk, key, kind, None, held[key].stated, held[key].carried, record.carried) for key, record in block)


def write_returned(run: Run, keys: Iterable[int]) -> None:
    """Courses that are back as they were."""
    for block in blocks(keys):
        kind = Change.Kind.RETURNED
        _insert((run.pk, key, kind, None, one.stated, one.carried, one.carried) for key, one in _held(block).items())


def write_absent(run: Run, kind: str, keys: Iterable[int]) -> None:
    """Courses that are, would be, or wait to be withdrawn."""
    for block in blocks(keys):
        _insert((run.pk, key, kind, one.stated, None, one.carried, one.carried) for key, one in _held(block).items())


def write_problems(run: Run, problems: Iterable[FoundProblem]) -> int:
    """Returns how many there were."""
    count = 0
    for block in blocks(problems):
        insert_rows(Problem, _PROBLEM_COLUMNS, ((run.pk, *_fitted(problem)) for problem in block))
        count += len(block)
    return count


def _insert(rows: Iterable[Row]) -> None:
    insert_rows(Change, _COLUMNS, rows)


def _held(keys: Iterable[int]) -> dict[int, _Held]:
    rows = Course.objects.filter(pk__in=among(keys)).annotate(
        says=Cast("stated", TextField()), keeps=Cast("carried", TextField())
    )
    return {
        key: _Held(msgspec.Raw(says.encode()), msgspec.Raw(keeps.encode()))
        for key, says, keeps in rows.values_list("pk", "says", "keeps").order_by("pk")
    }


def _fitted(problem: FoundProblem) -> tuple[str, ...]:
    return (
        problem.row[:60],
        problem.record[:255],
        problem.field[:60],
        problem.value[:500],
        problem.reason[:500],
        problem.remedy[:500],
        problem.severity,
    )
