"""What do a course and the categories of a Moodle say in our words?"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from courses.feeds.exchange import Fault, ReaderSettings
from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.moodle_batches import Copy
from courses.feeds.readers.moodle_options import MoodleOptions

Stated = dict[str, Any]

_FILE = re.compile(
    r"""\s(?:href|src|poster|data|srcset)\s*=\s*(?:"[^"]*(?:pluginfile\.php|@@PLUGINFILE@@)[^"]*"|'[^']*(?:pluginfile\.php|@@PLUGINFILE@@)[^']*')""",
    re.IGNORECASE,
)
_IN_A_LANGUAGE = re.compile(
    r"""<(?:span|lang)(?=[^>]*\bclass\s*=\s*["']multilang)[^>]*\blang\s*=\s*["']([\w-]{2,12})["'][^>]*>(.*?)</(?:span|lang)>"""
    r"""|\{mlang\s+([\w-]{2,12})\}(.*?)\{mlang\}""",
    re.IGNORECASE | re.DOTALL,
)
_BARE_FILE = re.compile(r"(?:https?://[^\s<>\"']*pluginfile\.php|@@PLUGINFILE@@)[^\s<>\"']*")


class Wording:
    """What its options and address say of how a course is told."""

    def __init__(self, options: MoodleOptions, settings: ReaderSettings) -> None:
        self.teachers = options.teachers
        self.disciplines = options.categories_are_disciplines
        self.zone = ZoneInfo(options.time_zone or settings.time_zone)
        self._base = settings.address.rstrip("/").partition("/webservice/")[0]

    def address_of(self, course: Stated) -> str:
        return f"{self._base}/course/view.php?id={as_text(course.get('id'))}"


class Categories:
    """The tree of categories; empty where the Moodle does not tell it."""

    def __init__(self, stated: Iterable[Stated | Fault]) -> None:
        self._known: dict[str, tuple[str, str]] = {}
        for category in stated:
            if isinstance(category, dict):
                name = as_text(category.get("name")).strip()
                self._known[as_text(category.get("id"))] = (as_text(category.get("parent")), name)

    def paths(self) -> Iterator[list[tuple[str, str]]]:
        """Of every category that is told, with itself at the end."""
        return (self._path_to(number) for number in self._known)

    def path_of(self, course: Stated) -> list[tuple[str, str]]:
        """Id and name of each category above a course, the topmost first."""
        number = as_text(course.get("categoryid") or course.get("category"))
        path = self._path_to(number)
        if not path and (name := as_text(course.get("categoryname")).strip()):
            path = [(number, name)]
        return path

    def _path_to(self, number: str) -> list[tuple[str, str]]:
        path: list[tuple[str, str]] = []
        seen: set[str] = set()
        while number in self._known and number not in seen:
            seen.add(number)
            parent, name = self._known[number]
            path.insert(0, (number, name))
            number = parent
        return path


def course_values(course: Stated, categories: Categories, how: Wording) -> Stated:
    """A course with the one offering that its dates are."""
    path = [name for _, name in categories.path_of(course) if name]
    values = {
        "id": as_text(course.get("id")),
        "code": as_text(course.get("idnumber")).strip() or course.get("shortname"),
        "title": in_languages(as_text(course.get("fullname"))),
        "description": in_languages(without_files(as_text(course.get("summary")))),
        "languages": as_text(course.get("lang")).replace("_", "-"),
        "url": how.address_of(course),
        "disciplines": path[-1] if path and how.disciplines else None,
        "extra.category": " / ".join(path),
        "offerings": offerings_of(course, how.zone),
        **_custom_fields(course),
    }
    if how.teachers:
        contacts = (one for one in as_list(course.get("contacts")) if isinstance(one, dict))
        values["people.teacher"] = [{"name": one.get("fullname"), "id": as_text(one.get("id"))} for one in contacts]
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def copy_of(course: Stated, how: Wording) -> Copy:
    """The course as one of several copies. Later starts, and of those that start together higher ids, are newer."""
    dates = offerings_of(course, how.zone)
    told = {"url": how.address_of(course), **(dates[0] if dates else {})}
    return Copy(as_text(course.get("id")), as_text(course.get("fullname")), age_of(course), told)


def age_of(course: Stated) -> tuple[int, int]:
    return _number(course.get("startdate")), _number(course.get("id"))


def offerings_of(course: Stated, zone: ZoneInfo) -> list[Stated]:
    """The run that the dates of a course are; 0 is none."""
    dates = {"starts_on": day_of(course.get("startdate"), zone), "ends_on": day_of(course.get("enddate"), zone)}
    stated = {name: date for name, date in dates.items() if date is not None}
    return [{"id": as_text(course.get("id")), **stated}] if stated else []


def day_of(seconds: Any, zone: ZoneInfo) -> dt.date | str | None:
    """The day there of a moment in seconds since 1970; what is no such number goes on to the checks as it is."""
    text = as_text(seconds).strip()
    if text in ("", "0"):
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), zone).date()
    except (ValueError, OverflowError, OSError):
        return text


def without_files(text: str) -> str:
    """HTML without links to files of the Moodle, which only its own users may open."""
    if "luginfile" not in text and "@@PLUGINFILE@@" not in text:
        return text
    return _BARE_FILE.sub("", _FILE.sub("", text))


def in_languages(text: str) -> str | dict[str, str]:
    """By language, where the text is written for one of Moodle's filters of languages; what stands around is of all."""
    languages = dict.fromkeys(_language(found) for found in _IN_A_LANGUAGE.finditer(text))
    if not languages:
        return text

    def only(wanted: str) -> str:
        kept = _IN_A_LANGUAGE.sub(lambda found: (found[2] or found[4]) if _language(found) == wanted else "", text)
        return kept.strip()

    return {language: only(language) for language in languages}


def _language(found: re.Match[str]) -> str:
    """Of Moodle's "en_us" en-us; what is for every other language is in none that is known."""
    tag = (found[1] or found[3]).replace("_", "-")
    return "und" if tag == "other" else tag


def _custom_fields(course: Stated) -> Stated:
    fields = (one for one in as_list(course.get("customfields")) if isinstance(one, dict))
    named = ((as_text(one.get("name") or one.get("shortname")).strip()[:60], one.get("value")) for one in fields)
    return {f"extra.{name}": value for name, value in named if name}


def _number(value: Any) -> int:
    text = as_text(value)
    return int(text) if text.isdecimal() else 0
