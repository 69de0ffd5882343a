"""How well do the values of a column fit the field that its heading may mean?"""

import re
from collections.abc import Callable

from courses.feeds.guess.column import Column
from courses.feeds.guess.headings import folded_words, unit_of
from courses.feeds.guess.words import MAPS, MOST_OF

_MOST = 0.6
_HALF = 0.5
_MANY_CONTACTS = 0.1
_YEAR_OF_STUDY = re.compile(
    r"(?:\d(?:st|nd|rd|th)|i{1,3}(?:st|nd|rd)?|iv(?:th)?|first|second|third|fourth|fifth|final|interns?(?:hip)?)\b",
    re.IGNORECASE,
)
Judged = tuple[int, str]
"""What is added to the score, and in words why; None: the values speak against it."""


def fit(target: str, column: Column) -> Judged | None:
    """None where the values are something else; an empty column fits anything, on its heading alone."""
    if not column.filled:
        return 0, ""
    judge = _JUDGES.get(target.removeprefix("offering."))
    if judge is not None:
        return judge(column)
    if target.partition(".")[0] == "people" and reaches_people(column):
        return None
    if target.partition(".")[0] in ("title", "people"):
        return _is_text(column)
    return 0, ""


def reaches_people(column: Column) -> bool:
    """It holds addresses or telephone numbers, alone or beside names: not for everybody's eyes."""
    return len(column.contacts) > _MANY_CONTACTS * column.filled


def closed_word(target: str, word: str) -> str:
    """What a word that the checks do not know means for the field, in a word that they know."""
    words = MAPS.get(target.removeprefix("offering."), {})
    return words.get(" ".join(word.split()).casefold(), "")


def _share(name: str, least: float, words: str) -> Callable[[Column], Judged | None]:
    def judge(column: Column) -> Judged | None:
        share = getattr(column.shares, name)
        return (20, words) if share >= least else None

    return judge


def _known(name: str, target: str, words: str) -> Callable[[Column], Judged | None]:
    """Words of a closed list, or others that mean them; none of them known speaks against it."""

    def judge(column: Column) -> Judged | None:
        share = getattr(column.shares, name)
        others = sum(bool(closed_word(target, part)) for part in column.parts) / max(1, len(column.parts))
        if max(share, others) >= 0.3:
            return 25, words
        return None

    return judge


def _is_text(column: Column) -> Judged | None:
    shares = column.shares
    if max(shares.dates, shares.numbers, shares.mails, shares.addresses) > _MOST or column.is_running:
        return None
    return 0, ""


def _is_code(column: Column) -> Judged | None:
    if column.length > 40 or column.shares.dates > _MOST:
        return None
    return (10, "no two rows have the same") if column.is_unique and not column.is_running else (-10, "")


def _is_discipline(column: Column) -> Judged | None:
    share = column.shares.disciplines
    if share >= 0.3:
        return 25, "its words are disciplines of the consortium"
    return None if max(column.shares.numbers, column.shares.dates) > _MOST else (-20, "")


def _is_length(column: Column) -> Judged | None:
    """Bare numbers are one where the heading names their unit and they are not too many of it."""
    if max(column.shares.dates, column.shares.mails) > _MOST or _are_years_of_study(column):
        return None
    unit, most = unit_of(column.name), max(column.amounts, default=0)
    if unit and most > MOST_OF[unit]:
        return None
    return (10, f"its numbers are {unit}") if unit and column.amounts else (0, "")


def _are_years_of_study(column: Column) -> bool:
    """ "1st Year", "Final": the year that a student is in is no length, and no run has its name from it."""
    return sum(bool(_YEAR_OF_STUDY.match(part)) for part in column.parts) > _HALF * len(column.parts)


def _is_label(column: Column) -> Judged | None:
    return None if "year" in folded_words(column.name) and _are_years_of_study(column) else (0, "")


def _has_no_dates(column: Column) -> Judged | None:
    return None if max(column.shares.dates, column.shares.mails) > _MOST else (0, "")


def _is_date(column: Column) -> Judged | None:
    return (20, "its values are dates") if column.dates.with_serials >= _HALF else None


def _is_running(column: Column) -> Judged | None:
    """For the target "": only a running number is left out; anything else is kept."""
    return (20, "it only counts the rows") if column.is_running else (-60, "")


_WHOLE = _share("whole", _HALF, "its values are whole numbers")
_JUDGES: dict[str, Callable[[Column], Judged | None]] = {
    "": _is_running,
    "code": _is_code,
    "disciplines": _is_discipline,
    "level": _known("levels", "level", "its words are levels of the consortium"),
    "award": _known("awards", "award", "its words are awards of the consortium"),
    "type": _known("types", "type", "its words are types of courses"),
    "modes": _known("modes", "modes", "its words are ways of teaching"),
    "languages": _known("languages", "languages", "its words are languages"),
    "open_to": _known("open_to", "open_to", "its words say who may come"),
    "admission": _known("admission", "admission", "its words are ways of admission"),
    "letter_needed": _known("yes_no", "letter_needed", "its words are yes and no"),
    "is_open": _known("yes_no", "is_open", "its words are yes and no"),
    "url": _share("addresses", _HALF, "its values are web addresses"),
    "admission_url": _share("addresses", _HALF, "its values are web addresses"),
    "credits": _share("numbers", _HALF, "its values are numbers"),
    "intake": _WHOLE,
    "places": _WHOLE,
    "places_taken": _WHOLE,
    "places_left": _WHOLE,
    "starts_on": _is_date,
    "ends_on": _is_date,
    "enrol_from": _is_date,
    "enrol_until": _is_date,
    "numbers_stated_on": _is_date,
    "starts_at": _share("times", _HALF, "its values are times of day"),
    "ends_at": _share("times", _HALF, "its values are times of day"),
    "duration": _is_length,
    "place": _has_no_dates,
    "label": _is_label,
}
