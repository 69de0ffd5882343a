"""A feed that cannot be read whole changes nothing, and its run says what to mend."""

import pytest

from consortium.organisations.models import ToDo
from courses.catalogue.models import Source
from tests.feeds.feeding import Catalogue, as_csv, counts, row, rows


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (as_csv([]), "empty"),
        ("<!doctype html><html><body>Please sign in</body></html>", "not_a_feed"),
    ],
)
def test_what_is_no_catalogue_changes_nothing(catalogue: Catalogue, text: str, reason: str) -> None:
    catalogue.holds(rows(5)).sync()
    run = catalogue.says(text).sync()
    assert (run.status, run.reason, counts(run)) == ("failed", reason, {})
    assert run.message
    assert len(catalogue.shown()) == 5


def test_a_missing_file_is_named(catalogue: Catalogue) -> None:
    catalogue.path.unlink()
    run = catalogue.sync()
    assert (run.status, run.reason) == ("failed", "unreadable")
    assert str(catalogue.path) in run.message


def test_a_missing_column_is_named(catalogue: Catalogue) -> None:
    run = catalogue.says("number,name\n1,Anatomy\n").sync()
    assert run.status == "failed"
    assert "title" in run.message
    assert not catalogue.shown()


def test_a_failure_that_a_person_must_mend_is_a_to_do_until_the_feed_is_read(catalogue: Catalogue) -> None:
    Source.objects.update(title="Course register")
    catalogue.says("<html>").sync()
    todo = ToDo.objects.get(done_at__isnull=True)
    assert todo.kind == "failed_feed"
    assert todo.text.startswith("Course register could not be read: ")
    catalogue.says("<html>").sync()
    assert ToDo.objects.get(done_at__isnull=True).text.startswith("Course register could not be read, 2 times in a row")
    catalogue.holds(rows(2)).sync()
    assert not ToDo.objects.filter(done_at__isnull=True).exists()


def test_a_refused_record_keeps_its_last_good_copy_and_the_date_it_was_last_stated(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    before = catalogue.course("R1").last_stated_at
    run = catalogue.holds([{"id": "R1", "title": ""}, *rows(12)[1:]]).sync()
    assert (run.refused, run.withdrawn) == (1, 0)
    course = catalogue.course("R1")
    assert (course.title, course.last_stated_at) == ("Course 1", before)
    assert catalogue.course("R2").last_stated_at > before  # type: ignore[operator]  # it was stated
    problem = run.problems.get()
    assert (problem.severity, problem.record, problem.field) == ("record", "R1", "title")
    assert problem.remedy


def test_a_wrong_value_keeps_the_last_good_one_and_the_rest_is_taken(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, seats=30), *rows(12)[1:]]).sync()
    run = catalogue.holds([row(1, seats="many", about="New."), *rows(12)[1:]]).sync()
    course = catalogue.course("R1")
    assert (course.intake, "New." in course.description) == (30, True)
    assert list(course.carried) == ["intake"]
    assert run.problems.get().severity == "field"


def test_a_wrong_start_of_a_run_without_an_id_keeps_the_last_good_runs(catalogue: Catalogue) -> None:
    catalogue.holds([row(1, starts="2027-03-01", places=20), *rows(12)[1:]]).sync()
    run = catalogue.holds([row(1, starts="soon", places=30, about="New."), *rows(12)[1:]]).sync()
    course = catalogue.course("R1")
    assert [(one["starts_on"], one["places"]) for one in course.stated["offerings"]] == [("2027-03-01", 20)]
    assert "New." in course.description
    assert list(course.carried) == ["offerings"]
    assert catalogue.sync().changed == 0
    assert run.problems.get().field == "starts_on"
    catalogue.holds([row(1, starts="2027-04-01", places=30), *rows(12)[1:]]).sync()
    course = catalogue.course("R1")
    assert [(one["starts_on"], one["places"]) for one in course.stated["offerings"]] == [("2027-04-01", 30)]
    assert course.carried == {}


def test_rows_that_disagree_publish_what_agrees_and_name_both_rows(catalogue: Catalogue) -> None:
    run = catalogue.holds([row(1, seats=30), row(1, seats=40), *rows(5)[1:]]).sync()
    assert counts(run) == {"read": 6, "created": 5, "repeated": 1}
    course = catalogue.course("R1")
    assert (course.title, course.intake) == ("Course 1", None)
    problem = run.problems.get()
    assert (problem.severity, problem.field) == ("field", "intake")
    assert "2" in problem.row
    assert "3" in problem.row + problem.reason + problem.value


def test_identical_rows_are_one_course(catalogue: Catalogue) -> None:
    run = catalogue.holds([row(1), row(1), row(1), row(2)]).sync()
    assert counts(run) == {"read": 4, "created": 2, "repeated": 2}
    assert not run.problems.exists()


def test_a_script_in_a_title_is_text_and_in_a_description_is_left_out(catalogue: Catalogue) -> None:
    catalogue.holds(
        [row(1, title="<script>alert(1)</script>Suturing", about="<script>alert(1)</script><b>By hand</b>")]
    ).sync()
    course = catalogue.course("R1")
    assert "<script" not in course.title
    assert "<script" not in course.description
    assert "By hand" in course.description
