"""Reads courses and their offerings from a server of the Open Education API, version 5."""

from collections.abc import Generator, Iterator
from typing import Any

from courses.feeds.exchange import Answer, Answers, ReaderSettings, Request, Row
from courses.feeds.readers.ooapi_lists import Dialect, requests_of, rows_of
from courses.feeds.readers.ooapi_v5_words import course_values, offering_values

VERSION = 7
NEEDS_PROFILE = False


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield from requests_of(_DIALECT, settings)


def rows(answers: Answers, _settings: ReaderSettings) -> Iterator[Row]:
    yield from rows_of(_DIALECT, answers)


def _is_of_a_course(offering: dict[str, Any]) -> bool:
    return bool(offering.get("offeringType", "course") == "course")


_DIALECT = Dialect(
    offerings="offerings",
    since="1900-01-01",  # servers leave out past offerings unless they are asked for
    course_values=course_values,
    offering_values=offering_values,
    is_of_a_course=_is_of_a_course,
    advice="Check that the address is the base of an Open Education API, version 5, which ends in /v5.",
)
