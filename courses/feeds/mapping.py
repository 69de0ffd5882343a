"""How does a row in the college's words become values in ours, as a feed profile says?"""

import ast
import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import msgspec

from courses.feeds.exchange import Fault, NotReadable
from courses.feeds.profile import SERIALS, FeedProfile, FieldRule, Mapped, fed_fields, groups_of

Get = Callable[[Any], Any]
"""Takes a row, gives the value of one column or path, or None."""
GetterOf = Callable[[str, bool], Get]
"""Gives the Get of a name; the second argument says that the column may be missing."""

AMOUNT = re.compile(r"^(\d+([.,]\d+)?)(\s*(-|–|to)\s*\d+([.,]\d+)?)?$")
"""A number, or from one to another, without a unit; the first group is the first number."""

_PARSE_LIMIT = 100_000
_PARSE_REMEDY = "Have the source state it as text that can be read back."
_NO_PARSE = "Or take `parse` out of the profile."


class Mapper:
    """A profile, bound to the columns of one feed."""

    def __init__(self, profile: FeedProfile, getter_of: GetterOf, offering_getter_of: GetterOf | None = None) -> None:
        self._fields = _bind("fields", profile, getter_of)
        self._offering = _bind("offering", profile, offering_getter_of or getter_of)
        self._constants = {step.name for step in self._offering if step.is_const}
        self._offerings_items = getter_of(profile.offerings.items, True) if profile.offerings.items else None
        known = {*profile.fields, *fed_fields(profile.fields)}
        self._id = [(part, None if part in known else getter_of(part, False)) for part in profile.id_parts]

    def values(self, row: Any) -> tuple[dict[str, Any], list[Fault]]:
        """The row in our words, and what went wrong field by field."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for step in self._fields:
            step(row, values, faults)
        values["id"] = self._join_id(row, values)
        if self._offering:
            offerings = [offering for item in self._offering_rows(row) if (offering := self._one(item, faults))]
            if offerings:
                values["offerings"] = offerings
        return values, faults

    def _offering_rows(self, row: Any) -> Iterable[Any]:
        if self._offerings_items is None:
            return (row,)
        items = self._offerings_items(row)
        return items if isinstance(items, list) else () if items is None else (items,)

    def _one(self, row: Any, faults: list[Fault]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for step in self._offering:
            step(row, values, faults)
        return {} if values.keys() <= self._constants else values  # constants alone make no offering

    def _join_id(self, row: Any, values: dict[str, Any]) -> str:
        parts = [as_text(values.get(name) if get is None else get(row)).strip() for name, get in self._id]
        mapped_is_missing = any(get is None and not part for part, (_, get) in zip(parts, self._id, strict=True))
        return "" if mapped_is_missing or not any(parts) else "|".join(parts)


class _Step:
    """One rule of a profile, ready to run."""

    def __init__(self, table: str, name: str, rule: FieldRule, gets: list[Get], letters: dict[str, str]) -> None:
        self.name = name
        self.is_const = rule.const is not None
        self._place = f"{table}.{name}"
        self._fault_field = "offerings" if table == "offering" else name
        self._rule = rule
        self._gets = gets
        self._pattern = re.compile(rule.pattern) if rule.pattern else None
        self._groups = dict(zip(groups_of(rule), self._pattern.groupindex, strict=True)) if self._pattern else {}
        blank = rule.blank if isinstance(rule.blank, tuple) else (rule.blank,)
        self._blank = frozenset(as_text(value).casefold() for value in blank)
        self._formats = (rule.dates,) if isinstance(rule.dates, str) else rule.dates
        self._letters = letters
        longest_first = sorted(map(re.escape, letters), key=len, reverse=True)
        self._convertible = re.compile("|".join(longest_first)) if letters else None
        self._is_plain = not (
            letters
            or blank
            or rule.split
            or rule.parse
            or rule.keys
            or rule.pattern
            or rule.map
            or rule.unit
            or rule.dates
            or rule.join
        )

    def __call__(self, row: Any, values: dict[str, Any], faults: list[Fault]) -> None:
        value = self._read(row, values)
        if not self._is_plain and value is not None:
            value = self._shape(value, values, faults)
        if value is not None and value != "" and value != []:
            values[self.name] = value
        elif self.name in values:
            del values[self.name]

    def _read(self, row: Any, values: dict[str, Any]) -> Any:
        if self.is_const:
            return self._rule.const
        if len(self._gets) == 1:
            return self._gets[0](row)
        if not self._gets:
            return values.get(self.name)
        if self._rule.first:
            return next((value for get in self._gets if not self._is_blank(value := get(row))), None)
        parts = [part for get in self._gets for part in as_list(get(row)) if as_text(part).strip()]
        return (
            parts
            if self._rule.join is None and self._rule.split
            else (self._rule.join or " ").join(as_text(part).strip() for part in parts)
        )

    def _shape(self, value: Any, values: dict[str, Any], faults: list[Fault]) -> Any:
        rule = self._rule
        if self._convertible is not None:
            value = self._converted(value)
        if rule.split:
            value = [part for text in as_list(value) for part in as_text(text).split(rule.split)]
        if rule.parse:
            value = self._parse(as_list(value), faults)
        if not isinstance(value, list):
            return self._one(value, values, faults)
        shaped = [one for part in value if (one := self._one(part, values, faults)) not in (None, "")]
        return rule.join.join(as_text(one) for one in shaped) if rule.join is not None else shaped

    def _one(self, value: Any, values: dict[str, Any], faults: list[Fault]) -> Any:
        if isinstance(value, dict):
            return self._table(value)
        if self._blank and self._is_blank(value):
            return None
        if self._pattern is not None:
            value = self._match(self._pattern, as_text(value), values, faults)
        if self._rule.map and value is not None:
            value = self._mapped(value, values)
        if self._rule.unit and value is not None:
            value = with_unit(value, self._rule.unit)
        if self._formats and value is not None:
            return self._date(value)
        return value

    def _converted(self, value: Any) -> Any:
        """Text of an old font in Unicode: the longest entry of the table that fits is taken at each letter."""
        if isinstance(value, list):
            return [self._converted(part) for part in value]
        if not isinstance(value, str) or self._convertible is None:
            return value
        return self._convertible.sub(lambda found: self._letters[found[0]], value)

    def _is_blank(self, value: Any) -> bool:
        text = as_text(value).strip()
        return not text or text.casefold() in self._blank

    def _table(self, table: dict[str, Any]) -> dict[str, Any]:
        if self._rule.keys:
            table = {ours: table[theirs] for ours, theirs in self._rule.keys.items() if theirs in table}
        if self._rule.map:
            table = {name: self._rule.map.get(as_text(value), value) for name, value in table.items()}
        return {name: value for name, value in table.items() if as_text(value).strip().casefold() not in self._blank}

    def _match(self, pattern: re.Pattern[str], text: str, values: dict[str, Any], faults: list[Fault]) -> Any:
        found = pattern.search(text)
        if found is None:
            if text.strip():
                fields = ", ".join(self._groups) or self.name
                reason, remedy = "does not match the pattern", "Mend the value at its source."
                by_profile = f"Or mend the pattern of {self._place} in the profile."
                faults.append(Fault(fields, text, reason, remedy, "note", by_profile))
            return None
        if not self._groups:
            return found[1] if pattern.groups else found[0]
        for field, group in self._groups.items():
            if found[group]:
                values[field] = found[group]
        return values.get(self.name)

    def _mapped(self, value: Any, values: dict[str, Any]) -> Any:
        mapped: Mapped | None = self._rule.map.get(as_text(value).strip(), self._rule.map.get("*"))
        if isinstance(mapped, dict):
            values.update(mapped)
            return mapped.get(self.name)
        return value if mapped is None else mapped

    def _date(self, value: Any) -> Any:
        """The date in the first stated format that fits, else the value as it is: the checks know ISO 8601 too."""
        if isinstance(value, dt.date):
            return value
        text = as_text(value).strip()
        return next((date for form in self._formats if (date := date_as(text, form)) is not None), value)

    def _parse(self, texts: list[Any], faults: list[Fault]) -> list[Any]:
        found: list[Any] = []
        for text in texts:
            if isinstance(text, str):
                if not text.strip():
                    continue
                parsed = _parsed(text, self._rule.parse)
                if parsed is _UNPARSED:
                    reason = f"cannot be read as {self._rule.parse} text"
                    faults.append(Fault(self._fault_field, text, reason, _PARSE_REMEDY, by_profile=_NO_PARSE))
                    continue
                found.extend(as_list(parsed))
            else:
                found.append(text)
        return found


def as_text(value: Any) -> str:
    """A value of a feed as text: lists are joined by commas, true and false are written as in JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(as_text(part) for part in value)
    return msgspec.json.encode(value).decode() if isinstance(value, dict) else str(value)


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def with_unit(value: Any, unit: str) -> Any:
    """ "4" as "4 weeks", "1" as "1 week", "4-6" as "4-6 weeks"; what says its unit itself, or is no number, stays."""
    text = as_text(value).strip()
    if not AMOUNT.match(text):
        return value
    amount = re.sub(r"\d", lambda digit: str(int(digit[0])), text).removesuffix(".0")
    return f"{amount} {unit.removesuffix('s') if amount == '1' else unit}"


