"""Another system follows the catalogue with one loop and misses nothing."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import hide_course, show_course
from courses.catalogue.keeping import confirm_course
from courses.catalogue.models import Course, Numbering
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import change_courses, refresh_courses, return_courses, withdraw_courses
from courses.catalogue.written import keep_order
from courses.exports.following import PAGE
from tests.catalogue.stating import AT, source, stated, write
from tests.exports.asking import Follower, ask

pytestmark = pytest.mark.django_db(transaction=True)


def member(slug: str = "tapi") -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, label=slug, dye=1)


def name(course: Course) -> str:
    return str(course.public_id)


def test_a_follower_has_all_courses_after_one_loop_of_several_pages() -> None:
    courses = write(source(member()), *(stated(str(number)) for number in range(PAGE * 2 + 5)))
    follower = Follower()
    assert sorted(follower.follow()) == sorted(name(course) for course in courses)
    assert follower.follow() == []


def changed(course: Course) -> None:
    with transaction.atomic():
        change_courses([(course.pk, stated("A-1", title="Anatomy"))], AT)


def refreshed(course: Course) -> None:
    with transaction.atomic():
        refresh_courses([(course.pk, stated("A-1", offerings=[{"id": "1", "places_left": 4}]))])


def confirmed(course: Course) -> None:
    assert confirm_course(course)


@pytest.mark.parametrize("change", [changed, refreshed, confirmed])
def test_a_course_that_changed_is_told_again_and_no_other(change: Callable[[Course], None]) -> None:
    course, _ = write(source(member()), stated("A-1", offerings=[{"id": "1", "places_left": 9}]), stated("A-2"))
    follower = Follower()
    follower.follow()
    change(course)
    assert follower.follow() == [name(course)]


def withdrawn(course: Course) -> Callable[[], Any]:
    with transaction.atomic():
        withdraw_courses([course.pk], AT)
    return lambda: return_courses([course.pk])


def hidden(course: Course) -> Callable[[], Any]:
    hide_course(course, None, "Not true any more.")
    return lambda: show_course(course)


def of_a_suspended_college(course: Course) -> Callable[[], Any]:
    organisation = course.organisation
    organisation.state = "suspended"
    organisation.save()

    def back() -> None:
        organisation.state = "member"
        organisation.save()

    return back


def a_twin(course: Course) -> Callable[[], Any]:
    older = Course.objects.get(record_id="older")
    with transaction.atomic():
        change_courses([(older.pk, stated("older", code="AN 1", title="Course A-1"))], AT)
        settle_twins(course.organisation)

    def back() -> None:
        change_courses([(older.pk, stated("older", code="AN 2"))], AT)
        settle_twins(course.organisation)

    return back


@pytest.mark.parametrize("leave", [withdrawn, hidden, of_a_suspended_college, a_twin])
def test_a_course_that_is_shown_no_more_is_told_as_withdrawn_and_told_when_it_is_back(
    leave: Callable[[Course], Callable[[], Any]],
) -> None:
    college = member()
    write(source(college, "old"), stated("older"))
    [course] = write(source(college), stated("A-1", code="AN 1"))
    follower = Follower()
    follower.follow()
    come_back = leave(course)
    assert name(course) in follower.follow()
    assert name(course) not in follower.held
    with transaction.atomic():
        come_back()
    assert name(course) in follower.follow()
    assert name(course) in follower.held


def test_nothing_of_a_hidden_course_is_told_but_its_id() -> None:
    [course] = write(source(member()), stated("A-1", title="Secret"))
    hide_course(course, None, "A wrong name stood in it.")
    assert ask("/api/v1/courses")["courses"] == [{"id": name(course), "withdrawn": True}]


def test_since_begins_near_a_moment_and_misses_nothing_of_it() -> None:
    register = source(member())
    old, _ = write(register, stated("old"), stated("older"))
    Course.objects.update(written_at=timezone.now() - dt.timedelta(days=3))
    since = timezone.now() - dt.timedelta(hours=1)
    [new] = write(register, stated("new"))
    assert Follower(since=since.isoformat()).follow() == [name(new)]
    assert name(old) in Follower(since=(since - dt.timedelta(days=4)).isoformat()).follow()
    later = Follower(since=(timezone.now() + dt.timedelta(days=1)).isoformat())
    assert later.follow() == []
    changed(old)
    assert later.follow() == [name(old)]


@pytest.mark.parametrize("since", ["2026-11-24T00:00:00+16:00", "1971-01-01T00:00:00-23:59"])
def test_since_may_be_told_in_any_zone(since: str) -> None:
    [course] = write(source(member()), stated("A-1"))
    Course.objects.update(written_at=timezone.now())
    assert Follower(since=since).follow() == [name(course)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"cursor": "nonsense!"}, "no cursor of this list"),
        ({"cursor": "OTk5OTk5OTk5OTk5OTkuMQ"}, "lies ahead"),
        ({"since": "yesterday"}, "2026-11-24"),
        ({"since": "0001-01-01"}, "1971"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_do(asked: dict[str, str], said: str) -> None:
    assert said in ask("/api/v1/courses", 400, **asked)["detail"]


def in_another_transaction(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_transaction_that_began_first_and_ends_last_is_not_missed(postgresql: str) -> None:
    slow, quick = source(member("slow")), source(member("quick"))
    has_written, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            write(slow, stated("S-1", title="Slow"))
            has_written.set()
            assert may_end.wait(60)

    follower = Follower()
    running = in_another_transaction(write_slowly)
    assert has_written.wait(60)
    write(quick, stated("Q-1", title="Quick"))
    since = Follower(since=timezone.now().isoformat())
    follower.follow()
    assert "Slow" not in follower.titles
    since.follow()
    may_end.set()
    running.join()
    for one in (follower, since):
        one.follow()
        assert one.titles == {"Slow", "Quick"}


def test_followers_beside_writers_end_with_what_is_there(postgresql: str) -> None:
    sources = [source(member(f"college-{number}")) for number in range(3)]
    follower = Follower()

    def write_often(number: int) -> Callable[[], None]:
        def run() -> None:
            for turn in range(6):
                with transaction.atomic():
                    write(sources[number], *(stated(f"{turn}-{n}") for n in range(5)))
                    if turn % 3 == number:
                        mine = Course.objects.filter(source=sources[number]).values_list("pk", flat=True)
                        withdraw_courses(list(mine)[:2], AT)

        return run

    writers = [in_another_transaction(write_often(number)) for number in range(3)]
    while any(writer.is_alive() for writer in writers):
        follower.follow()
    follower.follow()
    assert set(follower.held) == {str(key) for key in Course.objects.public().values_list("public_id", flat=True)}


def test_a_copy_restored_into_a_younger_database_goes_on_above_what_it_holds(postgresql: str) -> None:
    old, _ = write(source(member()), stated("A-1"), stated("A-2"))
    Course.objects.update(written=2**40)
    keep_order()
    assert Numbering.objects.count() == 1
    follower = Follower()
    assert len(follower.follow()) == 2
    changed(old)
    assert follower.follow() == [name(old)]
