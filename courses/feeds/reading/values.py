"""What does a value of a feed say as a date, a number, a yes or no, an address or one of our words?"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from consortium.vocabulary.languages import language_tag
from courses.feeds.mapping import as_text
from courses.feeds.reading.wrong import WrongValue

_YEARS = range(1900, 2101)
_WHOLE = re.compile(r"^\d{1,10}(\.0+)?$")
_CLOCK = re.compile(r"^(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?$", re.IGNORECASE)
_HOUR = re.compile(r"^(\d{1,2})()\s*([ap])\.?m\.?$", re.IGNORECASE)
_DAYS = re.compile(r"^\d{5}(\.\d+)?$")
_DECIMAL_COMMA = re.compile(r"^(\d+),(\d{1,2})$")  # "1,500" may be one thousand and a half
_MOST = 2_147_483_647
_AS_ISO = "Write it as YYYY-MM-DD, such as 2027-12-31."
_MAP_THEM = "Or map the source's own words in the profile."
_YES = frozenset({"true", "yes", "y", "1", "open", "o", "on"})
_NO = frozenset({"false", "no", "n", "0", "closed", "c", "off", "full"})
_FOLD = re.compile(r"[\s_\-./]+")


def a_date(value: Any) -> dt.date:
    """A date; a moment gives the date that it states, whatever its offset."""
    stated = _moment(value)
    return stated.date() if isinstance(stated, dt.datetime) else stated


def a_past_date(value: Any, today: dt.date) -> dt.date:
    """One that has come; somewhere it may be tomorrow already."""
    date = a_date(value)
    if date > today + dt.timedelta(days=1):
        raise WrongValue("is a day to come", "State the day on which it was right; the source's clock may be wrong.")
    return date


def a_date_with_time(value: Any, zone: ZoneInfo) -> tuple[dt.date, dt.time | None, str]:
    """A date, its local time where one is stated, and the zone of that where it is known.

    A moment with an offset is told in `zone`, for an offset names no zone: "2026-09-01T09:00:00+02:00" is 07:00 where
    the zone is UTC. Midnight by its own offset is a day.
    """
    stated = _moment(value)
    if not isinstance(stated, dt.datetime):
        return stated, None, ""
    if stated.tzinfo is None:
        return stated.date(), stated.time(), ""
    if stated.time() == dt.time(0):
        return stated.date(), None, ""
    there = stated.astimezone(zone)
    return there.date(), there.time(), zone.key


def a_time(value: Any) -> dt.time:
    if isinstance(value, dt.time):
        return value
    if isinstance(value, dt.datetime):
        return value.time()
    text = as_text(value).strip()
    found = _CLOCK.match(text) or _HOUR.match(text)
    if found is not None:
        hour = int(found[1]) % 12 + (12 if found[3] in "pP" else 0) if found[3] else int(found[1])
        if hour < 24 and int(found[2] or 0) < 60:
            return dt.time(hour, int(found[2] or 0))
    raise WrongValue("is no time of day", "Write it as HH:MM, such as 09:30.")


def a_whole_number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    else:
        text = as_text(value).strip()
        if isinstance(value, bool) or not _WHOLE.match(text):
            raise WrongValue("is no whole number", "Write digits only, such as 150.")
        number = int(text.partition(".")[0])
    if not 0 <= number <= _MOST:
        raise WrongValue("is no possible number of places", "State a number from 0 up.")
    return number


def a_decimal(value: Any) -> Decimal:
    """A number of credits: at most two decimals, without trailing zeros."""
    try:
        number = Decimal(_DECIMAL_COMMA.sub(r"\1.\2", as_text(value).strip()))
    except InvalidOperation:
        raise WrongValue("is no number", "Write digits with a decimal point, such as 7.5.") from None
    if isinstance(value, bool) or not number.is_finite() or not 0 <= number < 1_000_000:
        raise WrongValue("is no possible number", "State a number from 0 to 999999.")
    number = number.quantize(Decimal("0.01")).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def a_yes_or_no(value: Any) -> bool:
    word = as_text(value).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise WrongValue("is neither yes nor no", "Write yes or no.", _MAP_THEM)


def a_web_address(value: Any) -> str:
    text = as_text(value).strip()
    if len(text) > 1000:
        raise WrongValue("is longer than 1000 characters", "Link to a shorter address.")
    try:
        parts = urlsplit(text)
        holds = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        holds = False
    if not holds or any(letter.isspace() or letter in "<>\"'\\" or not letter.isprintable() for letter in text):
        raise WrongValue("is no web address", "Write the whole address, beginning with https://.")
    return text


def a_language(value: Any) -> str:
    tag = language_tag(as_text(value))
    if tag is None:
        raise WrongValue("is no language", "Write its name in English or its code, such as en.")
    return tag


def a_time_zone(value: Any) -> str:
    name = as_text(value).strip()
    if name not in _zones():
        raise WrongValue("is no time zone", "Write one of the tz database, such as Europe/Oslo.")
    return name


class Words:
    """A closed list of our words, each with other ways to say it."""

    def __init__(self, **ways: str) -> None:
        self._ours = {folded(way): ours for ours, others in ways.items() for way in (ours, *others.split(","))}
        self._known = ", ".join(ways)

    def __call__(self, value: Any) -> str:
        ours = self._ours.get(folded(as_text(value)))
        if ours is None:
            raise WrongValue(f"is none of: {self._known}", "Write one of them.", _MAP_THEM)
        return ours


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    return _FOLD.sub("", text.casefold())


kind = Words(programme="program,curriculum", course="module,paper,subject", component="part,unit,section")
course_type = Words(
    programme="program,degree,degree programme,degree program,curriculum",
    course="subject,paper,module,lecture course,theory",
    elective="selective,optional,elective posting",
    rotation="posting,clerkship,clinical posting,placement,internship posting",
    continuing="continuing education,cme,cpd,workshop,conference,continuing professional development,training",
)
open_to = Words(
    own="own college,own students,internal,college only",
    members="member colleges,consortium,consortium members,partners",
    anyone="all,everyone,public,open,external",
)
admission = Words(
    form="online form,application,application form,apply online,google form",
    counselling="counseling,central counselling,common counselling,merit list",
    mail="email,e-mail,by mail,letter",
    not_bookable="not bookable,closed,none,compulsory",
)
mode = Words(
    onsite="on site,on campus,campus,situated,face to face,in person,presential,offline,classroom,regular,full time",
    online="distance,distance learning,virtual,remote,web based,e learning,distance d,distance s",
    blended="hybrid,mixed,blended learning",
    clinical="clinic,bedside,ward,hospital,clinical posting",
)
weekday = Words(
    mon="mo,monday",
    tue="tu,tues,tuesday",
    wed="we,weds,wednesday",
    thu="th,thur,thurs,thursday",
    fri="fr,friday",
    sat="sa,saturday",
    sun="su,sunday",
)


def _moment(value: Any) -> dt.date | dt.datetime:
    stated = value if isinstance(value, dt.date) else _iso(as_text(value).strip())
    if stated.year not in _YEARS:
        raise WrongValue("is no likely date", "State a year from 1900 to 2100.")
    return stated


@lru_cache(maxsize=8192)
def _iso(text: str) -> dt.date | dt.datetime:
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
        if len(text) > 10:
            return moment.replace(microsecond=0)
    except ValueError:
        pass
    if _DAYS.match(text):
        raise WrongValue("is no date", _AS_ISO, 'If it counts days as in Excel, state dates = "excel" in the profile.')
    raise WrongValue("is no date", _AS_ISO, "Or state its format under `dates` in the profile.")


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
