"""What does a college's registrar have to decide or mend, as to-dos on the home page of the CMS?"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.todos import settle_todo, write_todo
from courses.catalogue.freshness import day_of
from courses.catalogue.models import Course
from courses.feeds.guards import refuses_too_many, withdrawals_allowed
from courses.feeds.mails import tell_held
from courses.feeds.models import Change, Feed, Run
from courses.feeds.scope import CHANGES

HELD, FAILED = "held_run", "failed_feed"
_MAY_PASS = frozenset({"truncated", "timeout", "busy", "no_space", "worker_lost"})
_TELL_AFTER = 3


def ask_about_held(run: Run) -> None:
    """It is due on the day on which the question lapses; the registrars are told by mail too, once of each question."""
    lapses_at = (run.asked_at or timezone.now()) + dt.timedelta(days=settings.FEED_HELD_DAYS)
    source = run.feed.source
    text = f"{source.title or source.name}, run {run.pk} waits for your decision: {run.message}"
    link = reverse("feeds_desk:run", args=[run.feed_id, run.pk])
    due_on = day_of(lapses_at)
    write_todo(HELD, f"run-{run.pk}", text, organisation=source.organisation_id, link=link, due_on=due_on)
    if run.first_asked is None:
        tell_held(run)


def asked_first(run: Run, superseded: Iterable[Run]) -> Run | None:
    """The earliest run that asked what `run` asks, of those whose place it took; None where it asks something else."""
    same = [older.first_asked or older for older in superseded if _asks_the_same(run, older)]
    return min(same, key=lambda older: older.pk, default=None)


def _asks_the_same(run: Run, older: Run) -> bool:
    """Where the courses that wait on one list all wait on the other, and those that joined it would not be held by
    themselves; of two runs held whole, for the same cause too.

    A file of changes that a person gives says nothing of the one before it: what it asks is its own.
    """
    is_other = run.scope == CHANGES.stated() and not run.is_batch
    if is_other or _cause(run) != _cause(older):
        return False
    ours, theirs = _list_of(run), _list_of(older)
    if bool(ours) != bool(theirs):
        return False
    return ours <= theirs or (theirs <= ours and len(ours - theirs) <= _joining_unasked(run))


def _joining_unasked(run: Run) -> float:
    stated = Course.objects.filter(source=run.feed.source_id, withdrawn_at__isnull=True)
    return withdrawals_allowed(stated.count())


def _cause(run: Run) -> tuple[object, ...]:
    return run.scope, run.is_applied, not run.is_applied and refuses_too_many(run.refused, run.read)


def _list_of(run: Run) -> set[int | None]:
    return set(run.changes.filter(kind=Change.Kind.HELD).values_list("course", flat=True))


def settle_held(run: Run) -> None:
    settle_todo(HELD, f"run-{run.pk}", organisation=run.feed.source.organisation_id)


def ask_about_failure(run: Run, feed: Feed) -> None:
    """At once where a person must mend something; what may pass by itself is told after the third time."""
    if run.reason in _MAY_PASS and feed.failures < _TELL_AFTER:
        return
    times = f", {feed.failures} times in a row" if feed.failures > 1 else ""
    text = f"{feed.source.title or feed.source.name} could not be read{times}: {run.message}"
    link = reverse("feeds_desk:run", args=[feed.pk, run.pk])
    write_todo(FAILED, f"feed-{feed.pk}", text, organisation=feed.source.organisation_id, link=link)


def settle_failure(feed: Feed) -> None:
    settle_todo(FAILED, f"feed-{feed.pk}", organisation=feed.source.organisation_id)
