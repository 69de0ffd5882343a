"""What the site said of a course on a day, and from which run and file."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from consortium.pages.clock import today
from courses.catalogue.editing import drop, edit, lock_fields
from courses.catalogue.hiding import hide_college, hide_source
from courses.catalogue.models import Course
from courses.catalogue.typed import offer_again, retype_course, withdraw_course
from courses.feeds.dated import dated
from courses.feeds.models import Change, Run
from courses.feeds.release import confirm
from courses.feeds.revert import revert
from tests.catalogue.stating import source, stated, write
from tests.catalogue.test_desk import person, signed_in
from tests.catalogue.typing_in import answer, typed
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 8, 1, 6, 30, tzinfo=dt.UTC)  # noon in India


def on(run: Run, day: int) -> Run:
    """The run, moved to noon of that day of August."""
    at = NOON + (day - 1) * DAY
    Run.objects.filter(pk=run.pk).update(created_at=at, finished_at=at, applied_at=at)
    run.refresh_from_db()
    return run


def at(day: int) -> dt.datetime:
    return NOON + (day - 1) * DAY + dt.timedelta(hours=1)


@pytest.fixture
def story(catalogue: Catalogue) -> dict[int, Run]:
    """On the 1st it is new, on the 2nd the same, on the 3rd another text, on the 5th gone."""
    runs = {1: on(catalogue.holds([row(1, about="First.", seats=10), *rows(12)[1:]]).sync(), 1)}
    runs[2] = on(catalogue.sync(), 2)
    runs[3] = on(catalogue.holds([row(1, about="Second.", seats=20), *rows(12)[1:]]).sync(), 3)
    runs[5] = on(catalogue.holds(rows(12)[1:]).sync(), 5)
    return runs


def said(catalogue: Catalogue, day: int) -> tuple[str | None, int | None, bool]:
    """(text, run that it came from, withdrawn)."""
    found = dated(catalogue.course("R1"), at(day))
    text = found.stated and next(iter(found.stated.get("description", {"": ""}).values()))
    return text, found.run and found.run.pk, found.is_withdrawn


def page(client: Client, course: Course, **asked: str) -> str:
    answer = client.get(reverse("feeds_desk:dated", args=[course.pk]), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_day_says_what_was_stated_then_and_by_which_run(catalogue: Catalogue, story: dict[int, Run]) -> None:
    assert said(catalogue, 0) == (None, None, False)
    assert said(catalogue, 1) == ("<p>First.</p>", story[1].pk, False)
    assert said(catalogue, 2) == ("<p>First.</p>", story[1].pk, False)
    assert said(catalogue, 4) == ("<p>Second.</p>", story[3].pk, False)
    assert said(catalogue, 6) == ("<p>Second.</p>", story[5].pk, True)


def test_the_last_run_that_read_it_before_is_named_also_where_nothing_was_new(
    catalogue: Catalogue, story: dict[int, Run]
) -> None:
    assert dated(catalogue.course("R1"), at(2)).last_read == story[2]


def test_a_revert_is_part_of_the_story(catalogue: Catalogue, story: dict[int, Run]) -> None:
    catalogue.holds([row(1, about="Third."), *rows(12)[1:]])
    on(catalogue.sync(), 7)
    undoing = on(revert(Run.objects.order_by("-pk")[0]), 8)
    assert said(catalogue, 7)[0] == "<p>Third.</p>"
    assert said(catalogue, 9) == ("<p>Second.</p>", undoing.pk, True)


def test_a_confirmed_withdrawal_is_of_the_day_it_was_confirmed(catalogue: Catalogue) -> None:
    on(catalogue.holds(rows(12)).sync(), 1)
    held = on(catalogue.holds(rows(12)[6:]).sync(), 2)
    confirm(held.pk)
    Run.objects.filter(pk=held.pk).update(decided_at=at(4))
    assert [said(catalogue, day)[2] for day in (1, 3, 5)] == [False, False, True]


def test_what_is_older_than_what_is_kept_is_said_plainly(catalogue: Catalogue, story: dict[int, Run]) -> None:
    Change.objects.filter(run__in=[story[1]]).delete()
    course = catalogue.course("R1")
    found = dated(course, at(2), now=at(2) + 500 * DAY)
    assert (found.run, found.is_before_kept) == (None, True)
    assert "First." in str(found.stated)


def test_the_page_prints_the_course_as_its_own_page_does(
    catalogue: Catalogue, story: dict[int, Run], registrar: Client
) -> None:
    course = catalogue.course("R1")
    text = page(registrar, course, at="2026-08-02")
    assert "What the site said on 2 Aug 2026" in text
    assert "First." in text
    assert "<dt>Seats a year</dt><dd>10</dd>" in text
    assert f"run {story[1].pk}</a> of 1 Aug 2026, 12:00, read from the file" in text
    assert "Second." in page(registrar, course, at="2026-08-03")
    assert "Withdrawn" in page(registrar, course, at="2026-08-06")
    assert "was not on the site then" in page(registrar, course, at="2026-07-31")


def test_what_is_printed_says_no_ago_and_what_is_hidden_with_the_course(
    catalogue: Catalogue, story: dict[int, Run], registrar: Client
) -> None:
    where = reverse("feeds_desk:dated", args=[catalogue.course("R1").pk])
    page = registrar.get(where).content.decode()
    assert re.search(r"(Stated by the college’s catalogue|Last stated) on \d", page)
    assert ("just now" in page, " ago" in page, "has hidden" in page) == (False, False, False)
    hide_source(catalogue.feed.source, None, "It is written anew.")
    hide_college(catalogue.college, None, "It is inspected.")
    page = registrar.get(where).content.decode()
    assert all(f"A person has hidden {what} since" in page for what in ("its source", "all courses of its college"))


def test_a_moment_counts_to_the_second(catalogue: Catalogue, story: dict[int, Run], registrar: Client) -> None:
    course = catalogue.course("R1")
    assert "First." in page(registrar, course, at="2026-08-03T11:59:59")
    assert "Second." in page(registrar, course, at="2026-08-03T12:00:00+05:30")


@pytest.mark.parametrize("wrong", ["yesterday", "2026-02-30", "0001-01-01", "2026-08-03T25:00"])
def test_a_day_that_is_none_says_how_to_write_one(
    catalogue: Catalogue, story: dict[int, Run], registrar: Client, wrong: str
) -> None:
    assert "Write a day such as 2026-08-03" in page(registrar, catalogue.course("R1"), at=wrong)


def test_a_day_to_come_shows_today(catalogue: Catalogue, story: dict[int, Run], registrar: Client) -> None:
    ahead = str(today() + 30 * DAY)
    assert "still to come" in page(registrar, catalogue.course("R1"), at=ahead)


def test_numbers_of_free_places_are_left_out(catalogue: Catalogue) -> None:
    on(catalogue.holds([row(1, places=20, taken=5)]).sync(), 1)
    offering = dated(catalogue.course("R1"), at(2)).stated["offerings"][0]
    assert (offering["places"], "places_taken" in offering) == (20, False)


def test_a_course_that_no_run_wrote_is_shown_as_far_as_it_is_known(catalogue: Catalogue, registrar: Client) -> None:
    course = write(source(catalogue.college, "other"), stated("7", title="Gross anatomy"))[0]
    text = page(registrar, course)
    assert "Gross anatomy" in text
    assert "is not kept" in text


def by_hand(course: Course, *days: int) -> None:
    """What people did to it, in its order, moved to noon of these days of August."""
    for edition, day in zip(course.editions.order_by("pk"), days, strict=True):
        course.editions.filter(pk=edition.pk).update(at=NOON + (day - 1) * DAY)


def test_a_course_typed_by_hand_is_shown_as_it_was_typed_then(catalogue: Catalogue, registrar: Client) -> None:
    course = typed(catalogue.college, title={"en": "Suturing"})
    retype_course(course, answer(title={"en": "Knots"}))
    withdraw_course(course)
    offer_again(course)
    by_hand(course, 1, 3, 5, 7)
    Course.objects.filter(pk=course.pk).update(created_at=NOON)
    assert "was not on the site then" in page(registrar, course, at="2026-07-31")
    first, second = page(registrar, course, at="2026-08-02"), page(registrar, course, at="2026-08-04")
    assert ("Suturing</h1>" in first, "Knots</h1>" in second, "typed by hand on 3 Aug 2026" in second) == (True,) * 3
    gone, back = page(registrar, course, at="2026-08-06"), page(registrar, course, at="2026-08-08")
    assert ["It was withdrawn" in text for text in (gone, back)] == [True, False]


def test_an_editor_looks_at_what_was_typed_and_at_nothing_of_a_feed(
    catalogue: Catalogue, story: dict[int, Run]
) -> None:
    editor = signed_in(person("editor", catalogue.college))
    course = typed(catalogue.college, title={"en": "Suturing"})
    assert "Suturing</h1>" in page(editor, course)
    address = reverse("feeds_desk:dated", args=[catalogue.course("R1").pk])
    assert editor.get(address).status_code in (403, 404)
    desk = editor.get(reverse("catalogue_desk:course", args=[course.pk])).content.decode()
    assert reverse("feeds_desk:dated", args=[course.pk]) in desk


def test_what_editors_put_over_the_feed_is_shown_on_the_days_that_it_stood(
    catalogue: Catalogue, story: dict[int, Run], registrar: Client
) -> None:
    course = catalogue.course("R1")
    edit(course, "intake", 99, None)
    drop(course, "intake")
    edit(course, "title", {"en": "Our title"}, None)
    lock_fields(course.source, ["title"])
    by_hand(course, 2, 3, 4, 6)
    seats = ["<dd>99</dd>" in page(registrar, course, at=f"2026-08-0{day}T13:00") for day in (1, 2, 3)]
    assert seats == [False, True, False]
    assert "Edited by the college: Seats a year" in page(registrar, course, at="2026-08-02T13:00")
    titles = ["Our title</h1>" in page(registrar, course, at=f"2026-08-0{day}T13:00") for day in (3, 4, 6)]
    assert titles == [False, True, False]


def test_nothing_of_a_course_that_another_college_typed_is_there(theirs: Catalogue, registrar: Client) -> None:
    course = typed(theirs.college)
    assert registrar.get(reverse("feeds_desk:dated", args=[course.pk])).status_code == 404


def test_another_colleges_course_is_not_there(theirs: Catalogue, registrar: Client) -> None:
    theirs.holds(rows(1)).sync()
    address = reverse("feeds_desk:dated", args=[theirs.course("R1").pk])
    assert registrar.get(address, {"at": "2026-08-02"}).status_code == 404


def test_the_page_costs_the_same_whatever_the_story(
    catalogue: Catalogue, story: dict[int, Run], registrar: Client, django_assert_max_num_queries
) -> None:
    course = catalogue.course("R1")
    page(registrar, course, at="2026-08-04")
    with django_assert_max_num_queries(15):
        page(registrar, course, at="2026-08-04")


def test_the_desk_of_a_course_leads_there(catalogue: Catalogue, story: dict[int, Run], registrar: Client) -> None:
    course = catalogue.course("R1")
    desk = registrar.get(reverse("catalogue_desk:course", args=[course.pk])).content.decode()
    assert reverse("feeds_desk:dated", args=[course.pk]) in desk


@pytest.mark.parametrize("moment", ["9999-12-31", "9999-12-31T23:59-12:00", "2026-02-30", "0001-01-01", "soon"])
def test_a_day_that_is_none_is_told_so(catalogue: Catalogue, registrar: Client, moment: str):
    catalogue.holds(rows(1)).sync()
    address = reverse("feeds_desk:dated", args=[catalogue.course("R1").pk])
    assert "Write a day such as" in registrar.get(address, {"at": moment}).content.decode()
