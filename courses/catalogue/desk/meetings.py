"""How are the weekly hours of a run written, a line each, and read back as a feed would state them?"""

import re
from collections.abc import Iterator
from typing import Any

from courses.catalogue.labels import WEEKDAYS
from courses.catalogue.page import meeting_line

_TIME = r"\d{1,2}(?:[:.]\d{2}(?:\s*[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)"
_HOURS = re.compile(rf"(?P<start>{_TIME})(?:\s*(?:to|-|–|until)\s*(?P<end>{_TIME}))?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|&|;|/|\band\b)\s*|\s+(?!to\b|-|–)(?<!to )(?<!- )(?<!– )", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:\bto\b|-|–)\s*", re.IGNORECASE)
_DAYS = list(WEEKDAYS)


def meetings_typed(meetings: list[dict[str, Any]] | None) -> str:
    return "\n".join(meeting_line(one) for one in meetings or ())


def meetings_stated(text: str) -> list[dict[str, str]]:
    """ "Mon, Wed 14:00 to 16:00, Skills lab" is two; "Mon to Fri" five. Whether a word is a day the checks say."""
    return [meeting for line in text.splitlines() if line.strip() for meeting in _of_line(line.strip())]


def _of_line(line: str) -> Iterator[dict[str, str]]:
    hours = _HOURS.search(line)
    if hours is not None:
        days, place = line[: hours.start()], line[hours.end() :]
    else:
        parts = line.split(",")
        known = next((at for at, part in enumerate(parts) if at and _day(part) is None), len(parts))
        days, place = ",".join(parts[:known]), ",".join(parts[known:])
    times = {name: _clock(value) for name, value in (hours.groupdict() if hours else {}).items() if value}
    more = {**times, **({"place": place} if (place := place.strip(" ,")) else {})}
    for day in _each(days.strip(" ,:")):
        yield {"weekday": day, **more}


def _clock(text: str) -> str:
    """ "9.30 am" and "11 am" with a colon, as times are stated."""
    return re.sub(r"^(\d{1,2})(?=\s*[ap])", r"\1:00", text.replace(".", ":", 1), flags=re.IGNORECASE)


def _each(days: str) -> Iterator[str]:
    """Every day that is named; what is none stays as it is written."""
    for part in filter(None, _BETWEEN.split(days)) if days else [""]:
        ends = [_day(end) for end in _RANGE.split(part)]
        first, last = ends[0], ends[-1]
        if len(ends) == 2 and first is not None and last is not None and first <= last:
            yield from _DAYS[first : last + 1]
        else:
            yield part


def _day(word: str) -> int | None:
    """Its place in the week, by its first letters in English."""
    day = word.strip(" .").casefold()
    return next((at for at, name in enumerate(_DAYS) if day.startswith(name) and len(day) <= len("wednesday")), None)
