"""A file is asked only for what it says to hold whole."""

import pytest
from django.utils import timezone

from courses.feeds.dispatch import dispatch
from courses.feeds.document import document, lines_of
from courses.feeds.models import Feed, Run
from courses.feeds.release import confirm, discard
from courses.feeds.revert import revert
from courses.feeds.scope import CHANGES, Scope, ScopeError, scope_in, texts_at
from tests.feeds.feeding import counts
from tests.feeds.uploads.giving import ANATOMY, Given, row

SURGERY = Scope("part", "extra.department", "surgery ")


def departments(anatomy: int = 10, surgery: int = 10) -> list[dict[str, str]]:
    return [*(row(n) for n in range(1, anatomy + 1)), *(row(100 + n, "Surgery") for n in range(1, surgery + 1))]


def test_what_additions_and_changes_leave_out_stays(given: Given) -> None:
    given.give(*departments())
    run = given.give(row(1, title="Renamed"), row(50), scope=CHANGES)
    assert (run.status, counts(run)) == ("done", {"read": 2, "created": 1, "changed": 1})
    assert len(given.shown()) == 21


def test_of_one_department_only_its_own_courses_can_be_absent(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(9, 0), scope=ANATOMY)
    assert (run.status, counts(run)) == ("done", {"read": 9, "same": 9, "withdrawn": 1})
    assert given.shown() == {one["id"] for one in departments(9)}


def test_the_guard_counts_the_department_alone(given: Given) -> None:
    given.give(*departments(10, 100))
    run = given.give(*departments(8, 0), scope=ANATOMY)
    assert (run.status, run.held) == ("held", 2)
    assert "2 of 10 courses whose department is Anatomy" in run.message
    assert len(given.shown()) == 110


def test_rows_of_another_department_are_refused_with_a_remedy_and_keep_their_courses(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(10, 1), row(200, ""), scope=ANATOMY)
    assert (run.status, counts(run)) == ("done", {"read": 12, "same": 10, "refused": 2})
    problem = run.problems.get(record="R101")
    assert (problem.row, problem.field, problem.value, problem.severity) == (
        "line 12",
        "extra.department",
        "Surgery",
        "record",
    )
    assert "everything whose department is Anatomy" in problem.reason
    assert "additions and changes only" in problem.remedy
    assert len(given.shown()) == 20


def test_a_file_of_the_wrong_department_is_held_whole(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(0, 10), scope=ANATOMY)
    assert (run.status, run.refused, run.held) == ("held", 10, 0)
    assert len(given.shown()) == 20


def test_a_value_is_the_same_whatever_its_case_and_spaces(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(0, 9), scope=SURGERY)
    assert (run.refused, run.withdrawn) == (0, 1)


def test_a_course_that_moved_into_the_department_is_changed(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(10, 0), row(101, "Anatomy"), scope=ANATOMY)
    assert counts(run) == {"read": 11, "same": 10, "changed": 1}


@pytest.mark.parametrize("second", [CHANGES, ANATOMY, Scope()])
def test_the_same_file_is_unchanged_only_if_it_is_said_to_be_the_same(given: Given, second: Scope) -> None:
    given.give(*departments(10, 0))
    run = given.give(*departments(10, 0), scope=second)
    assert run.status == ("unchanged" if second.is_whole else "done")


@pytest.mark.parametrize("scope", [CHANGES, ANATOMY])
def test_after_a_partial_file_the_full_one_is_read_again(given: Given, scope: Scope) -> None:
    given.give(*departments())
    given.give(row(1, title="Renamed"), *departments(10, 0)[1:], scope=scope)
    assert given.course(1).title == "Renamed"
    run = given.give(*departments())
    assert (run.status, run.changed) == ("done", 1)


def test_the_same_partial_file_again_writes_nothing(given: Given) -> None:
    given.give(*departments())
    given.give(*departments(9, 0), scope=ANATOMY)
    assert given.give(*departments(9, 0), scope=ANATOMY).status == "unchanged"


def test_only_what_a_partial_file_stated_is_dated_anew(given: Given) -> None:
    given.give(*departments())
    before = given.course(101).last_stated_at
    first = given.give(*departments(10, 0), scope=ANATOMY)
    assert given.course(101).last_stated_at == before
    assert given.course(1).last_stated_at == first.finished_at
    given.give(*departments(0, 10), scope=Scope("part", "extra.department", "Surgery"))
    assert given.course(1).last_stated_at == first.finished_at
    assert given.course(101).last_stated_at > first.finished_at
    last = given.give(*departments())
    assert {given.course(1).last_stated_at, given.course(101).last_stated_at} == {last.finished_at}


def test_withdrawals_that_wait_still_wait_after_a_file_of_changes(given: Given) -> None:
    given.give(*departments())
    held = given.give(*departments(10, 5))
    given.give(row(106, "Surgery", title="Back and renamed"), scope=CHANGES)
    held.refresh_from_db()
    assert (held.status, held.held) == ("held", 5)
    run = confirm(held.pk)
    assert (run.withdrawn, run.changes.filter(kind="withdrawn").count()) == (4, 4)
    assert "R106" in given.shown()
    assert "R107" not in given.shown()


