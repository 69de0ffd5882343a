"""What does a run's document say of each course it changed, or would change, and of each problem?"""

from collections.abc import Iterable, Sequence

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast

from courses.catalogue.bulk import among, blocks, insert_rows
from courses.catalogue.models import Course
from courses.catalogue.writer import Stated
from courses.feeds.models import Change, Problem, Run
from courses.feeds.record import Problem as FoundProblem

_COLUMNS = ("run_id", "course_id", "kind", "before", "after")
_PROBLEM_COLUMNS = ("run_id", "row", "record", "field", "value", "reason", "remedy", "severity")


def write_new(run: Run, records: Sequence[Stated], keys: Sequence[int | None]) -> None:
    """Courses that were, or would be, created."""
    insert_rows(
        Change,
        _COLUMNS,
        ((run.pk, key, Change.Kind.CREATED, None, one.stated) for key, one in zip(keys, records, strict=True)),
    )


def write_stated(run: Run, kind: str, records: Sequence[tuple[int, Stated]]) -> None:
    """Courses that now state something else. Called before they are written: what they hold is `before`."""
    before = _held(key for key, _ in records)
    insert_rows(Change, _COLUMNS, ((run.pk, key, kind, before[key], record.stated) for key, record in records))


def write_returned(run: Run, keys: Iterable[int]) -> None:
    """Courses that are back as they were."""
    for block in blocks(keys):
        insert_rows(
            Change, _COLUMNS, ((run.pk, key, Change.Kind.RETURNED, None, text) for key, text in _held(block).items())
        )


def write_absent(run: Run, kind: str, keys: Iterable[int]) -> None:
    """Courses that are, would be, or wait to be withdrawn."""
    for block in blocks(keys):
        insert_rows(Change, _COLUMNS, ((run.pk, key, kind, text, None) for key, text in _held(block).items()))


def write_problems(run: Run, problems: Iterable[FoundProblem]) -> int:
    """Returns how many there were."""
    count = 0
    for block in blocks(problems):
        insert_rows(Problem, _PROBLEM_COLUMNS, ((run.pk, *_fitted(problem)) for problem in block))
        count += len(block)
    return count


def _held(keys: Iterable[int]) -> dict[int, msgspec.Raw]:
    """What courses state, as the database's own text: it goes from one column to another unread."""
    rows = Course.objects.filter(pk__in=among(keys)).annotate(text=Cast("stated", TextField()))
    return {key: msgspec.Raw(text.encode()) for key, text in rows.values_list("pk", "text").order_by("pk")}


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
