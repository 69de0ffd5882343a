"""Reads the CSV file with which a Moodle's courses are uploaded."""

import datetime as dt
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from courses.feeds.exchange import Answer, Exchange, Fault, NotReadable, ReaderSettings, Request, Row, Told
from courses.feeds.mapping import as_text
from courses.feeds.profile import FileRules, RowRules
from courses.feeds.readers.moodle_batches import Batches, Copy
from courses.feeds.readers.moodle_listing import ListedCourse, Listing, listing_of
from courses.feeds.readers.moodle_options import Choice, Chosen
from courses.feeds.readers.moodle_words import without_files
from courses.feeds.readers.tables.delimited import DelimitedTable

VERSION = 2
NEEDS_PROFILE = False
OPTIONS = Chosen

_HEADER = FileRules(header_row=1)
_ALL_ROWS = RowRules(totals=())
_CUSTOM = "customfield_"
_CATEGORY = ("category_path", "category_idnumber", "category")
_DAYS = ("startdate", "enddate")
_YES = frozenset({"1", "true", "yes"})
_SPACED_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$")
_FORMATS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d.%m.%Y")
_MOMENT = re.compile(r"^\d{9,11}$")

Stated = dict[str, Any]


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Told]:
    choice, zone = Choice(settings.options(Chosen)), ZoneInfo(settings.time_zone)
    for _, answer in answers:
        table = _table(answer.path)
        if choice.asks_for_categories and not any(name in _names(table) for name in _CATEGORY):
            raise NotReadable("unreadable", _no_category(table.columns))
        batches = Batches(choice.batches, (_copy(line) for line in _lines(table, zone) if line.is_in(choice)))
        for line in _lines(table, zone):
            if line.is_deleted:
                yield Row(line.place, _values(line.stated), line.faults, is_deleted=True)
            elif not line.is_in(choice):
                continue
            elif choice.batches is None:
                yield Row(line.place, _values(line.stated), line.faults)
            elif batches.is_told_by(copy := _copy(line)):
                yield Row(line.place, batches.folded(copy, _values(line.stated)), line.faults)
        yield from table.told


def listing(answers: Iterable[Exchange], settings: ReaderSettings) -> Listing:
    """All that it shows, whatever the options choose. Raises NotReadable."""
    zone = ZoneInfo(settings.time_zone)
    lines = [line for _, answer in answers for line in _lines(_table(answer.path), zone) if not line.is_deleted]
    return listing_of((), [ListedCourse(line.id, line.name, line.path, _age(line)) for line in lines])


class _Line(NamedTuple):
    """A course that is not hidden; `number` counts them."""

    number: int
    place: str
    stated: Stated
    faults: list[Fault]

    @property
    def id(self) -> str:
        return as_text(self.stated.get("shortname")).strip()

    @property
    def name(self) -> str:
        return as_text(self.stated.get("fullname")).strip()

    @property
    def is_deleted(self) -> bool:
        return _says_yes(self.stated.get("delete"))

    @property
    def path(self) -> tuple[tuple[str, str], ...]:
        """The steps of "First year / Anatomy"; of a category that is only a number, or an idnumber, that one."""
        if path := as_text(self.stated.get("category_path")).strip():
            return tuple(("", step.strip()) for step in path.split("/") if step.strip())
        other = next((name for key in _CATEGORY if (name := as_text(self.stated.get(key)).strip())), "")
        return ((other, other),) if other else ()

    def is_in(self, choice: Choice) -> bool:
        return not self.is_deleted and not choice.why_not(self.name, self.path)


def _table(path: str) -> DelimitedTable:
    """Raises NotReadable."""
    table = DelimitedTable(path, _HEADER, _ALL_ROWS)
    if "shortname" not in _names(table):
        raise NotReadable("unreadable", _no_short_name(table.columns))
    return table


def _names(table: DelimitedTable) -> list[str]:
    return [column.strip().lower() for column in table.columns]


def _lines(table: DelimitedTable, zone: ZoneInfo) -> Iterator[_Line]:
    """Days that are told as moments, in seconds since 1970, are days in the zone."""
    columns = _names(table)
    for number, (place, cells, fault) in enumerate(table.lines()):
        stated = dict(zip(columns, cells, strict=False))
        for name in _DAYS:
            if _MOMENT.match(text := as_text(stated.get(name)).strip()):
                stated[name] = dt.datetime.fromtimestamp(int(text), zone).date().isoformat()
        if as_text(stated.get("visible")).strip() != "0":
            yield _Line(number, place, stated, [fault] if fault else [])


def _copy(line: _Line) -> Copy:
    return Copy(line.id, line.name, _age(line), _dates(line.stated))


def _age(line: _Line) -> tuple[int, int]:
    """Later starts, and of those that start together later lines, are newer."""
    starts_on = _date(line.stated.get("startdate"))
    if isinstance(starts_on, str):
        try:
            starts_on = dt.date.fromisoformat(starts_on)
        except ValueError:
            starts_on = None  # the checks say what is wrong with it
    return (starts_on.toordinal() if starts_on else 0), line.number


def _values(course: Stated) -> Stated:
    values = {
        "id": course.get("shortname"),
        "code": as_text(course.get("idnumber")).strip() or course.get("shortname"),
        "title": course.get("fullname"),
        "description": without_files(as_text(course.get("summary"))),
        "languages": as_text(course.get("lang")).replace("_", "-"),
        "extra.category": next((course[name] for name in _CATEGORY if as_text(course.get(name)).strip()), None),
        "disciplines": _nearest(as_text(course.get("category_path"))),
        "extra.tags": course.get("tags"),
        **{
            f"extra.{name.removeprefix(_CUSTOM)}": value
            for name, value in course.items()
            if name.startswith(_CUSTOM) and name != _CUSTOM
        },
    }
    if dates := _dates(course):
        values["offerings"] = [{"id": as_text(course.get("shortname")).strip(), **dates}]
    return {name: value for name, value in values.items() if as_text(value).strip()}


def _dates(course: Stated) -> Stated:
    dates = {"starts_on": _date(course.get("startdate")), "ends_on": _date(course.get("enddate"))}
    return {name: date for name, date in dates.items() if date}


def _nearest(path: str) -> str:
    """The last of "Medicine / Anatomy"; a category that is only a number names no discipline."""
    return path.rpartition("/")[2].strip()


def _date(stated: Any) -> Any:
    """A date as Moodle's upload takes it: of ISO 8601 or with the month in words."""
    text = " ".join(as_text(stated).split())
    if text in ("", "0"):
        return None
    if _SPACED_DATE.match(text):
        return text[:10]
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 -- a date of a feed is local to its place
        except ValueError:
            continue
    return text


def _says_yes(stated: Any) -> bool:
    return as_text(stated).strip().lower() in _YES


def _no_short_name(columns: list[str]) -> str:
    return (
        f"The file has no column shortname, so it is not the list of courses of a Moodle. Its columns are: "
        f"{', '.join(columns)[:500]}. Export it with shortname and fullname, or connect it as csv."
    )


def _no_category(columns: list[str]) -> str:
    return (
        f"The options of this feed choose by category, but the file has no column category_path, category_idnumber or "
        f"category. Its columns are: {', '.join(columns)[:500]}. Export it with category_path."
    )
