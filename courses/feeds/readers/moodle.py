"""Reads the courses of a Moodle through its web services."""

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from courses.feeds.exchange import Answer, Exchange, Fault, Notice, NotReadable, ReaderSettings, Request, Row, Told
from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.json import decode_item
from courses.feeds.readers.json_items import JsonItems
from courses.feeds.readers.moodle_batches import Batches
from courses.feeds.readers.moodle_errors import NOT_OFFERED, error_in
from courses.feeds.readers.moodle_listing import ListedCourse, Listing, listing_of
from courses.feeds.readers.moodle_options import Choice, MoodleOptions
from courses.feeds.readers.moodle_words import Categories, Wording, age_of, copy_of, course_values

VERSION = 3
NEEDS_PROFILE = False
OPTIONS = MoodleOptions

_SERVICE = "webservice/rest/server.php"
_FRONT_PAGE = "1"
_MOST_WARNED = 10
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
_SEES = "Let its administrator give that user the right moodle/course:view for the whole site."
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
    told = _told(answers)
    options = settings.options(MoodleOptions)
    choice, how = Choice(options), Wording(options, settings)
    if choice.asks_for_categories and _CATEGORIES not in told:
        raise NotReadable("unreadable", _CATEGORIES_ARE_ASKED_FOR)
    categories = Categories(())
    try:
        categories = _categories(told)
    except NotReadable as error:
        if choice.asks_for_categories:
            raise
        yield Notice("categories", "", f"cannot be read: {error.message.rstrip('.')}", _NO_CATEGORIES)
    chosen = (course for _, course in _chosen(told, choice, categories) if isinstance(course, dict))
    batches = Batches(choice.batches, (copy_of(course, how) for course in chosen))
    beside: dict[str, object] = {}
    for place, course in _chosen(told, choice, categories, beside):
        if isinstance(course, Fault):
            yield Row(place, {}, [course])
        elif choice.batches is None:
            yield Row(place, course_values(course, categories, how))
        elif batches.is_told_by(copy := copy_of(course, how)):
            yield Row(place, batches.folded(copy, course_values(course, categories, how)))
    yield from _warnings(beside)


def listing(answers: Iterable[Exchange], settings: ReaderSettings) -> Listing:
    """All that it shows, whatever the options choose. Raises NotReadable."""
    told = _told(answers)
    categories = _categories(told)
    courses = (course for _, course in _courses(told) if isinstance(course, dict) and _is_shown(course))
    listed = [
        ListedCourse(
            as_text(course.get("id")), as_text(course.get("fullname")), categories.path_of(course), age_of(course)
        )
        for course in courses
    ]
    return listing_of(categories.paths() if _CATEGORIES in told else (), listed)


def _warnings(beside: dict[str, object]) -> Iterator[Notice]:
    """What the Moodle says of courses that it does not tell, each of its reasons once."""
    warned: dict[str, list[str]] = {}
    for warning in as_list(beside.get("warnings")):
        if not isinstance(warning, dict):
            continue
        what = f"{as_text(warning.get('item'))} {as_text(warning.get('itemid'))}".strip()
        warned.setdefault(as_text(warning.get("message") or warning.get("warningcode")), []).append(what)
    for message, items in warned.items():
        reason = f"the Moodle warns, {len(items)} times: {message.rstrip('.')}"[:500]
        yield Notice("", ", ".join(items[:_MOST_WARNED]), reason, _SEES)


def _request(settings: ReaderSettings, about: str) -> Request:
    base = settings.address.rstrip("/").removesuffix(f"/{_SERVICE}")
    address = f"{base}/{_SERVICE}?moodlewsrestformat=json&wsfunction={_FUNCTIONS[about]}"
    return Request(address, about, missing_is_empty=about == _CATEGORIES)


def _told(answers: Iterable[Exchange]) -> dict[str, str]:
    """The files of what was asked for and told."""
    return {request.about: answer.path for request, answer in answers if _tells(answer)}


def _tells(answer: Answer) -> bool:
    return answer.status == 200 and error_in(answer.path) is None


def _categories(told: dict[str, str]) -> Categories:
    return Categories(_objects(told[_CATEGORIES], "") if _CATEGORIES in told else ())


def _chosen(
    told: dict[str, str], choice: Choice, categories: Categories, beside: dict[str, object] | None = None
) -> Iterator[tuple[str, dict[str, Any] | Fault]]:
    """Every course that the college shows, with its place; what is broken in itself is a fault. What stands beside
    the list is put into `beside`."""
    for place, course in _courses(told, beside):
        if isinstance(course, Fault) or (
            _is_shown(course) and not choice.why_not(as_text(course.get("fullname")), categories.path_of(course))
        ):
            yield place, course


def _courses(
    told: dict[str, str], beside: dict[str, object] | None = None
) -> Iterator[tuple[str, dict[str, Any] | Fault]]:
    if _COURSES not in told and _PLAIN not in told:
        raise NotReadable("unreadable", "The Moodle did not tell its courses. Nothing was changed.")
    path, key = (told[_COURSES], "courses") if _COURSES in told else (told[_PLAIN], "")
    is_seen = False
    for number, course in enumerate(_objects(path, key, beside), 1):
        is_seen = is_seen or isinstance(course, Fault) or not _is_front_page(course)
        yield f"item {number}", course
    if not is_seen:
        raise NotReadable("empty", f"The Moodle shows no course to the user of the token. Nothing was changed. {_SEES}")


def _is_shown(course: dict[str, Any]) -> bool:
    """Neither the front page, which Moodle lists as a course, nor hidden."""
    return not _is_front_page(course) and as_text(course.get("visible", 1)) not in ("0", "false")


def _is_front_page(course: dict[str, Any]) -> bool:
    return as_text(course.get("id")) == _FRONT_PAGE or course.get("format") == "site"


def _objects(path: str, key: str, beside: dict[str, object] | None = None) -> Iterator[dict[str, Any] | Fault]:
    with Path(path).open("rb") as source:
        items = JsonItems(source, key, _NO_LIST)
        for raw in items:
            try:
                found = decode_item(raw)
            except ValueError as error:
                yield _broken(raw, str(error))
                continue
            yield found if isinstance(found, dict) else _broken(raw, "is no object")
        if beside is not None:
            beside |= items.beside


def _broken(raw: bytes, reason: str) -> Fault:
    return Fault("", raw[:200].decode("utf-8", "replace"), reason, _REMEDY, "record")
