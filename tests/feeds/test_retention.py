"""What is old goes; what somebody may still ask for stays."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from courses.feeds.models import Change, KeptFile, Problem, Run
from courses.feeds.release import discard
from courses.feeds.retention import let_go
from tests.corners import college
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db
YEARS = dt.timedelta(days=800)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path)


def let_go_later() -> None:
    let_go(timezone.now() + YEARS)


def changes_of(run: Run) -> set[str]:
    return {(change.after or change.before)["id"] for change in Change.objects.filter(run=run)}


def test_what_is_younger_than_the_settings_say_stays(catalogue: Catalogue) -> None:
    catalogue.holds(rows(3)).sync()
    catalogue.holds(rows(4)).sync()
    let_go()
    assert (KeptFile.objects.count(), Change.objects.count()) == (2, 4)


def test_the_last_good_run_and_its_file_are_always_kept(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, seats="many")]).sync()
    last = catalogue.holds([row(1, seats="some"), row(2)]).sync()
    catalogue.says("").sync()
    let_go_later()
    assert changes_of(last) == {"R2"}
    assert Problem.objects.filter(run=last).exists()
    assert last.file.content.storage.exists(last.file.content.name)


def test_old_files_go_with_their_bytes(catalogue: Catalogue) -> None:
    first = catalogue.holds(rows(3)).sync()
    catalogue.holds(rows(4)).sync()
    storage, name = first.file.content.storage, first.file.content.name
    let_go_later()
    assert not storage.exists(name)
    first.refresh_from_db()
    assert first.file is None
    assert KeptFile.objects.count() == 1


def test_a_file_that_was_read_lately_is_not_old(catalogue: Catalogue) -> None:
    file = catalogue.holds(rows(3)).sync().file
    catalogue.holds(rows(4)).sync()
    KeptFile.objects.update(created_at=timezone.now() - YEARS)
    let_go()
    assert KeptFile.objects.filter(pk=file.pk).exists()


def test_of_each_course_the_change_stays_that_says_what_was_shown(catalogue: Catalogue) -> None:
    first = catalogue.holds([row(1), row(2)]).sync()
    second = catalogue.holds([row(1, about="A."), row(2)]).sync()
    catalogue.holds([row(1, about="AA."), row(2)]).sync()
    let_go_later()
    assert changes_of(first) == {"R2"}
    assert changes_of(second) == set()


def test_held_runs_and_what_a_discard_left_stay(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    discarded = catalogue.holds(rows(4)).sync()
    discard(discarded.pk)
    held = catalogue.holds(rows(3)).sync()
    let_go_later()
    assert held.status == "held"
    assert len(changes_of(held)) == 9
    assert len(changes_of(discarded)) == 8


def test_days_are_settings(catalogue: Catalogue, settings: Settings) -> None:
    settings.FEED_KEEP_FILES_DAYS = settings.FEED_KEEP_RUNS_DAYS = 0
    catalogue.holds([row(1), row(2)]).sync()
    catalogue.holds([row(1, about="A."), row(2)]).sync()
    let_go(timezone.now() + dt.timedelta(seconds=1))
    assert Change.objects.count() == 2
