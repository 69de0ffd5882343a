"""What does each rule of a profile make of the values of real rows?"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from courses.feeds.exchange import NotReadable
from courses.feeds.looking.job import Became, Preview
from courses.feeds.looking.sources import Source
from courses.feeds.mapping import Mapper, as_text
from courses.feeds.profile import FeedProfile, FieldRule, groups_of

MOST_ROWS = 200
MOST_VALUES = 4
_SHOWN = 120


def previews_of(source: Source, profile: FeedProfile) -> Iterator[Preview]:
    """Rules that shape what they read; what is taken as it stands needs no preview."""
    rows = list(islice(source.rows(), MOST_ROWS))
    for table, rules in (("fields", profile.fields), ("offering", profile.offering)):
        for name, rule in rules.items():
            if rule.sources and _shapes(rule):
                yield Preview(f"{table}.{name}", tuple(_values(source, name, rule, rows)))


def _shapes(rule: FieldRule) -> bool:
    return bool(
        rule.dates or rule.split or rule.pattern or rule.map or rule.unit or rule.parse or rule.blank or rule.keys
    )


def _values(source: Source, name: str, rule: FieldRule, rows: list[tuple[str, Any]]) -> Iterator[Became]:
    try:
        mapper = Mapper(FeedProfile(fields={name: rule}), source.getter)
        gets = [source.getter(one, rule.optional) for one in rule.sources]
    except (KeyError, NotReadable) as error:
        yield Became("", ", ".join(rule.sources), "", str(getattr(error, "message", error.args[0])))
        return
    shown: set[str] = set()
    for place, row in rows:
        before = " ".join(filter(None, (as_text(get(row)).strip() for get in gets)))
        if not before or before in shown:
            continue
        shown.add(before)
        values, faults = mapper.values(row)
        wrong = "; ".join(fault.reason for fault in faults)
        yield Became(place, before[:_SHOWN], _said(name, rule, values)[:_SHOWN], wrong)
        if len(shown) == MOST_VALUES:
            return


def _said(name: str, rule: FieldRule, values: Mapping[str, Any]) -> str:
    """The value, or those of the pattern's groups by their names."""
    groups = [group for group in groups_of(rule) if group != name]
    own = _text(values.get(name))
    parts = [f"{group}: {_text(values.get(group))}" for group in groups if values.get(group)]
    return "; ".join(filter(None, [own, *parts]))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " · ".join(as_text(one) if not hasattr(one, "isoformat") else one.isoformat() for one in value)
    return value.isoformat() if hasattr(value, "isoformat") else as_text(value)
