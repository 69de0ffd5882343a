"""Feeds of colleges' systems in tests of faults, and what became of them."""

from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from tests.college_system import CollegeSystem
from tests.feeds.feeding import PROFILE
from tests.workers import Environment, ring, until

DISPATCH = "courses.feeds.tasks.dispatch_due"
RUN = "courses.feeds.tasks.run_feed"
SEND = "consortium.people.tasks.send_mail"


def served(
    college: Organisation, system: CollegeSystem, settings: Settings, name: str = "register", path: str = "/courses.csv"
) -> Feed:
    """A feed that this system serves; its address is allowed here, and for workers by FEED_ALLOW_PRIVATE."""
    settings.FEED_ALLOW_PRIVATE = [system.host]
    feed, _ = connect(college, name, Connection("csv", url=f"http://{system.host}{path}", profile=PROFILE))
    return feed


def runs_of(feed: Feed) -> QuerySet[Run]:
    return Run.objects.filter(feed=feed)


def ended(feed: Feed) -> Run | None:
    """The last run of the feed that has ended."""
    return runs_of(feed).filter(finished_at__isnull=False).order_by("-pk").first()


def due(*feeds: Feed) -> None:
    Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(next_due_at=timezone.now())


def run_by_beats(environment: Environment, feed: Feed, what: str) -> Run:
    """Beats until a run of the feed has ended."""

    def beat() -> Run | None:
        ring(environment, DISPATCH)
        try:
            return until(lambda: ended(feed), what, 1.0)  # type: ignore[no-any-return]  # what `ended` answers
        except AssertionError:
            return None

    run: Run = until(beat, what)
    return run
