"""What a minute's beat tells the queue: each due feed once, what was lost again, and never more than that."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from consortium.organisations.models import Organisation
from courses.feeds.dispatch import dispatch, next_of_college
from courses.feeds.leases import begin, claim
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out
from tests.feeds.feeding import Catalogue, rows

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    tapi = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    return Catalogue(tapi, tmp_path).holds(rows(3))


def told(now: dt.datetime | None = None, *, has_hints: bool = True) -> list[int]:
    """The runs that one beat tells the queue."""
    sent: list[int] = []
    dispatch(sent.append, lambda: has_hints, now)
    return sent


def test_a_due_feed_is_told_at_once_and_by_one_of_two_beats(catalogue: Catalogue) -> None:
    [run] = told()
    assert told() == []
    assert Run.objects.get().pk == run
    assert Feed.objects.get().next_due_at > timezone.now()


def test_a_feed_that_is_not_due_or_has_no_address_is_left_alone(catalogue: Catalogue) -> None:
    Feed.objects.update(next_due_at=timezone.now() + MINUTE)
    assert told() == []
    Feed.objects.update(next_due_at=timezone.now(), path="")
    assert told() == []


def test_a_paused_feed_is_left_alone_and_one_paused_for_its_content_is_looked_at(catalogue: Catalogue) -> None:
    Feed.objects.update(paused_at=timezone.now())
    assert told() == []
    Feed.objects.update(paused_hash="what it held")
    assert len(told()) == 1


def test_a_college_that_left_is_not_read(catalogue: Catalogue) -> None:
    Organisation.objects.update(state=Organisation.State.LEFT)
    assert told() == []


def test_a_queued_run_that_nobody_took_is_told_again_and_ever_more_rarely(catalogue: Catalogue) -> None:
    run = begin(catalogue.feed, "schedule", tell_at=timezone.now())
    now = timezone.now()
    assert [minute for minute in range(60) if told(now + minute * MINUTE)] == [0, 1, 3, 7, 15, 31]
    run.refresh_from_db()
    assert (run.status, run.attempts) == ("queued", 0)


def test_a_queue_that_holds_nothing_is_told_all_that_has_waited(catalogue: Catalogue) -> None:
    """F12: however long ago it was told."""
    run = begin(catalogue.feed, "schedule")
    hour = timezone.now() - 60 * MINUTE
    Run.objects.update(created_at=hour, lease_until=timezone.now() + 60 * MINUTE)
    assert told() == []
    assert told(has_hints=False) == [run.pk]


def test_a_run_that_somebody_is_about_to_take_is_not_told(catalogue: Catalogue) -> None:
    begin(catalogue.feed, "command")
    assert told(has_hints=False) == []


def test_a_run_whose_holder_is_silent_is_queued_again(catalogue: Catalogue, settings) -> None:
    run = begin(catalogue.feed, "schedule")
    assert claim(run.pk, "one")
    assert told(timezone.now() + dt.timedelta(seconds=settings.FEED_LEASE_SECONDS - 1)) == []
    assert told(timezone.now() + dt.timedelta(seconds=settings.FEED_LEASE_SECONDS + 1)) == [run.pk]
    assert claim(run.pk, "another")


def test_a_run_that_was_lost_four_times_ends_and_says_so(catalogue: Catalogue) -> None:
    """F03: no fifth start."""
    run = begin(catalogue.feed, "schedule")
    for attempt in range(1, 5):
        assert claim(run.pk, f"worker {attempt}")
        Run.objects.update(lease_until=timezone.now() - MINUTE)
    assert claim(run.pk, "worker 5") is None
    assert told() == []
    run.refresh_from_db()
    assert (run.status, run.reason, run.attempts) == ("failed", "worker_lost", 4)
    assert "4 times" in run.message
    assert Feed.objects.get().next_due_at > timezone.now()


def test_of_one_college_one_run_at_a_time_is_told_and_the_next_when_it_is_over(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """F19: a college with many slow feeds holds one worker, not all."""
    for name in ("second", "third"):
        Catalogue(catalogue.college, tmp_path, name).holds(rows(3))
    narmada = Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)
    other = Catalogue(narmada, tmp_path).holds(rows(3))
    first, of_other = told()
    assert Run.objects.get(pk=of_other).feed == other.feed
    assert claim(first, "slow")
    assert told(timezone.now() + MINUTE / 6) == []
    assert next_of_college(of_other) is None
    Run.objects.filter(pk=first).update(status=Run.Status.QUEUED)
    carry_out(first, "slow")
    second = next_of_college(first)
    assert second is not None
    assert next_of_college(first) is None, "it is told already"
    carry_out(second, "a worker")
    carry_out(next_of_college(second) or 0, "a worker")
    assert set(Run.objects.filter(feed__source__organisation=catalogue.college).values_list("status", flat=True)) == {
        "done"
    }


def test_a_dry_run_waits_for_no_other_run_of_its_college(catalogue: Catalogue) -> None:
    [run] = told()
    assert claim(run, "slow")
    tried = begin(catalogue.feed, "command", dry_run=True, tell_at=timezone.now())
    assert told() == [tried.pk]


def test_a_run_that_was_given_back_has_lost_no_attempt(catalogue: Catalogue) -> None:
    run = begin(catalogue.feed, "schedule")
    for number in range(6):
        lease = claim(run.pk, f"worker {number}")
        assert lease is not None
        lease.give_back()
    carry_out(run.pk, "the last")
    run.refresh_from_db()
    assert (run.status, run.attempts) == ("done", 1)
