"""The text index follows its entries: rewritten, gone and back."""

from collections.abc import Callable
from typing import Any

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


def _asked_of_the_index(words: str) -> tuple[str, Any]:
    """The statement, with its parameters, by which a search asks for words."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if " MATCH " in sql or " @@ " in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        search(Query(today=today(), q=words), engine="database")
    return max(asked, key=lambda statement: len(statement[0]))


def test_words_are_looked_up_in_the_index_and_not_in_every_entry() -> None:
    write(
        source(college("tapi")),
        *(stated(str(number), title=f"Course {number} on topic{number % 500}") for number in range(3_000)),
    )
    sql, params = _asked_of_the_index("topic7")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # as autovacuum does of itself
            cursor.execute("SELECT gin_clean_pending_list('search_entry_vector')")
        cursor.execute("ANALYZE")
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{sql}", params)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert ("search_entry_vector" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX 0:M") in plan, plan
    assert "Seq Scan on search_entry" not in plan
