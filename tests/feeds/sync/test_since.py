"""A source that keeps what it deleted is asked for changes only, and whole at least once a week."""

import datetime as dt
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from django.db.models import F
from pytest_django import Settings

from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.sync import sync
from tests.college_system import Answer, CollegeSystem, college_system
from tests.corners import college
from tests.feeds.feeding import counts
from tests.feeds.readers.test_oai_pmh import error, identify, listed, record

pytestmark = pytest.mark.django_db

XML = (("Content-Type", "text/xml"),)


class Repository:
    """Tells its records, or for a harvest since a day those of `changed`."""

    def __init__(self) -> None:
        self.records = [record(number) for number in range(1, 31)]
        self.changed: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        if "Identify" in request.path:
            return Answer(identify(granularity="YYYY-MM-DDThh:mm:ssZ").encode(), headers=XML)
        told = self.changed if "from=" in request.path else self.records
        return Answer((listed(*told) if told else error("noRecordsMatch")).encode(), headers=XML)


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def system(repository: Repository, settings: Settings) -> Iterator[CollegeSystem]:
    settings.FEED_TRIES, settings.ELASTICSEARCH_URL = 1, ""
    with college_system(repository) as running:
        settings.FEED_ALLOW_PRIVATE = [running.host]
        yield running


@pytest.fixture
def feed(system: CollegeSystem) -> Feed:
    made, _ = connect(college("tapi"), "repository", Connection("oai-pmh", url=f"http://{system.host}/oai"))
    return made


def read(feed: Feed, *, dry_run: bool = False) -> Run:
    return sync(Feed.objects.get(pk=feed.pk), dry_run=dry_run)


def was_asked_since(system: CollegeSystem) -> bool:
    return "from=" in system.asked[-1]


def test_after_a_whole_reading_changes_are_asked_for_with_a_day_of_overlap(
    repository: Repository, system: CollegeSystem, feed: Feed
) -> None:
    first = read(feed)
    assert not was_asked_since(system)
    repository.changed = [record(1, "<dc:title>Anatomy</dc:title>"), record(2, status="deleted")]
    run = read(feed)
    assert first.started_at is not None
    since = first.started_at - dt.timedelta(days=1)
    assert f"from={since:%Y-%m-%dT%H:%M:%SZ}" in system.asked[-1]
    assert (run.scope, counts(run)) == ({"kind": "changes"}, {"read": 1, "changed": 1, "withdrawn": 1})
    assert Course.objects.public().count() == 29


def test_nothing_that_changed_is_done_and_everything_stands_as_stated_today(
    repository: Repository, system: CollegeSystem, feed: Feed
) -> None:
    read(feed)
    before = Feed.objects.get(pk=feed.pk).source.accepted_at
    run = read(feed)
    assert was_asked_since(system)
    assert (run.status, counts(run)) == ("done", {})
    source = Feed.objects.get(pk=feed.pk).source
    assert before is not None
    assert source.accepted_at is not None
    assert source.accepted_at > before
    assert not Course.objects.filter(source=source, stated_at__isnull=False).exists()


def test_once_a_week_it_is_read_whole(repository: Repository, system: CollegeSystem, feed: Feed) -> None:
    read(feed)
    read(feed)
    Run.objects.update(started_at=F("started_at") - dt.timedelta(days=6))
    read(feed)
    assert was_asked_since(system)
    Run.objects.update(started_at=F("started_at") - dt.timedelta(days=2))
    repository.records.pop()
    run = read(feed)
    assert not was_asked_since(system)
    assert (run.scope, run.withdrawn) == ({}, 1)


def test_other_settings_want_it_whole(system: CollegeSystem, feed: Feed) -> None:
    read(feed)
    Feed.objects.update(profile='[options]\ntypes = ["course"]\n')
    read(feed)
    assert not was_asked_since(system)


def test_a_dry_run_reads_it_whole(system: CollegeSystem, feed: Feed) -> None:
    read(feed)
    read(feed, dry_run=True)
    assert not was_asked_since(system)


def test_a_failed_run_does_not_move_the_day(repository: Repository, system: CollegeSystem, feed: Feed) -> None:
    first = read(feed)
    repository.changed = ["<broken"]
    assert read(feed).status == "failed"
    repository.changed = [record(2, status="deleted")]
    run = read(feed)
    assert first.started_at is not None
    assert f"from={first.started_at - dt.timedelta(days=1):%Y-%m-%dT%H:%M}" in system.asked[-1]
    assert run.withdrawn == 1


def test_deletions_that_wait_are_read_whole_again_until_somebody_decides(
    repository: Repository, system: CollegeSystem, feed: Feed
) -> None:
    read(feed)
    repository.changed = [record(number, status="deleted") for number in range(1, 11)]
    held = read(feed)
    assert (held.status, held.held) == ("held", 10)
    read(feed)
    assert not was_asked_since(system)
