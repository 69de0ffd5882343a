"""What is out of the ordinary waits for a person, and what she decides lasts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from consortium.organisations.models import ToDo
from consortium.people.models import User
from consortium.vocabulary.answers import answer
from consortium.vocabulary.models import UnknownWord
from courses.catalogue.freshness import day_of
from courses.catalogue.models import Course
from courses.feeds.connecting import pause
from courses.feeds.document import document, lines_of
from courses.feeds.guards import judge
from courses.feeds.models import Feed, Run
from courses.feeds.plan import Plan
from courses.feeds.release import NotHeld, confirm, confirm_after_all, discard, lapse, left_standing
from courses.feeds.revert import resume, revert
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
    assert todo.due_on == day_of(run.finished_at + timedelta(days=settings.FEED_HELD_DAYS))


@pytest.mark.parametrize(("held", "gone", "status"), [(10, 1, "done"), (10, 2, "held"), (3, 1, "done"), (3, 2, "held")])
def test_small_colleges_are_guarded_too(catalogue: Catalogue, held: int, gone: int, status: str) -> None:
    catalogue.holds(rows(held)).sync()
    assert catalogue.holds(rows(held - gone)).sync().status == status


def without_id(count: int) -> list[dict[str, str]]:
    return [{"id": "", "title": f"Nameless {number}"} for number in range(count)]


@pytest.mark.parametrize(
    ("gone", "nameless", "withdrawn", "held"),
    [
        (1, 1, 0, 0),  # each may be the row that lost its id
        (2, 2, 0, 0),
        (1, 2, 0, 0),
        (2, 1, 0, 2),  # one of the two has ended, and nobody can say which
        (2, 0, 2, 0),
        (3, 1, 0, 3),  # more than go without a question anyway
        (0, 2, 0, 0),
    ],
)
def test_nothing_is_withdrawn_by_itself_that_may_be_a_row_without_an_id(
    catalogue: Catalogue, gone: int, nameless: int, withdrawn: int, held: int
) -> None:
    catalogue.holds(rows(20)).sync()
    run = catalogue.holds([*rows(20 - gone), row(99), *without_id(nameless)]).sync()
    assert (run.created, run.refused, run.withdrawn, run.held) == (1, nameless, withdrawn, held)
    assert len(catalogue.shown()) == 21 - withdrawn


def test_courses_that_may_be_rows_without_an_id_wait_and_the_run_says_why(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = catalogue.holds([*rows(18), *without_id(1)]).sync()
    assert run.status == "held"
    assert "2 courses are no longer in the feed, but 1 row has no id and may be one of them" in run.message
    discard(run.pk)
    again = catalogue.holds([row(1, about="New."), *rows(18)[1:], *without_id(1)]).sync()
    assert (again.status, again.changed, again.held) == ("done", 1, 0)
    mended = catalogue.holds([*rows(18), row(21)]).sync()
    assert (mended.status, mended.created, mended.withdrawn) == ("done", 1, 0)


def test_a_row_that_is_refused_under_its_id_leaves_no_doubt_about_others(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = catalogue.holds([{"id": "R1", "title": ""}, *rows(18)[1:]]).sync()
    assert (run.refused, run.withdrawn, run.held, len(catalogue.shown())) == (1, 2, 0, 18)


def test_what_the_source_itself_says_to_be_gone_is_sure_beside_rows_without_an_id() -> None:
    plan = Plan(Path(), 0, read=19, repeated=0, refused=1, stated_before=40)
    plan.absent.extend([1, 2, 3])
    plan.unsure.extend([2, 3])
    plan.nameless = 1
    verdict = judge(plan, kept_by_decision={2})
    assert (verdict.withdraw, verdict.hold) == ([1], [3])
    assert verdict.message.startswith("1 course is no longer")


def test_a_confirmed_run_withdraws_what_it_held(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = confirm(catalogue.holds(rows(15)).sync().pk)
    assert (run.status, run.decision, run.withdrawn, run.held) == ("done", "confirmed", 5, 0)
    assert len(catalogue.shown()) == 15
    assert waiting() == []


@pytest.mark.parametrize("decide", [discard, lapse])
def test_a_discarded_or_lapsed_run_leaves_them_and_is_not_asked_again_for_the_same(
    catalogue: Catalogue, decide: Callable[[int], Run]
) -> None:
    catalogue.holds(rows(20)).sync()
    decide(catalogue.holds(rows(15)).sync().pk)
    assert len(catalogue.shown()) == 20
    again = catalogue.holds([row(1, about="New."), *rows(15)[1:]]).sync()
    assert (again.status, again.changed, again.held) == ("done", 1, 0)
    assert len(catalogue.shown()) == 20
    assert [(one.value, one.reason, one.severity) for one in again.problems.all()] == [
        ("5 courses", "are not in the feed and stay, as was decided when a run asked", "note")
    ]


@pytest.mark.parametrize("decide", [discard, lapse])
def test_what_was_left_can_be_withdrawn_after_all_but_for_what_was_stated_since(
    catalogue: Catalogue, decide: Callable[[int], Run]
) -> None:
    catalogue.holds(rows(20)).sync()
    left = decide(catalogue.holds(rows(15)).sync().pk)
    catalogue.holds([*rows(15), row(20)]).sync()
    assert len(left_standing(left)) == 4
    run = confirm_after_all(left.pk)
    assert (run.status, run.decision, run.withdrawn, run.held) == ("done", "confirmed", 4, 0)
    assert run.message == "5 of 20 courses are no longer in the feed.\nIt was confirmed: 4 courses were withdrawn."
    assert catalogue.shown() == {*(f"R{n}" for n in range(1, 16)), "R20"}
    again = catalogue.holds([row(1, about="New."), *rows(15)[1:], row(20)]).sync()
    assert (again.status, again.held, again.problem_count) == ("done", 0, 0)
    assert left_standing(run) == []
    with pytest.raises(NotHeld, match="nothing is left"):
        confirm_after_all(run.pk)


def test_what_was_withdrawn_after_all_can_be_given_back(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    run = confirm_after_all(discard(catalogue.holds(rows(15)).sync().pk).pk)
    assert len(catalogue.shown()) == 15
    revert(run)
    assert len(catalogue.shown()) == 20
    assert left_standing(run) == []


def test_of_what_was_left_nothing_stands_that_a_later_run_withdrew(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    left = discard(catalogue.holds(rows(15)).sync().pk)
    confirm(catalogue.holds(rows(14)).sync().pk)
    assert left_standing(left) == []


def test_a_run_that_was_held_whole_leaves_nothing_to_withdraw(catalogue: Catalogue) -> None:
    catalogue.holds(rows(10)).sync()
    held = catalogue.holds([*({"id": f"R{n}", "title": ""} for n in range(1, 5)), *rows(10)[4:8]]).sync()
    assert (held.status, held.is_applied, held.changes.filter(kind="held").count()) == ("held", False, 2)
    assert left_standing(discard(held.pk)) == []


@pytest.mark.parametrize("decide", [discard, lapse])
def test_the_question_returns_when_others_are_gone_too(catalogue: Catalogue, decide: Callable[[int], Run]) -> None:
    catalogue.holds(rows(20)).sync()
    decide(catalogue.holds(rows(15)).sync().pk)
    again = catalogue.holds(rows(14)).sync()
    assert (again.status, again.held) == ("held", 6)


def test_the_same_content_adds_no_second_question(catalogue: Catalogue) -> None:
    catalogue.holds(rows(20)).sync()
    held = catalogue.holds(rows(15)).sync()
    again = catalogue.sync()
    assert again.status == "unchanged"
    assert Run.objects.get(pk=held.pk).status == "held"
    assert waiting() == [f"run-{held.pk}"]


def test_the_same_content_that_is_read_again_after_a_pause_asks_in_place_of_the_older_question(
    catalogue: Catalogue,
) -> None:
    catalogue.holds(rows(20)).sync()
    first = catalogue.holds(rows(10)).sync()
    feed = Feed.objects.get()
    pause(feed, User(email="registrar@tapi.example"))
    resume(feed)
    again = catalogue.sync()
    first.refresh_from_db()
    assert (first.status, again.status, again.first_asked) == ("superseded", "held", first)
    assert "read the same again" in first.message
    assert waiting() == [f"run-{again.pk}"]


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


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (confirm, "It was confirmed: 5 courses were withdrawn."),
        (discard, "It was discarded: they stay, and are not asked about again while no others are absent."),
        (lapse, "Nobody decided in time: they stay, and are not asked about again while no others are absent."),
    ],
)
def test_a_decided_run_says_what_was_decided_and_asks_no_more(
    catalogue: Catalogue, decide: Callable[[int], Run], said: str
) -> None:
    catalogue.holds(rows(20)).sync()
    run = decide(catalogue.holds(rows(15)).sync().pk)
    assert run.message == f"5 of 20 courses are no longer in the feed.\n{said}"
    assert run.message in "\n".join(lines_of(run))
    assert document(run)["message"] == run.message


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (confirm, "It was confirmed and applied."),
        (discard, "It was discarded: nothing was changed, and the same content is not asked about again."),
        (lapse, "Nobody decided in time: nothing was changed, and the same content is not asked about again."),
    ],
)
def test_a_run_that_was_held_whole_says_what_was_decided_too(
    catalogue: Catalogue, decide: Callable[[int], Run], said: str
) -> None:
    catalogue.holds(rows(10)).sync()
    held = catalogue.holds([*({"id": f"R{n}", "title": ""} for n in range(1, 5)), *rows(10)[4:], row(11)]).sync()
    assert decide(held.pk).message == f"4 of 11 rows were refused.\n{said}"


@pytest.mark.parametrize("decide", [discard, lapse])
def test_a_decision_on_a_whole_run_outlasts_an_answer_that_makes_no_record_another(
    catalogue: Catalogue, decide: Callable[[int], Run]
) -> None:
    catalogue.holds(rows(10)).sync()
    held = decide(
        catalogue.holds([*({"id": f"R{n}", "title": ""} for n in range(1, 5)), *rows(10)[4:], row(11)]).sync().pk
    )
    answer(UnknownWord.objects.create(kind="level", folded="houseman", word="Houseman"), None, term="internship")
    again = catalogue.sync()
    assert (again.status, again.changes.count(), again.problem_count, waiting()) == ("unchanged", 0, 0, [])
    assert f"in run {held.pk}, which" in again.message
    once_more = catalogue.sync()
    assert (once_more.status, once_more.message) == ("unchanged", again.message)
    assert [phase for phase, _ in once_more.phase_times] == ["fetching"], "known by now, so it is not read"
    assert (
        catalogue.holds([*({"id": f"R{n}", "title": ""} for n in range(1, 6)), *rows(10)[5:]]).sync().status == "held"
    )


def test_an_answer_that_makes_a_record_another_asks_again(catalogue: Catalogue) -> None:
    feed = catalogue.feed
    feed.profile = feed.profile.replace("[fields.description]", "[fields.level]")
    feed.save()
    catalogue.holds(rows(10)).sync()
    lost = [{"id": f"R{n}", "title": ""} for n in range(1, 5)]
    discard(catalogue.holds([*lost, *rows(10)[4:], row(11, about="Houseman")]).sync().pk)
    answer(UnknownWord.objects.get(), None, term="internship")
    again = catalogue.sync()
    assert (again.status, again.changes.get().after["level"]) == ("held", "internship")


def test_a_list_to_which_as_many_join_as_would_be_held_is_a_new_question(catalogue: Catalogue) -> None:
    catalogue.holds(rows(60)).sync()
    first = catalogue.holds(rows(50)).sync()
    a_few = catalogue.holds(rows(48)).sync()
    many = catalogue.holds(rows(30)).sync()
    assert [run.status for run in (first, a_few, many)] == ["held"] * 3
    assert (a_few.first_asked, many.first_asked) == (first, None)


def test_a_course_that_may_be_a_row_without_an_id_is_asked_about_once_readers_doubt_it(catalogue: Catalogue) -> None:
    catalogue.holds([*rows(12), {"id": "", "title": "Total"}]).sync()
    kept = catalogue.holds([*rows(11), {"id": "", "title": "Total"}]).sync()
    assert (kept.status, counts(kept).get("held")) == ("done", None)
    Course.objects.filter(record_id="R12").update(stated_at=timezone.now() - timedelta(days=4))
    asked = catalogue.holds([row(1, about="New."), *rows(11)[1:], {"id": "", "title": "Total"}]).sync()
    assert (asked.status, asked.held, "1 row has no id" in asked.message) == ("held", 1, True)
    discard(asked.pk)
    again = catalogue.holds([row(1, about="Newer."), *rows(11)[1:], {"id": "", "title": "Total"}]).sync()
    assert (again.status, "R12" in catalogue.shown()) == ("done", True)
