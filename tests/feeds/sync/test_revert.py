"""An applied run can be undone, as a run of its own."""

import pytest

from courses.feeds.connecting import pause
from courses.feeds.leases import begin, claim
from courses.feeds.models import Feed, Run
from courses.feeds.release import confirm, discard
from courses.feeds.revert import CannotRevert, resume, revert
from courses.feeds.sync import carry_out
from tests.feeds.feeding import Catalogue, counts, row, rows


def about(catalogue: Catalogue, record_id: str) -> str:
    return catalogue.course(record_id).description


def test_the_last_run_is_undone_whole(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(1, about="New."), *rows(11)[1:], row(13)]).sync()
    assert counts(run) == {"read": 12, "created": 1, "changed": 1, "same": 10, "withdrawn": 1}
    undoing = revert(run)
    assert (undoing.status, undoing.reverts) == ("done", run)
    assert catalogue.shown() == {record["id"] for record in rows(12)}
    assert about(catalogue, "R1") == ""


def test_an_undoing_is_no_change_at_the_source(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    before = catalogue.course("R1").changed_at
    revert(catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync())
    assert catalogue.course("R1").changed_at == before


def test_after_a_revert_the_source_is_paused_until_it_holds_something_else(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    revert(catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync())
    again = catalogue.sync()
    assert (again.status, about(catalogue, "R1")) == ("unchanged", "")
    other = catalogue.holds([row(1, about="Newer."), *rows(12)[1:]]).sync()
    assert other.status == "done"
    assert "Newer." in about(catalogue, "R1")
    assert Feed.objects.get().paused_at is None


def test_a_resumed_source_is_read_whatever_it_holds(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    revert(catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync())
    assert resume(Feed.objects.get())
    assert catalogue.sync().status == "done"
    assert "New." in about(catalogue, "R1")


def test_an_older_run_is_undone_where_no_later_one_wrote(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    older = catalogue.holds([row(1, about="A."), row(2, about="B."), *rows(12)[2:]]).sync()
    catalogue.holds([row(1, about="AA."), row(2, about="B."), *rows(12)[2:]]).sync()
    undoing = revert(older)
    assert ("AA." in about(catalogue, "R1"), about(catalogue, "R2")) == (True, "")
    assert undoing.problems.get().record == "R1"


def test_a_revert_can_be_undone(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    undoing = revert(catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync())
    revert(undoing)
    assert "New." in about(catalogue, "R1")


def test_what_wrote_nothing_cannot_be_undone(catalogue: Catalogue) -> None:
    catalogue.holds(rows(3)).sync()
    with pytest.raises(CannotRevert, match="wrote nothing"):
        revert(catalogue.sync())


def test_a_run_that_only_held_withdrawals_cannot_be_undone_and_pauses_nothing(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = discard(catalogue.holds(rows(15)).sync().pk)
    with pytest.raises(CannotRevert, match="wrote nothing"):
        revert(run)
    assert Feed.objects.get().paused_at is None
    assert not Run.objects.filter(reverts=run).exists()


def test_a_run_that_found_everything_as_it_was_cannot_be_undone(catalogue: Catalogue) -> None:
    catalogue.holds(rows(3)).sync()
    run = catalogue.holds(rows(3)[::-1]).sync()
    assert (run.status, run.is_applied) == ("done", True)
    with pytest.raises(CannotRevert, match="wrote nothing"):
        revert(run)


def test_a_run_is_undone_once(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync()
    revert(run)
    with pytest.raises(CannotRevert, match="already"):
        revert(run)


def test_a_run_whose_undoing_was_undone_can_be_undone_again(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(1, about="New."), *rows(11)[1:], row(13)]).sync()
    revert(revert(run))
    assert ("New." in about(catalogue, "R1"), "R13" in catalogue.shown()) == (True, True)
    revert(run)
    assert catalogue.shown() == {record["id"] for record in rows(12)}
    assert about(catalogue, "R1") == ""


def test_a_course_that_came_back_with_other_words_is_given_back_by_undoing_the_undoing(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    catalogue.holds(rows(11)).sync()
    run = catalogue.holds([*rows(11), row(12, about="Back.")]).sync()
    assert counts(run)["returned"] == 1
    undoing = revert(run)
    assert "R12" not in catalogue.shown()
    revert(undoing)
    assert ("R12" in catalogue.shown(), "Back." in about(catalogue, "R12")) == (True, True)


def test_a_course_that_a_later_run_wrote_and_another_wrote_back_is_untouched(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    older = catalogue.holds([row(1, about="A."), *rows(12)[1:]]).sync()
    catalogue.holds([row(1, about="AA."), *rows(12)[1:]]).sync()
    catalogue.holds([row(1, about="A."), *rows(12)[1:]]).sync()
    undoing = revert(older)
    assert (about(catalogue, "R1"), undoing.problem_count) == ("", 0)


def test_what_a_later_run_wrote_stays_also_where_its_undoing_was_undone(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    older = catalogue.holds([row(1, about="A."), *rows(12)[1:]]).sync()
    revert(revert(catalogue.holds([row(1, about="AA."), *rows(12)[1:]]).sync()))
    undoing = revert(older)
    assert ("AA." in about(catalogue, "R1"), undoing.problem_count) == (True, 1)


def test_undoing_an_undoing_ends_the_pause(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    undoing = revert(catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync())
    assert Feed.objects.get().paused_at is not None
    revert(undoing)
    assert Feed.objects.get().paused_at is None
    assert (catalogue.sync().status, "New." in about(catalogue, "R1")) == ("unchanged", True)


def test_a_value_that_was_kept_as_last_accepted_is_kept_again(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, seats=30), *rows(12)[1:]]).sync()
    catalogue.holds([row(1, seats="many"), *rows(12)[1:]]).sync()
    before = catalogue.course("R1").carried
    revert(catalogue.holds([row(1, seats=40), *rows(12)[1:]]).sync())
    course = catalogue.course("R1")
    assert (course.intake, list(before), course.carried) == (30, ["intake"], before)


def test_a_run_that_only_kept_a_value_is_undone_and_that_too(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, seats=30), *rows(12)[1:]]).sync()
    run = catalogue.holds([row(1, seats="many"), *rows(12)[1:]]).sync()
    kept = catalogue.course("R1").carried
    undoing = revert(run)
    assert (list(kept), catalogue.course("R1").carried) == (["intake"], {})
    revert(undoing)
    assert catalogue.course("R1").carried == kept


def test_a_value_that_a_later_run_kept_otherwise_is_left_alone(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, seats=30), *rows(12)[1:]]).sync()
    run = catalogue.holds([row(1, seats="many"), *rows(12)[1:]]).sync()
    catalogue.holds([row(1, seats="many", about="New."), *rows(12)[1:]]).sync()
    undoing = revert(run)
    assert (list(catalogue.course("R1").carried), undoing.problems.get().record) == (["intake"], "R1")


def test_a_confirmed_run_keeps_the_values_that_it_left_open(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, seats=30), row(2, seats=30), *rows(40)[2:]]).sync()
    others = [{**one, "title": f"Other {one['id']}"} for one in rows(40)[2:]]
    held = catalogue.holds([row(1, seats="many", about="New."), row(2, seats="many"), *others]).sync()
    assert (held.status, held.is_applied) == ("held", False)
    confirm(held.pk)
    carried = [list(catalogue.course(name).carried) for name in ("R1", "R2")]
    assert carried == [["intake"], ["intake"]]


def test_an_undoing_whose_process_was_lost_is_done_by_another(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync()
    undoing = begin(run.feed, "revert", reverts=run)
    assert claim(undoing.pk, "lost")
    Run.objects.filter(pk=undoing.pk).update(status=Run.Status.QUEUED)
    catalogue.holds([row(1, about="Newer."), *rows(12)[1:]])
    carry_out(undoing.pk, "a worker")
    undoing.refresh_from_db()
    assert (undoing.status, undoing.is_applied, about(catalogue, "R1")) == ("done", True, "")
    assert Feed.objects.get().paused_at is not None


def test_a_course_that_came_back_with_a_kept_value_has_it_kept_again_when_the_undoing_is_undone(
    catalogue: Catalogue,
) -> None:
    catalogue.holds([row(1, seats=30), *rows(12)[1:]]).sync()
    catalogue.holds(rows(12)[1:]).sync()
    back = catalogue.holds([row(1, seats="many"), *rows(12)[1:]]).sync()
    kept = catalogue.course("R1").carried
    assert list(kept) == ["intake"]
    undoing = revert(back)
    assert "R1" not in catalogue.shown()
    revert(undoing)
    assert "R1" in catalogue.shown()
    assert catalogue.course("R1").carried == kept


def test_a_persons_pause_outlasts_an_undoing_and_the_undoing_of_that(catalogue: Catalogue, django_user_model) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds(rows(13)).sync()
    pause(run.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    for undone in (run, revert(run)):
        if undone is not run:
            revert(undone)
        feed = Feed.objects.get()
        assert (feed.paused_hash, feed.paused_at is None) == ("", False)
        assert "registrar@tapi.example" in feed.paused_reason


def test_an_undoing_before_a_resumed_source_was_read_again_waits_for_other_content_too(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds(rows(13)).sync()
    revert(revert(run))
    Feed.objects.update(paused_at=run.finished_at)
    resume(Feed.objects.get())
    revert(run)
    assert catalogue.sync().status == "unchanged"
    assert catalogue.holds(rows(14)).sync().status == "done"
    assert Feed.objects.get().paused_at is None


def test_a_question_that_an_undoing_takes_the_place_of_says_when_it_is_asked_again(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = catalogue.holds([row(1, about="New."), *rows(20)[1:]]).sync()
    held = catalogue.holds([row(1, about="New."), *rows(15)[1:]]).sync()
    undoing = revert(run)
    held.refresh_from_db()
    assert held.status == "superseded"
    assert held.message.startswith(f"Run {undoing.pk} undid run {run.pk} since, and asks nothing itself.")
    resume(Feed.objects.get())
    assert catalogue.sync().status == "held"


def test_one_course_that_was_left_is_told_as_one(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    older = catalogue.holds([row(1, about="A."), row(2, about="B."), *rows(12)[2:]]).sync()
    catalogue.holds([row(1, about="AA."), row(2, about="B."), *rows(12)[2:]]).sync()
    assert revert(older).message == f"Run {older.pk} was undone. 1 course was written since and left."


def test_a_course_that_was_not_written_by_the_last_reading_changed_when_it_did(catalogue: Catalogue) -> None:
    first = catalogue.holds(rows(12)).sync()
    read = catalogue.holds([*rows(11), row(12, about="Other.")]).sync()
    revert(catalogue.holds([row(1, about="New."), *rows(11)[1:], row(12, about="Other.")]).sync())
    course = catalogue.course("R1")
    assert (course.changed_at, course.last_stated_at) == (first.applied_at, read.finished_at)


def test_a_person_may_pause_for_good_what_an_undoing_paused(catalogue: Catalogue, django_user_model) -> None:
    catalogue.holds(rows(12)).sync()
    revert(catalogue.holds(rows(13)).sync())
    pause(catalogue.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    feed = Feed.objects.get()
    assert (feed.paused_hash, "registrar@tapi.example" in feed.paused_reason) == ("", True)
