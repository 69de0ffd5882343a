"""Reads courses and their offerings from a server of the Open Education API, version 6."""

from collections.abc import Generator, Iterator

from courses.feeds.exchange import Answer, Answers, ReaderSettings, Request, Row
from courses.feeds.readers.oeapi_v6_words import course_values, is_offered, offering_values
from courses.feeds.readers.ooapi_lists import Dialect, requests_of, rows_of

VERSION = 4
NEEDS_PROFILE = False


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield from requests_of(_DIALECT, settings)


def rows(answers: Answers, _settings: ReaderSettings) -> Iterator[Row]:
    yield from rows_of(_DIALECT, answers)


_DIALECT = Dialect(
    offerings="course-offerings",
    since="1900-01-01T00:00:00Z",  # servers leave out past offerings unless they are asked for
    course_values=course_values,
    offering_values=offering_values,
    is_of_a_course=is_offered,
    advice="Check that the address is the base of an Open Education API, version 6, which ends in /v6.",
)
