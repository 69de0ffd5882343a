"""What was stated anew of the records of a run that waits, and what would the rest of it change now?"""

from collections.abc import Iterator, Sequence, Set

from django.db.models import Q

from courses.catalogue.bulk import among, blocks, delete_rows, update_rows
from courses.catalogue.models import Course, Source
from courses.feeds.document import record_of
from courses.feeds.fingerprint import fingerprint
from courses.feeds.models import Change, Problem, Run

_KIND = Change.Kind
_STATES = (_KIND.CREATED, _KIND.CHANGED, _KIND.RETURNED, _KIND.REFRESHED, _KIND.CARRIED)


def bring_up_to_date(run: Run, source: Source) -> int:
    """Before a run that was held whole is written: what was stated since it was read stands.

    Such changes leave its document, and the others say kind and before as of now. Returns how many left; in the
    transaction that writes the run.
    """
    if run.is_applied or not _was_written_since(run):
        return 0
    left = 0
    for block in blocks(run.changes.order_by("pk").iterator(chunk_size=1_000)):
        overtaken = {change.pk for change, course in _with_courses(block, source) if _is_stated_since(run, course)}
        delete_rows(Change.objects.filter(pk__in=among(overtaken)))
        rest = [change for change in block if change.pk not in overtaken]
        update_rows(Change, ("course_id", "kind", "before", "carried_before"), _as_of_now(rest, source))
        left += len(overtaken)
    _count_again(run)
    return left


def is_restated_by(older: Run, run: Run, accepted: Set[str]) -> bool:
    """Whether the batch `run` tells every record of an older one, and accepts all that the older one accepted."""
    good, refused = _accepted_of(older), _refused_of(older)
    return bool(good or refused) and good <= accepted and refused <= accepted | _refused_of(run)


def is_restated(run: Run) -> bool:
    """Whether another run stated any record of this batch since, be it that it waits too."""
    told = _accepted_of(run) | _refused_of(run)
    courses = Course.objects.with_dates().filter(source__feed=run.feed_id, record_id__in=told)
    later = Change.objects.filter(run__feed=run.feed_id, run__gt=run.pk, run__status=Run.Status.HELD)
    return any(_is_stated_since(run, course) for course in courses) or later.filter(after__id__in=told).exists()


def _accepted_of(run: Run) -> set[str]:
    """By the document of a run that is held whole."""
    return set(run.changes.filter(after__isnull=False).values_list("after__id", flat=True))


def _refused_of(run: Run) -> set[str]:
    refused = run.problems.filter(severity=Problem.Severity.RECORD).exclude(record="")
    return set(refused.values_list("record", flat=True))


def _was_written_since(run: Run) -> bool:
    written = Q(applied_at__gt=run.finished_at) | Q(decided_at__gt=run.finished_at)
    return Run.objects.filter(written, feed=run.feed_id, is_applied=True).exists()


def _with_courses(changes: Sequence[Change], source: Source) -> Iterator[tuple[Change, Course]]:
    """Those whose course is there; a new record is known by its id, for another run may have made its course since."""
    known = Course.objects.with_dates().in_bulk([change.course_id for change in changes if change.course_id])
    new = [record_of(change) for change in changes if not change.course_id]
    made = {course.record_id: course for course in Course.objects.with_dates().filter(source=source, record_id__in=new)}
    for change in changes:
        course = known.get(change.course_id) if change.course_id else made.get(record_of(change))
        if course is not None:
            yield change, course


def _is_stated_since(run: Run, course: Course) -> bool:
    """A withdrawn one is stated by nobody, whatever was."""
    stated_at = course.last_stated_at  # type: ignore[attr-defined]  # annotated
    return course.withdrawn_at is None and bool(stated_at and run.finished_at and stated_at > run.finished_at)


def _as_of_now(changes: Sequence[Change], source: Source) -> Iterator[tuple[object, ...]]:
    for change, course in _with_courses(changes, source):
        if change.kind in _STATES:
            is_other = bytes(course.fingerprint) != fingerprint(change.after or {})
            kind = _kind_of(change, is_withdrawn=course.withdrawn_at is not None, is_other=is_other)
            yield change.pk, course.pk, kind, course.stated if is_other else None, course.carried


def _kind_of(change: Change, *, is_withdrawn: bool, is_other: bool) -> str:
    if is_withdrawn:
        return _KIND.RETURNED
    if is_other:
        return _KIND.CHANGED
    return change.kind if change.kind == _KIND.CARRIED else _KIND.REFRESHED


def _count_again(run: Run) -> None:
    """What is written otherwise, or not at all, states what its course states."""
    kinds = list(run.changes.values_list("kind", flat=True))
    run.created, run.changed = kinds.count(_KIND.CREATED), kinds.count(_KIND.CHANGED)
    run.returned, run.refreshed = kinds.count(_KIND.RETURNED), kinds.count(_KIND.REFRESHED)
    run.withdrawn, run.held = kinds.count(_KIND.WITHDRAWN), kinds.count(_KIND.HELD)
    run.same = run.read - run.created - run.changed - run.returned - run.refused - run.repeated
