"""Which courses would an undone run give back, and which were written again since and stay as they are?"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.fields.json import KeyTextTransform

from courses.catalogue.bulk import among, blocks
from courses.catalogue.models import Course
from courses.feeds.fingerprint import fingerprint
from courses.feeds.models import Change, Run

_NO_WRITE = (Change.Kind.HELD, Change.Kind.REFRESHED)


class Left(NamedTuple):
    """A change that is not undone: the run that wrote its course since, and what became of it."""

    change: int
    run: int
    became: str


class _Now(NamedTuple):
    """What a course states now."""

    fingerprint: bytes
    is_withdrawn: bool
    carried: dict[str, int]


def written_by(run: Run) -> QuerySet[Change]:
    """The changes of a run that wrote a course: all that can be undone."""
    return run.changes.exclude(kind__in=_NO_WRITE).filter(course__isnull=False)


def has_written(run: Run) -> bool:
    """Whether there is anything that undoing it could give back."""
    return wrote(run, run.changes.order_by().values_list("kind", flat=True).distinct())


def wrote(run: Run, kinds: Iterable[str]) -> bool:
    """The same of a run that has changes of these kinds."""
    return run.is_applied and not run.dry_run and not set(kinds).issubset(_NO_WRITE)


def left_alone(run: Run) -> dict[int, Left]:
    """By change: those whose course is not as the run left it.

    A course that later runs changed and changed back counts as untouched. Only changes with a later one are looked
    at one by one.
    """
    confirmed = Q(run__decision=Run.Decision.CONFIRMED)
    written_at = Case(When(confirmed, then=F("run__decided_at")), default=F("run__applied_at"))
    is_later = Q(pk__gt=OuterRef("pk")) | confirmed & Q(run__decided_at__gt=run.applied_at)  # it may have waited long
    later = Change.objects.filter(is_later, course=OuterRef("course"), run__is_applied=True)
    later = later.exclude(kind__in=_NO_WRITE).exclude(run=run).order_by(written_at.desc(), "-pk")
    suspects = written_by(run).filter(Exists(later)).annotate(since=Subquery(later.values("run")[:1]))
    found: dict[int, Left] = {}
    for block in blocks(suspects.order_by("pk").iterator(chunk_size=1_000)):
        now = _now(change.course_id for change in block if change.course_id)
        found.update((left.change, left) for change in block if (left := _left(change, now)) is not None)
    return found | {left.change: left for left in _ids_taken(run)}


def undone_by(run: Run) -> Run | None:
    """The run that undid this one and was not undone itself."""
    for undoing in run.reverted_by.filter(is_applied=True).order_by("-pk"):
        if undone_by(undoing) is None:
            return undoing
    return None


def _ids_taken(run: Run) -> Iterator[Left]:
    """Courses that the run gave new ids, and whose old one another course of the source has got since."""
    if not _may_give_ids(run):
        return
    changed = written_by(run).filter(kind=Change.Kind.CHANGED)
    changed = changed.annotate(before_id=KeyTextTransform("id", "before"), after_id=KeyTextTransform("id", "after"))
    moved = changed.exclude(before_id=F("after_id"))
    for block in blocks(moved.order_by("pk").values_list("pk", "course", "before_id").iterator(chunk_size=1_000)):
        held = Course.objects.filter(source__feed=run.feed_id, record_id__in=[record_id for *_, record_id in block])
        others = {record_id: key for key, record_id in held.values_list("pk", "record_id")}
        for change, course, record_id in block:
            if (other := others.get(record_id)) not in (None, course):
                wrote = Change.objects.filter(course=other, run__is_applied=True).order_by("-pk")
                since = wrote.values_list("run", flat=True).first() or run.pk
                yield Left(change, since, "had its earlier id given to another course")


def _may_give_ids(run: Run) -> bool:
    """Only confirming a run moves ids, and undoing that; nothing else is looked through for them."""
    undone = run.reverts
    return _may_give_ids(undone) if undone else run.decision == Run.Decision.CONFIRMED


def undone_among(runs: Iterable[Run]) -> dict[int, int]:
    """Of a feed's runs, newest first: each that was undone, and by which, if that one was not undone itself."""
    found: dict[int, int] = {}
    for run in runs:
        if run.reverts_id and run.is_applied and run.pk not in found:
            found.setdefault(run.reverts_id, run.pk)
    return found


def _left(change: Change, now: dict[int, _Now]) -> Left | None:
    course = now[change.course_id or 0]
    since: int = change.since  # type: ignore[attr-defined]  # annotated
    if change.kind == Change.Kind.WITHDRAWN:
        return None if course.is_withdrawn else Left(change.pk, since, "came back")
    if course.is_withdrawn:
        return Left(change.pk, since, "was withdrawn")
    is_carried = change.kind == Change.Kind.CARRIED
    if course.fingerprint != fingerprint(change.after or {}) or (is_carried and course.carried != change.carried_after):
        return Left(change.pk, since, "was changed")
    return None


def _now(keys: Iterable[int]) -> dict[int, _Now]:
    rows = Course.objects.filter(pk__in=among(keys)).values_list("pk", "fingerprint", "withdrawn_at", "carried")
    return {key: _Now(bytes(print_), withdrawn_at is not None, carried) for key, print_, withdrawn_at, carried in rows}
