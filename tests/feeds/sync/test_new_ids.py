"""A college's system changes its ids: the courses are given those once a person says so, and stay what they were."""

import datetime as dt

import pytest
from django.utils import timezone

from courses.catalogue.editing import edit
from courses.catalogue.hiding import hide_course
from courses.catalogue.keeping import confirm_course
from courses.catalogue.models import Course, Override
from courses.feeds.dated import dated
from courses.feeds.models import Change, Feed, Run
from courses.feeds.release import NotHeld, confirm, confirm_new_ids, discard
from courses.feeds.revert import revert
from tests.feeds.feeding import Catalogue, counts, row

COUNT = 12


def coded(number: int, **values: str) -> dict[str, str]:
    return row(number, code=f"C {number}", **values)


def old() -> list[dict[str, str]]:
    return [coded(number) for number in range(1, COUNT + 1)]


def renamed() -> list[dict[str, str]]:
    """The same from another system: it writes codes and titles in its own way."""
    return [
        {
            **record,
            "id": record["id"].replace("R", "NEW-"),
            "code": record["code"].lower(),
            "title": record["title"].upper(),
        }
        for record in old()
    ]


def under_new_ids() -> list[dict[str, str]]:
    """The same to the letter."""
    return [{**record, "id": record["id"].replace("R", "NEW-")} for record in old()]


def addresses(catalogue: Catalogue) -> dict[str, tuple[object, str]]:
    held = Course.objects.public().filter(source=catalogue.feed.source)
    return {course.code.casefold(): (course.public_id, course.slug) for course in held}


