"""Which format are the dates of a column written in, and may they be read in two ways?"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from courses.feeds.mapping import as_text, date_as

DAY_FIRST = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d-%b-%Y", "%d %b %Y", "%d-%B-%Y",
    "%d %B %Y", "%d %b, %Y", "%d %B, %Y", "%d-%b-%y", "%d %b %y", "%d/%b/%Y", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d %m %Y", "%d%m%Y",
)  # fmt: skip
MONTH_FIRST = (
    "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y",
    "%B %d %Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S",
)  # fmt: skip
YEAR_FIRST = ("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
SERIAL = "excel"
_MOST_FORMATS = 8
"""So many manners several hands may write one column in; each was read from a value of it."""
_LIKELY = range(1950, 2101)
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")


class Dates(msgspec.Struct, frozen=True):
    """`share` of the values are dates; `formats` for `dates` in the profile, none where ISO or real dates; `doubtful`
    is a value that may as well be month first, where no value of the column says which. `with_serials` counts numbers
    of days too, which only the heading tells from codes."""

    share: float = 0
    with_serials: float = 0
    formats: tuple[str, ...] = ()
    doubtful: str = ""


def dates_in(cells: Iterable[Any]) -> Dates:
    """Formats are chosen that read most values; of two that read the same, day first."""
    cells = list(cells)
    texts = [text for cell in cells if not isinstance(cell, dt.date) and (text := as_text(cell).strip())]
    real = sum(isinstance(cell, dt.date) for cell in cells)
    plain = {text for text in texts if _is_iso(text)}
    left = [text for text in texts if text not in plain]
    formats: list[str] = []
    read = real + len(texts) - len(left)
    while left and len(formats) < _MOST_FORMATS:
        form, count = _best(left)
        if not count:
            break
        formats.append(form)
        read += count
        left = [text for text in left if not reads(text, form)]
    serials = sum(reads(text, SERIAL) for text in left)
    if serials:
        formats.append(SERIAL)
    total = max(1, len(cells))
    return Dates(read / total, (read + serials) / total, tuple(formats), _doubt(texts, formats) if read else "")


def reads(text: str, form: str) -> bool:
    found = date_as(text, form)
    return found is not None and found.year in _LIKELY


def _best(texts: list[str]) -> tuple[str, int]:
    sample = texts[:200]
    counts = [(sum(reads(text, form) for text in sample), form) for form in (*DAY_FIRST, *MONTH_FIRST, *YEAR_FIRST)]
    most, form = max(counts, key=lambda counted: counted[0])
    return form, (sum(reads(text, form) for text in texts) if most else 0)


def _doubt(texts: list[str], formats: list[str]) -> str:
    """A value such as 02/03/2027 under a day-first format that every value of which may be month first too."""
    for form in formats:
        swapped = form.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
        if swapped == form or "%m" not in form or form not in DAY_FIRST:
            continue
        held = [text for text in texts if reads(text, form)]
        if held and all(reads(text, swapped) for text in held):
            other = [text for text in held if text[:2] != text[3:5]]
            return other[0] if other else ""
    return ""


def _is_iso(text: str) -> bool:
    if not _ISO.match(text):
        return False
    try:
        return dt.datetime.fromisoformat(text).year in _LIKELY
    except ValueError:
        return False