def path_getter(path: str, _optional: bool = True) -> Get:
    """Follows keys through objects ("a.b"); a list on the way gives the list of what its items hold."""
    keys = tuple(path.split("."))
    if len(keys) == 1:
        return lambda row: row.get(path) if isinstance(row, dict) else None
    return lambda row: follow(row, keys)


def follow(value: Any, keys: tuple[str, ...]) -> Any:
    """What the keys lead to, one after another."""
    for number, key in enumerate(keys):
        if isinstance(value, list):
            if key.isdecimal():
                value = value[int(key)] if int(key) < len(value) else None
                continue
            found = [follow(part, keys[number:]) for part in value]
            return [part for part in found if part is not None]
        if not isinstance(value, dict):
            return None
        if ".".join(keys[number:]) in value:
            return value[".".join(keys[number:])]
        value = value.get(key)
    return value


def _bind(table: str, profile: FeedProfile, getter_of: GetterOf) -> list[_Step]:
    """Rules that read come first, then those that work on what a pattern or a table of values gave."""
    steps = []
    rules: dict[str, FieldRule] = getattr(profile, table)
    for name, rule in sorted(rules.items(), key=lambda entry: not entry[1].sources and entry[1].const is None):
        try:
            gets = [getter_of(source, rule.optional) for source in rule.sources]
        except KeyError as error:
            raise NotReadable("unreadable", f"{table}.{name}.from: {error.args[0]}") from error
        steps.append(_Step(table, name, rule, gets, profile.convert.get(rule.convert, {})))
    return steps