def test_a_run_of_changed_ids_waits_and_nothing_is_written(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    run = catalogue.holds(renamed()).sync()
    assert (run.status, run.is_applied) == ("held", False)
    assert counts(run) == {"read": COUNT, "created": COUNT, "held": COUNT}
    assert "new ids" in run.message
    assert catalogue.shown() == {record["id"] for record in old()}


def test_courses_keep_their_public_id_and_address(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    before = addresses(catalogue)
    run = confirm_new_ids(catalogue.holds(renamed()).sync().pk)
    assert (run.status, run.decision) == ("done", "confirmed")
    assert counts(run) == {"read": COUNT, "changed": COUNT}
    assert addresses(catalogue) == before
    assert catalogue.shown() == {record["id"] for record in renamed()}
    assert catalogue.course("NEW-1").title == "COURSE 1"


def test_the_next_reading_knows_them_by_their_new_ids(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    confirm_new_ids(catalogue.holds(renamed()).sync().pk)
    run = catalogue.holds([*renamed()[1:], {**renamed()[0], "about": "New."}]).sync()
    assert counts(run) == {"read": COUNT, "changed": 1, "same": COUNT - 1}


def test_edits_confirmations_and_hidings_survive(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    course = catalogue.course("R1")
    edit(course, "prerequisites", "Ours.", None)
    confirm_course(course)
    hide_course(catalogue.course("R2"), None, "Not now.")
    confirm_new_ids(catalogue.holds(renamed()).sync().pk)
    now = catalogue.course("NEW-1")
    assert (now.pk, now.prerequisites, now.confirmed_at is not None) == (course.pk, "Ours.", True)
    assert Override.objects.get().course == now
    assert "NEW-2" not in catalogue.shown()


def test_where_only_the_id_changed_readers_are_told_of_no_change(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    before = catalogue.course("R1").changed_at
    confirm_new_ids(catalogue.holds(under_new_ids()).sync().pk)
    assert catalogue.course("NEW-1").changed_at == before
    assert catalogue.course("NEW-1").last_stated_at > before


def test_an_ambiguous_course_is_left_and_what_matches_nothing_comes_and_goes(catalogue: Catalogue) -> None:
    twice = [{**old()[0], "id": "R90"}, {**old()[0], "id": "R91"}]
    catalogue.holds([*old()[1:], *twice, coded(50)]).sync()
    new = [record for record in renamed() if record["id"] != "NEW-1"]
    run = catalogue.holds([*new, {**renamed()[0], "id": "NEW-90"}, row(60)]).sync()
    ambiguous = Course.objects.get(record_id="R90")
    confirmed = confirm_new_ids(run.pk)
    assert counts(confirmed) == {"read": 13, "created": 2, "changed": COUNT - 1, "withdrawn": 3}
    ambiguous.refresh_from_db()
    assert (ambiguous.record_id, ambiguous.withdrawn_at is not None) == ("R90", True)
    assert Course.objects.get(record_id="NEW-90").slug != ambiguous.slug


def test_it_may_be_applied_as_it_stands(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    run = confirm(catalogue.holds(renamed()).sync().pk)
    assert counts(run) == {"read": COUNT, "created": COUNT, "withdrawn": COUNT}


def test_it_may_be_left(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    discard(catalogue.holds(renamed()).sync().pk)
    assert catalogue.shown() == {record["id"] for record in old()}
    assert catalogue.sync().status == "unchanged"


def test_a_few_changed_ids_among_many_are_asked_of_nobody(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    assert catalogue.holds([*old()[1:], renamed()[0]]).sync().status == "done"


def test_what_is_written_already_gets_no_new_ids(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    held = catalogue.holds(old()[4:]).sync()
    assert held.is_applied
    with pytest.raises(NotHeld, match="written already"):
        confirm_new_ids(held.pk)


def test_a_trial_says_it_and_writes_nothing(catalogue: Catalogue) -> None:
    catalogue.holds(old()).sync()
    run = catalogue.holds(renamed()).sync(dry_run=True)
    assert "new ids" in run.message
    assert catalogue.shown() == {record["id"] for record in old()}


class TestUndone:
    @pytest.fixture
    def moved(self, catalogue: Catalogue) -> Run:
        catalogue.holds(old()).sync()
        return confirm_new_ids(catalogue.holds(renamed()).sync().pk)

    def test_courses_have_their_old_ids_and_words_again(self, catalogue: Catalogue, moved: Run) -> None:
        before = addresses(catalogue)
        assert revert(moved).status == "done"
        assert catalogue.shown() == {record["id"] for record in old()}
        assert catalogue.course("R1").title == "Course 1"
        assert addresses(catalogue) == before

    def test_and_undoing_that_gives_the_new_ones_again(self, catalogue: Catalogue, moved: Run) -> None:
        revert(revert(moved))
        assert catalogue.shown() == {record["id"] for record in renamed()}

    def test_the_same_is_asked_again_once_the_source_runs_again(self, catalogue: Catalogue, moved: Run) -> None:
        revert(moved)
        run = catalogue.holds([*renamed(), row(99)]).sync()
        assert (run.status, run.created) == ("held", COUNT + 1)

    def test_an_id_that_another_course_has_since_is_not_taken_from_it(self, catalogue: Catalogue, moved: Run) -> None:
        since = catalogue.holds([*renamed(), row(1, title="Another course")]).sync()
        undoing = revert(moved)
        left = undoing.problems.get()
        assert f"given to another course by run {since.pk}" in left.reason
        assert catalogue.course("R1").title == "Another course"
        assert catalogue.course("NEW-1").title == "COURSE 1"
        assert catalogue.course("R2").title == "Course 2"

    def test_the_dated_view_says_under_which_id_it_was_stated(self, catalogue: Catalogue, moved: Run) -> None:
        course = catalogue.course("NEW-1")
        change = Change.objects.get(run=moved, course=course)
        assert change.before
        assert change.after
        assert (change.kind, change.before["id"], change.after["id"]) == ("changed", "R1", "NEW-1")
        assert moved.applied_at
        for at, said in ((moved.applied_at - dt.timedelta(milliseconds=1), "R1"), (timezone.now(), "NEW-1")):
            found = dated(course, at).stated
            assert found
            assert found["id"] == said


def test_other_sources_of_the_college_are_left_alone(catalogue: Catalogue, tmp_path) -> None:
    other = Catalogue(catalogue.college, tmp_path, "other").holds([row(1, title="Elsewhere")])
    other.sync()
    catalogue.holds(old()).sync()
    confirm_new_ids(catalogue.holds(renamed()).sync().pk)
    assert other.course("R1").title == "Elsewhere"
    assert Feed.objects.count() == 2
