"""What does a college's registrar have to decide or mend, as to-dos on the home page of the CMS?"""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.todos import settle_todo, write_todo
from courses.feeds.mails import tell_held
from courses.feeds.models import Feed, Run

HELD, FAILED = "held_run", "failed_feed"
_MAY_PASS = frozenset({"truncated", "timeout", "busy", "no_space", "worker_lost"})
_TELL_AFTER = 3


def ask_about_held(run: Run) -> None:
    """It is due on the day on which the question lapses; the registrars are told by mail too."""
    lapses_at = (run.finished_at or timezone.now()) + dt.timedelta(days=settings.FEED_HELD_DAYS)
    source = run.feed.source
    text = f"{source.title or source.name}, run {run.pk} waits for your decision: {run.message}"
    link = reverse("feeds_desk:run", args=[run.feed_id, run.pk])
    due_on = timezone.localdate(lapses_at)
    write_todo(HELD, f"run-{run.pk}", text, organisation=source.organisation_id, link=link, due_on=due_on)
    tell_held(run)


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
