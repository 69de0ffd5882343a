"""What does a query string ask for? Wrong values are left out with a message, never an error."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

from django.http import QueryDict

from consortium.vocabulary.answers import answered_vocabulary
from consortium.vocabulary.profile import Vocabulary, consortium_vocabulary
from courses.catalogue.models import Course
from search.asking import FACETS, KINDS, LAST_PAGE, Query, Sort

LONGEST_Q = 300
MOST_VALUES = 50
SOON_STARTS_DAYS = 31
MODES = ("onsite", "online", "blended", "clinical")
SORTS: tuple[Sort, ...] = ("", "starts", "closes", "fresh")
FIXED_VALUES = MappingProxyType({"kind": KINDS, "mode": MODES, "open_to": tuple(Course.OpenTo.values)})
_VALUE = re.compile(r"[\w-]{1,120}")
_STARTS = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Asked(NamedTuple):
    """A query, and what of the query string was not understood."""

    query: Query
    messages: tuple[str, ...]


def read_query(parameters: QueryDict, today: dt.date) -> Asked:
    messages: list[str] = []
    q = " ".join(parameters.get("q", "").replace("\0", " ").split())
    if len(q) > LONGEST_Q:
        q = q[:LONGEST_Q]
        messages.append(f"Only the first {LONGEST_Q} characters were looked for.")
    choices = {name: values for name in FACETS if (values := _choice(parameters, name, messages.append))}
    starts = parameters.get("starts", "")
    between = _starts_between(starts, today)
    if starts and not between:
        messages.append(f"“{starts[:40]}” is no time of a start: write soon, a year such as 2027, or 2027-01.")
    return Asked(
        Query(
            today=today,
            q=q,
            choices=MappingProxyType(choices),
            open=parameters.get("open", "") in ("1", "true", "on"),
            fresh=parameters.get("fresh", "") in ("1", "true", "on"),
            starts=starts if between else "",
            starts_between=between,
            sort=_sort(parameters.get("sort", ""), messages.append),
            page=_page(parameters.get("page", ""), messages.append),
            group=_group(parameters.get("group", "")),
            any_words=parameters.get("words", "") == "any",
            exact=parameters.get("exact", "") == "1",
        ),
        tuple(messages),
    )


def write_group(group: int) -> str:
    """The value of `group=` that stands for it."""
    return f"{group:016x}"


def _choice(parameters: QueryDict, name: str, say: Callable[[str], None]) -> tuple[str, ...]:
    stated = list(dict.fromkeys(value for value in parameters.getlist(name) if value))[:MOST_VALUES]
    allowed = FIXED_VALUES.get(name)
    stated = list(dict.fromkeys(_meant(name, value) for value in stated))
    values = [v for v in stated if _VALUE.fullmatch(v) and (allowed is None or v in allowed)]
    for value in stated:
        if value not in values:
            known = f" Known are: {', '.join(allowed)}." if allowed else ""
            say(f"“{value[:40]}” is no {name.replace('_', ' ')} and was left out.{known}")
    return tuple(values)


def _meant(name: str, value: str) -> str:
    """A discipline or level may be called by any word that means it, also by one that the office answered."""
    if name not in ("discipline", "level"):
        return value
    return _term(consortium_vocabulary(), name, value) or _term(answered_vocabulary(), name, value) or value


def _term(vocabulary: Vocabulary, name: str, word: str) -> str | None:
    return vocabulary.level(word) if name == "level" else vocabulary.discipline(word)


def _starts_between(text: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    if text == "soon":
        return today, today + dt.timedelta(days=SOON_STARTS_DAYS)
    if not (found := _STARTS.fullmatch(text)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, dt.date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def _sort(text: str, say: Callable[[str], None]) -> Sort:
    for sort in SORTS:
        if text == sort or (text == "best" and not sort):
            return sort
    say(f"“{text[:40]}” is no order and was left out. Known are: best, {', '.join(SORTS[1:])}.")
    return ""


def _page(text: str, say: Callable[[str], None]) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal()) or not int(text[:9]) >= 1:
        say(f"“{text[:40]}” is no page; the first is shown.")
        return 1
    if int(text[:9]) > LAST_PAGE:
        say(f"There are no pages after {LAST_PAGE}; narrow the search instead.")
    return min(int(text[:9]), LAST_PAGE)


def _group(text: str) -> int | None:
    return int(text, 16) if re.fullmatch(r"[0-9a-f]{16}", text) and int(text, 16) < 1 << 63 else None
