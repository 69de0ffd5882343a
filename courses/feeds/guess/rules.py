"""What does the profile say of each chosen column: where from, cut at which mark, which words stand for which?"""

from collections.abc import Sequence
from typing import Any

from consortium.vocabulary.words import Vocabulary
from courses.feeds.guess.choosing import Choice
from courses.feeds.guess.column import Column
from courses.feeds.guess.fitting import closed_word
from courses.feeds.guess.headings import unit_of
from courses.feeds.names import is_course_field
from courses.feeds.profile import FeedProfile, FieldRule
from courses.feeds.reading.legacy_fonts import is_gibberish

LISTS = ("disciplines", "subjects", "modes", "languages", "outcomes", "people")
_DATES = ("starts_on", "ends_on", "enrol_from", "enrol_until", "numbers_stated_on")
_NAME_LIMIT = 60
_SCRIPTS = {"gu": {chr(code) for code in range(0x0A80, 0x0B00)}, "hi": {chr(code) for code in range(0x0900, 0x0980)}}
_ASKED = {"level": "level", "award": "award", "disciplines": "discipline"}


def profile_of(
    choices: Sequence[Choice], id_parts: tuple[str, ...], title: tuple[str, ...], vocabulary: Vocabulary
) -> FeedProfile:
    fields: dict[str, FieldRule] = {}
    offering: dict[str, FieldRule] = {}
    grouped: dict[str, list[Column]] = {}
    for choice in choices:
        target = f"extra.{_extra_name(choice.column.name, grouped)}" if choice.target == "extra" else choice.target
        if target:
            grouped.setdefault(target, []).append(choice.column)
    if len(title) > 1:
        fields["title"] = FieldRule(source=title)
    for target, columns in _with_language(grouped).items():
        table, name = (
            (offering, target.removeprefix("offering.")) if target.startswith("offering.") else (fields, target)
        )
        table[name] = _rule(name, columns, vocabulary)
    _add_constants(fields, choices)
    if not set(offering) - {"place", "label"}:
        offering = _undated(offering, fields)
    parts: str | tuple[str, ...] = id_parts[0] if len(id_parts) == 1 else id_parts
    return FeedProfile(id=parts, fields=fields, offering=offering)


def _rule(name: str, columns: Sequence[Column], vocabulary: Vocabulary) -> FieldRule:
    source: str | tuple[str, ...] = columns[0].name if len(columns) == 1 else tuple(column.name for column in columns)
    is_list = name.partition(".")[0] in LISTS
    split = next((column.separator for column in columns if column.separator), ";" if len(columns) > 1 else "")
    formats = [form for column in columns for form in column.dates.formats]
    blanks = [word for column in columns for word in column.blanks]
    is_extra = name.startswith("extra.")
    units = {unit_of(column.name) for column in columns if column.amounts} if name == "duration" else set()
    return FieldRule(
        source=source,
        split=split if is_list else "",
        blank=_one_or_many(list(dict.fromkeys(blanks))) if not name.startswith("title") else (),
        map=_map(name, columns, vocabulary),
        unit=units.pop() if len(units) == 1 else "",  # type: ignore[arg-type]  # one of UNITS
        dates=_one_or_many(list(dict.fromkeys(formats))) if name in _DATES else (),
        optional=is_extra,
    )


def _one_or_many(words: list[str]) -> Any:
    return words[0] if len(words) == 1 else tuple(words)


def _map(name: str, columns: Sequence[Column], vocabulary: Vocabulary) -> dict[str, Any]:
    """Only words that the checks would not take, and that mean one that they do."""
    ask = getattr(vocabulary, _ASKED[name]) if name in _ASKED else None
    found = {}
    for column in columns:
        for part in column.parts:
            word = closed_word(name, part)
            if not word or word.casefold() == part.casefold():
                continue
            if ask is not None and (ask(part) is not None or ask(word) is None):
                continue
            if part.isascii() and name == "languages":
                continue
            found[part] = word
    return dict(list(found.items())[:60])


def _extra_name(column: str, grouped: dict[str, list[Column]]) -> str:
    """A name that a profile may have: not empty, without space at its head, and used once."""
    name = " ".join(column.split())[:_NAME_LIMIT].strip() or "column"
    number, tried = 1, name
    while f"extra.{tried}" in grouped or not is_course_field(f"extra.{tried}"):
        number += 1
        tried = f"{name[: _NAME_LIMIT - 4]} {number}"
    return tried


def _with_language(grouped: dict[str, list[Column]]) -> dict[str, list[Column]]:
    """A title beside titles in other languages says its own; one in another script than Latin letters too."""
    named = {}
    for target, columns in grouped.items():
        if target in ("title", "description"):
            script = old_font(columns[0]) or columns[0].script
            others = any(other.startswith(f"{target}.") and found[0].filled for other, found in grouped.items())
            if script in ("gu", "hi") or (script == "en" and others):
                target = target if f"{target}.{script}" in grouped else f"{target}.{script}"
        named[target] = columns
    return named


def old_font(column: Column) -> str:
    """The language whose letters a column means, where much of it is typed in a font of before Unicode; a heading in
    that script makes it likelier."""
    headed = [tag for tag, script in _SCRIPTS.items() if not script.isdisjoint(column.name)]
    length = sum(map(len, column.parts))
    for tag in dict.fromkeys([*headed, *_SCRIPTS]):
        gibberish = sum(len(part) for part in column.parts if is_gibberish(part, tag))
        if gibberish * (4 if tag in headed else 2) > length:
            return tag
    return ""


def _add_constants(fields: dict[str, FieldRule], choices: Sequence[Choice]) -> None:
    """Where every row ends in an award, every row is a degree programme."""
    awards = [choice.column for choice in choices if choice.target == "award"]
    if awards and "type" not in fields and awards[0].shares.awards >= 0.8 and not awards[0].empty:
        fields["type"] = FieldRule(const="programme")
        fields["kind"] = FieldRule(const="programme")


def _undated(offering: dict[str, FieldRule], fields: dict[str, FieldRule]) -> dict[str, FieldRule]:
    """A place or a batch alone makes no run: it is kept as it stands."""
    for rule in offering.values():
        if isinstance(rule.source, str) and is_course_field(f"extra.{rule.source}"):
            fields.setdefault(f"extra.{rule.source}", FieldRule(source=rule.source, blank=rule.blank, optional=True))
    return {}
