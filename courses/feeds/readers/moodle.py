"""Reads the courses of a Moodle through its web services."""

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from courses.feeds.exchange import Answer, Exchange, Fault, Notice, NotReadable, ReaderSettings, Request, Row, Told
from courses.feeds.readers.json import decode_item
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.moodle_batches import Batches
from courses.feeds.readers.moodle_errors import NOT_OFFERED, error_in
from courses.feeds.readers.moodle_options import Choice, MoodleOptions
from courses.feeds.readers.moodle_words import Categories, course_values

VERSION = 1
NEEDS_PROFILE = False
OPTIONS = MoodleOptions

_SERVICE = "webservice/rest/server.php"
_COURSES, _PLAIN, _CATEGORIES = "courses", "plain courses", "categories"
_FUNCTIONS = {
    _COURSES: "core_course_get_courses_by_field",
    _PLAIN: "core_course_get_courses",
    _CATEGORIES: "core_course_get_categories",
}
_NO_LIST = "Check that the address is that of the Moodle itself, such as https://moodle.college.example."
_NO_CATEGORIES = "Courses are shown without theirs. Ask the administrator of the Moodle."
_CATEGORIES_ARE_ASKED_FOR = (
    "The options of this feed choose by category, but the Moodle does not tell its categories. Let its administrator "
    "add core_course_get_categories to the external service of this token."
)
_REMEDY = "Ask the administrator of the Moodle to look at this course."


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    """The courses, by the function that tells most of those that the token may use, then the categories."""
    answer = yield _request(settings, _COURSES)
    error = error_in(answer.path)
    if error is not None and error.code in NOT_OFFERED:
        answer = yield _request(settings, _PLAIN)
        error = error_in(answer.path)
    if error is not None:
        raise error.not_readable()
    answer = yield _request(settings, _CATEGORIES)
    error = error_in(answer.path) if answer.status == 200 else None
    if error is not None and error.code not in NOT_OFFERED:
        raise error.not_readable()


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Told]:
    told = {request.about: answer.path for request, answer in answers if _tells(answer)}
    path, key = _list_of_courses(told)
    choice = Choice(settings.options(MoodleOptions), settings)
    if choice.asks_for_categories and _CATEGORIES not in told:
        raise NotReadable("unreadable", _CATEGORIES_ARE_ASKED_FOR)
    categories = Categories(())
    try:
        categories = Categories(_objects(told[_CATEGORIES], "") if _CATEGORIES in told else ())
    except NotReadable as error:
        if choice.asks_for_categories:
            raise
        yield Notice("categories", "", f"cannot be read: {error.message.rstrip('.')}", _NO_CATEGORIES)
    batches = Batches(choice, (course for _, course in _chosen(path, key, choice, categories)))
    for place, course in _chosen(path, key, choice, categories):
        if isinstance(course, Fault):
            yield Row(place, {}, [course])
        elif batches.is_told_by(course):
            values = course_values(course, categories, choice)
            yield Row(place, batches.folded(course, values))


def _request(settings: ReaderSettings, about: str) -> Request:
    base = settings.address.rstrip("/").removesuffix(f"/{_SERVICE}")
    address = f"{base}/{_SERVICE}?moodlewsrestformat=json&wsfunction={_FUNCTIONS[about]}"
    return Request(address, about, missing_is_empty=about == _CATEGORIES)


def _tells(answer: Answer) -> bool:
    return answer.status == 200 and error_in(answer.path) is None


def _list_of_courses(told: dict[str, str]) -> tuple[str, str]:
    """The file with the courses, and the key that leads to their list."""
    if _COURSES in told:
        return told[_COURSES], "courses"
    if _PLAIN in told:
        return told[_PLAIN], ""
    raise NotReadable("unreadable", "The Moodle did not tell its courses. Nothing was changed.")


def _chosen(
    path: str, key: str, choice: Choice, categories: Categories
) -> Iterator[tuple[str, dict[str, Any] | Fault]]:
    """Every course that the college shows, with its place; what is broken in itself is a fault."""
    for number, course in enumerate(_objects(path, key), 1):
        if isinstance(course, Fault) or choice.takes(course, categories.path_of(course)):
            yield f"item {number}", course


def _objects(path: str, key: str) -> Iterator[dict[str, Any] | Fault]:
    with Path(path).open("rb") as source:
        for raw in JsonItems(source, key, _NO_LIST):
            try:
                found = decode_item(raw)
            except ValueError as error:
                yield _broken(raw, str(error))
                continue
            yield found if isinstance(found, dict) else _broken(raw, "is no object")


def _broken(raw: bytes, reason: str) -> Fault:
    return Fault("", raw[:200].decode("utf-8", "replace"), reason, _REMEDY, "record")
