"""The text index follows its entries: rewritten, gone and back."""

import pytest
from django.db import connection

from consortium.pages.clock import today
from courses.catalogue.models import Course
from courses.catalogue.writer import change_courses, withdraw_courses
from search.engines import text_index
from search.query import Query, search
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return write(source(college("tapi")), stated("7", title="Gross anatomy"))[0]


def titles(words: str) -> list[str]:
    return [row.title for row in search(Query(today=today(), q=words), engine="database").rows]


def test_a_course_is_found_by_its_title_as_soon_as_it_is_written(course: Course) -> None:
    assert titles("anatomy") == ["Gross anatomy"]


def test_a_rewritten_course_is_found_by_its_new_words_and_not_by_its_old_ones(course: Course) -> None:
    change_courses([(course.pk, stated("7", title="Clinical embryology"))], AT)
    change_courses([(course.pk, stated("7", title="Clinical embryology of the heart"))], AT)
    assert titles("embryology") == ["Clinical embryology of the heart"]
    assert titles("gross") == []


def test_a_withdrawn_course_is_not_found_and_one_that_is_back_is(course: Course) -> None:
    withdraw_courses([course.pk], AT)
    assert titles("anatomy") == []
    change_courses([(course.pk, stated("7", title="Gross anatomy"))], AT)
    assert titles("anatomy") == ["Gross anatomy"]


def test_an_index_made_anew_finds_the_same(course: Course) -> None:
    connection.check_constraints()  # PostgreSQL alters no table while a check of this transaction is still to come
    text_index.rebuild(connection)
    assert titles("anatomy") == ["Gross anatomy"]
