"""Reads the CSV file with which a Moodle's courses are uploaded."""

import datetime as dt
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from courses.feeds.exchange import Answer, Exchange, NotReadable, ReaderSettings, Request, Row, Told
from courses.feeds.mapping import as_text
from courses.feeds.profile import FileRules, RowRules
from courses.feeds.readers.moodle_words import without_files
from courses.feeds.readers.tables.delimited import DelimitedTable

VERSION = 1
NEEDS_PROFILE = False

_HEADER = FileRules(header_row=1)
_ALL_ROWS = RowRules(totals=())
_CUSTOM = "customfield_"
_CATEGORY = ("category_path", "category_idnumber", "category")
_YES = frozenset({"1", "true", "yes"})
_SPACED_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$")
_FORMATS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d.%m.%Y")
_MOMENT = re.compile(r"^\d{9,11}$")

Stated = dict[str, Any]


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Told]:
    for _, answer in answers:
        table = DelimitedTable(answer.path, _HEADER, _ALL_ROWS)
        columns = [column.strip().lower() for column in table.columns]
        if "shortname" not in columns:
            raise NotReadable("unreadable", _no_short_name(table.columns))
        for place, cells, fault in table.lines():
            stated = dict(zip(columns, cells, strict=False))
            if as_text(stated.get("visible")).strip() == "0":
                continue
            faults = [fault] if fault else []
            yield Row(place, _values(stated), faults, is_deleted=_says_yes(stated.get("delete")))
        yield from table.told


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
    dates = {"starts_on": _date(course.get("startdate")), "ends_on": _date(course.get("enddate"))}
    stated = {name: date for name, date in dates.items() if date}
    if stated:
        values["offerings"] = [{"id": as_text(course.get("shortname")).strip(), **stated}]
    return {name: value for name, value in values.items() if as_text(value).strip()}


def _nearest(path: str) -> str:
    """The last of "Medicine / Anatomy"; a category that is only a number names no discipline."""
    return path.rpartition("/")[2].strip()


def _date(stated: Any) -> Any:
    """A date as Moodle's upload takes it: of ISO 8601, in seconds since 1970 or with the month in words."""
    text = " ".join(as_text(stated).split())
    if text in ("", "0"):
        return None
    if _MOMENT.match(text):
        return dt.datetime.fromtimestamp(int(text), dt.UTC).date()
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