def test_a_newer_file_of_the_same_department_takes_the_place_of_what_waits(given: Given) -> None:
    given.give(*departments())
    held = given.give(*departments(5, 0), scope=ANATOMY)
    given.give(*departments(10, 0), scope=ANATOMY)
    held.refresh_from_db()
    assert (held.status, held.reason) == ("superseded", "newer_read")


def test_a_discarded_department_is_not_asked_for_again(given: Given) -> None:
    given.give(*departments())
    discard(given.give(*departments(5, 0), scope=ANATOMY).pk)
    again = given.give(row(1, title="Renamed"), *departments(5, 0)[1:], scope=ANATOMY)
    assert (again.status, again.changed, again.held) == ("done", 1, 0)
    assert len(given.shown()) == 20


def test_what_was_stated_again_since_a_discard_is_asked_for_when_it_is_absent_anew(given: Given) -> None:
    given.give(*departments())
    discard(given.give(*departments(5, 0), scope=ANATOMY).pk)
    given.give(*departments())
    given.give(*departments(0, 9), row(110, "Surgery"), scope=CHANGES)
    asked = given.give(row(1, title="Renamed"), *departments(5, 0)[1:], scope=ANATOMY)
    assert (asked.status, asked.held) == ("held", 5)


def test_a_confirmed_partial_run_that_was_held_whole_leaves_the_dates_of_the_rest(given: Given) -> None:
    given.give(*departments())
    before = given.course(101).last_stated_at
    held = given.give(*({**row(n), "title": ""} for n in range(1, 5)), *departments(11, 0)[4:], scope=ANATOMY)
    assert held.status == "held"
    confirm(held.pk)
    assert given.course(101).last_stated_at == before
    assert "R11" in given.shown()


def test_a_partial_run_is_reverted_and_the_same_file_does_not_bring_it_back(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(9, 0), row(77), scope=ANATOMY)
    revert(run)
    assert given.shown() == {one["id"] for one in departments()}
    assert given.give(*departments(9, 0), row(77), scope=ANATOMY).status == "unchanged"
    assert given.give(*departments(9, 0), row(77), scope=CHANGES).created + len(given.shown()) > 20


def test_what_a_reverted_file_of_changes_restores_is_dated_by_the_last_whole_one(given: Given) -> None:
    whole = given.give(*departments())
    given.give(row(2, title="Other"), scope=CHANGES)
    revert(given.give(row(1, title="Renamed"), scope=CHANGES))
    assert (given.course(1).title, given.course(1).last_stated_at) == ("Course 1", whole.finished_at)


def test_a_dry_run_says_what_a_part_would_do(given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments(9, 0), scope=ANATOMY, dry_run=True)
    assert (run.dry_run, run.withdrawn) == (True, 1)
    assert len(given.shown()) == 20


def test_a_run_says_from_which_file_it_read_and_what_the_file_is(given: Given) -> None:
    run = given.give(row(1), scope=ANATOMY)
    assert document(run)["file"] == "register.csv"
    assert document(run)["scope"] == {"kind": "part", "field": "extra.department", "value": "Anatomy"}
    assert "The file is everything whose department is Anatomy." in list(lines_of(run))
    assert document(given.give(row(1)))["scope"] == {"kind": "everything"}


def test_a_feed_of_uploads_is_never_due(given: Given) -> None:
    Feed.objects.filter(pk=given.feed.pk).update(next_due_at=timezone.now())
    dispatch(lambda _run: None)
    assert not Run.objects.exists()


@pytest.mark.parametrize("text", ["all", "part", "part:", "part:=x", "part:extra.department", "part:colour=red", ""])
def test_a_scope_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(ScopeError, match=r"Write changes|Known are"):
        scope_in(text)


def test_a_scope_is_read_from_a_command() -> None:
    assert scope_in("changes") == CHANGES
    assert scope_in("part: extra.department = Anatomy") == ANATOMY


@pytest.mark.parametrize(
    ("record", "field", "texts"),
    [
        ({"disciplines": ["anatomy", "surgery"]}, "disciplines", ["anatomy", "surgery"]),
        ({"title": {"en": "Heart", "gu": "હૃદય"}}, "title", ["Heart", "હૃદય"]),
        ({"title": {"en": "Heart", "gu": "હૃદય"}}, "title.gu", ["હૃદય"]),
        ({"subjects": [{"scheme": "mesh", "code": "D1"}, {"scheme": "x", "label": "y"}]}, "subjects.mesh", ["D1"]),
        ({"people": [{"name": "A", "role": "teacher"}, {"name": "B"}]}, "people.teacher", ["A"]),
        ({}, "type", ["course"]),
        ({}, "level", [""]),
        ({}, "extra.department", []),
        ({"intake": 150}, "intake", ["150"]),
    ],
)
def test_any_stated_field_can_tell_a_part(record: dict[str, object], field: str, texts: list[str]) -> None:
    assert texts_at(record, field) == texts
