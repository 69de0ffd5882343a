"""What did the site say of a course at a given time, and from which run and file, or by whose hand?"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Case, DateTimeField, F, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.catalogue.editions import edition_at, editions_of
from courses.catalogue.models import Course, Source
from courses.feeds.models import Change, Run
from courses.feeds.record import VOLATILE
from courses.feeds.uploads.giving import TRIGGER as UPLOADED

_NOTHING_SAID = (Change.Kind.HELD, Change.Kind.REFRESHED, Change.Kind.CARRIED)


@dataclass(frozen=True, slots=True)
class Dated:
    """What is known of a course at `at`.

    `stated` is None where it was not there yet. `since` and `run` say when and by which run it came to say that; both
    are None where that run is no longer kept. `last_read` is the last run that read its catalogue since, where runs of
    that day are kept. `edits` are
    the values that stood over what its source stated. A course that was typed by hand is of no run.
    """

    at: dt.datetime
    stated: dict[str, Any] | None
    is_withdrawn: bool
    since: dt.datetime | None
    run: Run | None
    last_read: Run | None
    is_before_kept: bool
    edits: dict[str, Any] = field(default_factory=dict)


def dated(course: Course, at: dt.datetime, now: dt.datetime | None = None) -> Dated:
    """By what runs and people wrote; numbers of free places are left out, for they are no change."""
    if course.source.kind == Source.Kind.TYPED:
        return _typed(course, at)
    kept_since = (now or timezone.now()) - dt.timedelta(days=settings.FEED_KEEP_RUNS_DAYS)
    written = changes_written(course)
    last = written.filter(effective_at__lte=at).order_by("-effective_at", "-pk").first()
    stated, is_withdrawn = _state(course, at, last, written)
    since, edition = last.effective_at if last else None, edition_at(course, at)
    return Dated(
        at=at,
        stated=None if stated is None else _without_volatile(stated),
        is_withdrawn=is_withdrawn,
        since=since,
        run=last.run if last else None,
        last_read=_last_read(course, at, since) if at >= kept_since else None,
        is_before_kept=last is None and at < kept_since,
        edits=edition.edits if edition else {},
    )


def _typed(course: Course, at: dt.datetime) -> Dated:
    """What was typed last before; else, where it was there already, the first that is known."""
    last, first = edition_at(course, at), editions_of(course).last()
    is_before_kept = last is None and course.created_at <= at
    shown = first if is_before_kept else last
    return Dated(
        at=at,
        stated=_without_volatile(shown.stated) if shown and shown.stated else None,
        is_withdrawn=bool(shown and shown.is_withdrawn),
        since=last.at if last else None,
        run=None,
        last_read=None,
        is_before_kept=is_before_kept,
    )


def changes_written(course: Course) -> Any:  # a QuerySet[Change] whose rows have `effective_at`
    """Those that wrote the course, each with `effective_at`: a confirmed withdrawal is of the day it was confirmed."""
    confirmed = Q(kind=Change.Kind.WITHDRAWN, run__decision=Run.Decision.CONFIRMED)
    effective_at = Case(
        When(confirmed, then=F("run__decided_at")),
        default=Coalesce("run__applied_at", "run__finished_at"),
        output_field=DateTimeField(),
    )
    changes = Change.objects.filter(course=course, run__is_applied=True).exclude(kind__in=_NOTHING_SAID)
    return changes.annotate(effective_at=effective_at).select_related("run__feed__source", "run__file")


def _state(course: Course, at: dt.datetime, last: Change | None, written: Any) -> tuple[dict[str, Any] | None, bool]:
    """(what it stated, whether it was withdrawn); what the next change found is what was there before it."""
    if last is not None and last.kind != Change.Kind.WITHDRAWN:
        return last.after, False
    following = written.filter(effective_at__gt=at).order_by("effective_at", "pk").first()
    if last is not None:
        # An undoing may have put other content back with the withdrawal.
        return (_found_by(following) if following else course.stated), True
    if following is not None:
        found = _found_by(following)
        return found, following.kind == Change.Kind.RETURNED
    if course.created_at > at:
        return None, False
    return course.stated, bool(course.withdrawn_at and course.withdrawn_at <= at)


def _found_by(change: Change | None) -> dict[str, Any] | None:
    if change is None or change.kind == Change.Kind.CREATED:
        return None
    stated: dict[str, Any] | None = change.before
    return stated or (change.after if change.kind == Change.Kind.RETURNED else None)


def _last_read(course: Course, at: dt.datetime, since: dt.datetime | None) -> Run | None:
    """A file or batch of some courses says nothing of the others."""
    read = Run.objects.filter(feed__source=course.source_id, dry_run=False, reverts__isnull=True, finished_at__lte=at)
    read = read.filter(Q(is_applied=True) | Q(status=Run.Status.UNCHANGED))
    read = read.exclude(~Q(scope={}), trigger__in=(UPLOADED, Run.PUSHED))
    if since is not None:
        read = read.filter(finished_at__gte=since)
    return read.select_related("feed", "file").order_by("-finished_at", "-pk").first()


def _without_volatile(stated: dict[str, Any]) -> dict[str, Any]:
    if "offerings" not in stated:
        return stated
    kept = [{name: value for name, value in one.items() if name not in VOLATILE} for one in stated["offerings"]]
    return {**stated, "offerings": kept}
