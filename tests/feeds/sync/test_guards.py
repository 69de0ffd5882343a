"""What is out of the ordinary waits for a person, and what she decides lasts."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from consortium.organisations.models import ToDo
from courses.feeds.models import Run
from courses.feeds.release import NotHeld, confirm, discard
from tests.feeds.feeding import Catalogue, counts, row, rows


def waiting() -> list[str]:
    return list(ToDo.objects.filter(done_at__isnull=True).values_list("key", flat=True))


def test_many_withdrawals_wait_while_the_rest_is_applied(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = catalogue.holds([*rows(15), row(99)]).sync()
    assert (run.status, counts(run)) == ("held", {"read": 16, "created": 1, "same": 15, "held": 5})
    assert len(catalogue.shown()) == 21
    assert waiting() == [f"run-{run.pk}"]
    todo = ToDo.objects.get()
    assert f"run {run.pk} waits for your decision" in todo.text
    assert todo.due_on == timezone.localdate(run.finished_at + timedelta(days=settings.FEED_HELD_DAYS))


@pytest.mark.parametrize(("held", "gone", "status"), [(10, 1, "done"), (10, 2, "held"), (3, 1, "done"), (3, 2, "held")])
def test_small_colleges_are_guarded_too(catalogue: Catalogue, held: int, gone: int, status: str) -> None:
    catalogue.holds(rows(held)).sync()
    assert catalogue.holds(rows(held - gone)).sync().status == status


def test_a_confirmed_run_withdraws_what_it_held(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = confirm(catalogue.holds(rows(15)).sync().pk)
    assert (run.status, run.decision, run.withdrawn, run.held) == ("done", "confirmed", 5, 0)
    assert len(catalogue.shown()) == 15
    assert waiting() == []


def test_a_discarded_run_leaves_them_and_is_not_asked_again_for_the_same(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    discard(catalogue.holds(rows(15)).sync().pk)
    assert len(catalogue.shown()) == 20
    again = catalogue.holds([row(1, about="New."), *rows(15)[1:]]).sync()
    assert (again.status, again.changed, again.held) == ("done", 1, 0)
    assert len(catalogue.shown()) == 20


def test_after_a_discard_the_question_returns_when_others_are_gone_too(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    discard(catalogue.holds(rows(15)).sync().pk)
    again = catalogue.holds(rows(14)).sync()
    assert (again.status, again.held) == ("held", 6)


def test_the_same_content_adds_no_second_question(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    held = catalogue.holds(rows(15)).sync()
    again = catalogue.sync()
    assert again.status == "unchanged"
    assert Run.objects.get(pk=held.pk).status == "held"
    assert waiting() == [f"run-{held.pk}"]


def test_a_newer_read_with_other_content_takes_the_place_of_a_held_one(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    older = catalogue.holds(rows(15)).sync()
    newer = catalogue.holds(rows(20)).sync()
    older.refresh_from_db()
    assert (older.status, older.reason) == ("superseded", "newer_read")
    assert (newer.status, waiting()) == ("done", [])
    with pytest.raises(NotHeld):
        confirm(older.pk)


def test_many_refused_rows_hold_the_whole_run(catalogue: Catalogue) -> None:
    catalogue.holds(rows(10)).sync()
    run = catalogue.holds([*({"id": f"R{n}", "title": ""} for n in range(1, 5)), *rows(10)[4:], row(11)]).sync()
    assert (run.status, run.refused, run.created) == ("held", 4, 1)
    assert len(catalogue.shown()) == 10
    confirm(run.pk)
    assert len(catalogue.shown()) == 11


def test_free_places_that_a_run_held_whole_stated_come_when_it_is_confirmed(catalogue: Catalogue) -> None:
    catalogue.holds([row(n, starts="2027-01-04", places=60, taken=10) for n in range(1, 11)]).sync()
    taken = [row(n, starts="2027-01-04", places=60, taken=50) for n in range(5, 11)]
    run = catalogue.holds([*({"id": f"R{n}", "title": ""} for n in range(1, 5)), *taken]).sync()
    assert (run.status, run.refreshed) == ("held", 6)
    assert catalogue.course("R5").offerings.get().places_left == 50
    confirm(run.pk)
    assert catalogue.course("R5").offerings.get().places_left == 10
    assert run.changes.count() == 0


def test_a_serial_number_used_as_id_is_noticed_when_titles_shift(catalogue: Catalogue) -> None:
    catalogue.holds(rows(10)).sync()
    shifted = [{"id": f"R{n}", "title": f"Course {n + 1}"} for n in range(1, 10)]
    run = catalogue.holds(shifted).sync()
    assert run.status == "held"
    assert "serial number" in run.message
    assert catalogue.course("R1").title == "Course 1"


def test_a_decision_is_made_once(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = catalogue.holds(rows(15)).sync()
    discard(run.pk)
    with pytest.raises(NotHeld, match="waits for no decision"):
        confirm(run.pk)