_UNPARSED = object()


def _parsed(text: str, how: str) -> Any:
    if len(text) > _PARSE_LIMIT:
        return _UNPARSED
    try:
        return ast.literal_eval(text.strip()) if how == "python" else msgspec.json.decode(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return _UNPARSED


_SERIAL = re.compile(r"^(\d{5})(\.\d+)?$")
_LIKELY_DAYS = range(14_000, 80_000)
"""From 1938 to 2119; "20261" is more likely an id that strayed into the column."""
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SEPT = re.compile(r"\bsept\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,\s]*", re.IGNORECASE)
_MONTH_S_DOT = re.compile(r"(?<=[a-z])\.", re.IGNORECASE)


@lru_cache(maxsize=8192)
def date_as(text: str, form: str) -> dt.date | dt.datetime | None:
    """The date that the text is in a format of a profile; None where it is none."""
    if form in SERIALS:
        return _serial(text, SERIALS[form])
    found = _strptime(text, form)
    if found is None and (tidy := _tidied(text)) != text:
        found = _strptime(tidy, form)
    return found


def _tidied(text: str) -> str:
    """ "Mon., 3rd Sept. 2027" as "3 Sep 2027", digits of every script as ours."""
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), text)
    text = _ORDINAL.sub("", _WEEKDAY.sub("", text))
    return _SEPT.sub("Sep", _MONTH_S_DOT.sub("", text))


def _serial(text: str, first: dt.date) -> dt.date | dt.datetime | None:
    """A number of days, and of a part of one: 45352.5 is noon."""
    found = _SERIAL.match(text)
    if found is None or int(found[1]) not in _LIKELY_DAYS:
        return None
    day = first + dt.timedelta(days=int(found[1]))
    if not found[2] or not float(found[2]):
        return day
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=round(float(found[2]) * 86_400))


def _strptime(text: str, form: str) -> dt.date | dt.datetime | None:
    try:
        moment = dt.datetime.strptime(text, form)  # noqa: DTZ007 -- a date of a feed is local to its place
    except ValueError:
        return None
    has_time = any(mark in form for mark in ("%H", "%I", "%T", "%X", "%c"))
    return moment if has_time else moment.date()
