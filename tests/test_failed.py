"""What visitors are told when something failed: our fault is a 500, a database that is away a 503 with a wait."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.template import loader
from django.test import RequestFactory

from consortium.failed import failed


def answered(error: Exception, path: str = "/search/"):
    try:
        raise error
    except type(error):
        return failed(RequestFactory().get(path))


def test_a_fault_of_ours_is_a_page_that_says_so():
    answer = answered(ProgrammingError("no such column"))
    assert answer.status_code == 500
    assert "Something failed on our side" in answer.content.decode()


def test_the_cloth_of_a_fault_is_half_undyed_and_asks_no_database():
    page = answered(ProgrammingError("no such column")).content.decode()
    assert (page.count('class="seal undyed"'), page.count('class="seal d')) == (6, 6)


def test_one_square_of_the_cloth_is_undyed_where_nothing_is():
    page = loader.get_template("404.html").render({}, RequestFactory().get("/nowhere/"))
    assert (page.count('class="seal undyed"'), page.count('class="seal d')) == (1, 11)


@pytest.mark.parametrize("error", [OperationalError("database is locked"), OperationalError("the table is locked")])
def test_a_database_that_others_write_for_too_long_is_worth_a_second_try(error: Exception):
    answer = answered(error)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Back in a moment" in answer.content.decode()


def test_an_error_that_a_second_try_will_not_mend_is_no_503():
    for error in (OperationalError("no such table"), InterfaceError("connection already closed")):
        assert answered(error).status_code == (503 if connection.vendor == "postgresql" else 500)


def test_programs_are_told_as_programs_read():
    answer = answered(ProgrammingError("no such column"), "/api/v1/search")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
