"""What is old goes; what somebody may still ask for stays."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import Settings

from courses.feeds.connecting import Connection, connect
from courses.feeds.dated import dated
from courses.feeds.models import Change, KeptFile, Problem, Run
from courses.feeds.release import discard, lapse
from courses.feeds.retention import let_go
from courses.feeds.revert import revert
from tests.corners import college
from tests.feeds.feeding import Catalogue, row, rows
from tests.feeds.push.pushing import Pusher, record

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


def test_bytes_whose_row_never_stood_go_after_a_day(catalogue: Catalogue) -> None:
    kept = catalogue.holds(rows(3)).sync().file
    storage = kept.content.storage
    left = storage.save(f"{catalogue.feed.pk}/never-committed", ContentFile(b"x"))
    let_go()
    assert storage.exists(left)
    let_go(timezone.now() + dt.timedelta(days=2))
    assert (storage.exists(left), storage.exists(kept.content.name)) == (False, True)


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


@pytest.mark.parametrize("decide", [discard, lapse])
def test_held_runs_and_what_a_discard_or_a_lapse_left_stay(catalogue: Catalogue, decide: Callable[[int], Run]) -> None:
    catalogue.holds(rows(12)).sync()
    discarded = decide(catalogue.holds(rows(4)).sync().pk)
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


def let_go_in(days: int) -> None:
    let_go(timezone.now() + dt.timedelta(days=days))


def kept_runs(catalogue: Catalogue) -> set[int]:
    return set(Run.objects.filter(feed=catalogue.feed).values_list("pk", flat=True))


def test_runs_that_changed_nothing_go_sooner_but_for_the_last(catalogue: Catalogue) -> None:
    good = catalogue.holds(rows(3)).sync()
    failed = [catalogue.says("").sync() for _ in range(2)]
    tried = catalogue.holds(rows(4)).sync(dry_run=True)
    assert tried.changes.exists()
    last = catalogue.says("").sync()
    let_go_in(89)
    assert kept_runs(catalogue) == {good.pk, *(run.pk for run in failed), tried.pk, last.pk}
    let_go_in(91)
    assert kept_runs(catalogue) == {good.pk, last.pk}


def test_a_run_goes_once_none_of_its_changes_is_left(catalogue: Catalogue) -> None:
    first = catalogue.holds([row(1), row(2)]).sync()
    second = catalogue.holds([row(1, about="A."), row(2)]).sync()
    unchanged = catalogue.sync()
    third = catalogue.holds([row(1, about="AA."), row(2)]).sync()
    let_go_in(399)
    assert kept_runs(catalogue) == {first.pk, second.pk, unchanged.pk, third.pk}
    let_go_in(401)
    assert kept_runs(catalogue) == {first.pk, third.pk}


def test_what_was_decided_stays_for_the_same_is_not_asked_again(catalogue: Catalogue) -> None:
    catalogue.holds(rows(10)).sync()
    shifted = [{"id": f"R{number}", "title": f"Course {number + 1}"} for number in range(1, 10)]
    discard(catalogue.holds(shifted).sync().pk)
    catalogue.holds(rows(11)).sync()
    let_go_later()
    assert catalogue.holds(shifted).sync().status == "unchanged"


def test_an_undoing_stays_with_what_it_undid(catalogue: Catalogue) -> None:
    catalogue.holds(rows(3)).sync()
    undone = catalogue.holds([row(1, about="A."), *rows(3)[1:]]).sync()
    undoing = revert(undone)
    catalogue.holds([row(1, about="B."), *rows(3)[1:]]).sync()
    catalogue.holds([row(1, about="C."), *rows(3)[1:]]).sync()
    let_go_later()
    assert {undone.pk, undoing.pk} <= kept_runs(catalogue)


def test_batches_of_which_nothing_was_taken_go_with_the_runs_that_changed_nothing() -> None:
    feed, _ = connect(college("mahi"), "register", Connection("records", is_push=True))
    pusher = Pusher(feed)
    told = [pusher.batch(one).json()["run"]["run"] for one in (record(1), {"id": "R2"}, record(1), record(3))]
    let_go_in(91)
    assert list(Run.objects.filter(feed=feed).order_by("pk").values_list("pk", flat=True)) == [told[0], told[3]]


def test_a_run_that_has_gone_is_not_taken_for_one_that_never_was(catalogue: Catalogue) -> None:
    """Of a day whose runs are not kept the dated view names none that read the catalogue last."""
    first = catalogue.holds(rows(3)).sync()
    catalogue.sync()
    catalogue.holds(rows(4)).sync()
    later = timezone.now() + YEARS
    let_go(later)
    found = dated(catalogue.course("R1"), first.finished_at, later)  # type: ignore[arg-type]  # it has ended
    assert (found.run, found.last_read) == (first, None)
