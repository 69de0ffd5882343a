"""Which offerings does a row state, and what is wrong with them?"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from courses.feeds.mapping import as_list, as_text
from courses.feeds.reading import texts, values
from courses.feeds.reading.report import Report
from courses.feeds.reading.wrong import Wrong, WrongValue
from courses.feeds.record import ONLY, Meeting, OfferingRecord

OFFERINGS_LIMIT = 1_000
MEETINGS_LIMIT = 100

_ONE_LINE = {"id": 255, "label": 200, "place": 300}
_TYPED: dict[str, Callable[[Any], Any]] = {
    "starts_at": values.a_time,
    "ends_at": values.a_time,
    "time_zone": values.a_time_zone,
    "enrol_from": values.a_date,
    "enrol_until": values.a_date,
    "places": values.a_whole_number,
    "places_taken": values.a_whole_number,
    "places_left": values.a_whole_number,
    "is_open": values.a_yes_or_no,
    "url": values.a_web_address,
}


def offerings_of(stated: Any, report: Report, own_zone: str) -> tuple[OfferingRecord, ...]:
    """The checked offerings, each with an id of its own; `own_zone` is the consortium's."""
    rows = [row for row in as_list(stated) if isinstance(row, dict)]
    if len(rows) > OFFERINGS_LIMIT:
        wrong = Wrong(f"has more than {OFFERINGS_LIMIT} offerings; the rest was left out", "State fewer.", "note")
        report.wrong("offerings", f"{len(rows)} offerings", wrong)
        rows = rows[:OFFERINGS_LIMIT]
    taken: set[str] = set()
    return tuple(_offering(row, taken, report, own_zone) for row in rows)


def offering_id(fields: dict[str, Any], taken: set[str]) -> str:
    """The source's id; else the label, or where there is none the day and place of its start; else "only".

    A second offering that would get the same id gets "-2" behind it, and so on in the order of the feed.
    """
    start = fields.get("starts_on")
    told = " ".join(part for part in (start.isoformat() if start else "", fields.get("place", "")) if part)
    wished: str = fields.get("id") or fields.get("label") or (told if start else "") or ONLY
    unique, number = wished, 1
    while unique in taken:
        number += 1
        unique = f"{wished[:240]}-{number}"
    taken.add(unique)
    return unique


def _offering(row: dict[str, Any], taken: set[str], report: Report, own_zone: str) -> OfferingRecord:
    fields: dict[str, Any] = {}
    wrongs: list[tuple[str, Any, Wrong]] = []
    zone = _zone_of(row, own_zone)
    for name, value in row.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        try:
            _take(fields, name, value, wrongs, zone)
        except WrongValue as error:
            wrongs.append((name, value, error.wrong))
    is_known = bool(fields.get("id") or fields.get("label"))
    fields["id"] = offering_id(fields, taken)
    _mind_the_order(fields, wrongs)
    for name, value, wrong in wrongs:
        # An unread start leaves open which of the course's offerings this is, where nothing else tells it.
        is_lost = name == "starts_on" and not is_known
        report.wrong(name, value, wrong, unsettled="offerings" if is_lost else f"offerings/{fields['id']}/{name}")
    return OfferingRecord(**fields)


def _zone_of(row: dict[str, Any], own_zone: str) -> ZoneInfo:
    """What its moments are told in."""
    try:
        return ZoneInfo(values.a_time_zone(row.get("time_zone") or own_zone))
    except WrongValue:
        return ZoneInfo(own_zone)


def _take(fields: dict[str, Any], name: str, value: Any, wrongs: list[tuple[str, Any, Wrong]], zone: ZoneInfo) -> None:
    if name in _ONE_LINE:
        wrong: list[Wrong] = []
        fields[name] = texts.line(as_text(value), _ONE_LINE[name], wrong)
        wrongs.extend((name, value, one) for one in wrong)
    elif name in ("starts_on", "ends_on"):
        date, time, known = values.a_date_with_time(value, zone)
        fields[name] = date
        if time is not None:
            fields.setdefault(name.replace("_on", "_at"), time)
        if known:
            fields["time_zone"] = known
    elif name in _TYPED:
        fields[name] = _TYPED[name](value)
    elif name == "meetings":
        fields[name] = tuple(_meeting(row) for row in _rows_of_meetings(name, value, wrongs))
    elif name == "modes":
        fields[name] = tuple(dict.fromkeys(values.mode(word) for word in as_list(value)))
    elif name == "languages":
        fields[name] = tuple(dict.fromkeys(_languages(name, value, wrongs)))


def _languages(name: str, value: Any, wrongs: list[tuple[str, Any, Wrong]]) -> Iterator[str]:
    for word in as_list(value):
        try:
            yield values.a_language(word)
        except WrongValue as error:
            wrongs.append((name, word, error.wrong))


def _rows_of_meetings(name: str, value: Any, wrongs: list[tuple[str, Any, Wrong]]) -> list[dict[str, Any]]:
    stated = as_list(value)
    if len(stated) > MEETINGS_LIMIT:
        wrong = Wrong(f"has more than {MEETINGS_LIMIT} meetings; the rest was left out", "State fewer.", "note")
        wrongs.append((name, f"{len(stated)} meetings", wrong))
    wrong = Wrong("is no meeting", "State each meeting as an object with its weekday, start, end and place.")
    wrongs += [(name, row, wrong) for row in stated[:MEETINGS_LIMIT] if not isinstance(row, dict)]
    return [row for row in stated[:MEETINGS_LIMIT] if isinstance(row, dict)]


def _meeting(row: dict[str, Any]) -> Meeting:
    return Meeting(
        weekday=values.weekday(row.get("weekday")),  # type: ignore[arg-type]  # Words answers with one of ours
        start=_clock(row.get("start")),
        end=_clock(row.get("end")),
        place=texts.line(as_text(row.get("place")), 200, []),
    )


def _clock(value: Any) -> str:
    return values.a_time(value).strftime("%H:%M") if as_text(value).strip() else ""


def _mind_the_order(fields: dict[str, Any], wrongs: list[tuple[str, Any, Wrong]]) -> None:
    """An end before its start is left out."""
    for first, last in (("starts_on", "ends_on"), ("enrol_from", "enrol_until")):
        start, end = fields.get(first), fields.get(last)
        if isinstance(start, dt.date) and isinstance(end, dt.date) and end < start:
            wrong = Wrong(f"is before {first}, {start.isoformat()}", "Mend one of the two dates.")
            wrongs.append((last, end.isoformat(), wrong))
            del fields[last]
