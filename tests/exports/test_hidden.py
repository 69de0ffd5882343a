"""What is hidden with its source or its college leaves the interfaces, and comes back to them."""

from collections.abc import Callable

import pytest

from courses.catalogue.hiding import hide_college, hide_source, show_college, show_source
from courses.catalogue.models import Course
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.exports.asking import Follower, ask

pytestmark = pytest.mark.django_db(transaction=True)


def hide_its_source(course: Course) -> Callable[[], None]:
    hide_source(course.source, None, "Wrong.")
    return lambda: show_source(course.source)


def hide_its_college(course: Course) -> Callable[[], None]:
    hide_college(course.organisation, None, "Wrong.")
    return lambda: show_college(course.organisation)


@pytest.mark.parametrize("hide", [hide_its_source, hide_its_college])
def test_it_leaves_the_open_list_and_the_search_and_comes_back(hide: Callable[[Course], Callable[[], None]]) -> None:
    [course] = write(source(college("tapi")), stated("A-1", title="Anatomy of the hand"))
    write(source(college("narmada")), stated("B-1", title="Anatomy of the foot"))
    both, one = {"Anatomy of the hand", "Anatomy of the foot"}, {"Anatomy of the foot"}
    follower = Follower()
    follower.follow()
    assert (follower.titles, found()) == (both, both)
    show = hide(course)
    follower.follow()
    assert (follower.titles, listed(), found()) == (one, one, one)
    ask(f"/api/v1/courses/{course.public_id}", status=404)
    show()
    follower.follow()
    assert (follower.titles, listed(), found()) == (both, both, both)


def listed() -> set[str]:
    """By who asks for the first time."""
    follower = Follower()
    follower.follow()
    return follower.titles


def found() -> set[str]:
    return {result["title"] for result in ask("/api/v1/search", q="anatomy")["results"]}
