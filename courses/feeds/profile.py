"""What does a feed profile say, and is it fit to read by? (docs/connect-a-catalogue.md explains every key.)"""

import codecs
import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from courses.feeds.names import is_course_field, is_offering_field, known_names, known_offering_names

Scalar = str | int | float | bool
Mapped = Scalar | dict[str, Scalar]


class FieldRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one field is made; the steps are taken in the order of these keys."""

    source: str | tuple[str, ...] = msgspec.field(default="", name="from")
    first: bool = False
    const: Scalar | None = None
    convert: str = ""
    blank: Scalar | tuple[Scalar, ...] = ()
    split: str = ""
    parse: Literal["", "python", "json"] = ""
    keys: dict[str, str] = {}
    pattern: str = ""
    map: dict[str, Mapped] = {}
    unit: Literal["", "hours", "days", "weeks", "months", "years"] = ""
    join: str | None = None
    dates: str | tuple[str, ...] = ()
    optional: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        if isinstance(self.source, tuple):
            return self.source
        return (self.source,) if self.source else ()


AUTO = "auto"
SERIALS = {"excel": dt.date(1899, 12, 30), "excel-1904": dt.date(1904, 1, 1)}
"""Names for dates that are numbers of days, and the day that they count from: Excel's, and that of old Macintoshes."""
_KEYS = frozenset(field.encode_name for field in msgspec.structs.fields(FieldRule))
_FOR_NO_FILE = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"))
_FAMILIES = ("title", "description", "extra", "people", "subjects")


class FileRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How bytes become rows. What is not stated is found by looking; the format `csv` has plain defaults for it."""

    encoding: str | None = None
    fallback_encoding: str = ""
    delimiter: str | None = None
    sheet: str = ""
    sheets: str | tuple[str, ...] = ()
    header_row: int | Literal["auto"] | None = None
    header_rows: int | None = None
    fill_down: tuple[str, ...] = ()


class RowRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the list of records is (a path of keys in JSON) and which rows of it are read."""

    items: str = ""
    where: dict[str, Scalar | tuple[Scalar, ...]] = {}
    totals: str | tuple[str, ...] | None = None


class OfferingsRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where in a record its list of offerings is."""

    items: str = ""


class FeedProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A checked profile."""

    id: str | tuple[str, ...] = ()
    file: FileRules = FileRules()
    rows: RowRules = RowRules()
    fields: dict[str, FieldRule] = {}
    offering: dict[str, FieldRule] = {}
    offerings: OfferingsRules = OfferingsRules()
    convert: dict[str, dict[str, str]] = {}
    options: dict[str, Any] = {}

    @property
    def id_parts(self) -> tuple[str, ...]:
        return (self.id,) if isinstance(self.id, str) else self.id


class ProfileError(ValueError):
    """Says where in the profile, what is wrong and how to mend it, a line for each fault."""


def parse_profile(text: str, *, maps: bool = True) -> FeedProfile:
    """Read and check the TOML text of a profile; raises ProfileError with everything wrong in it.

    `maps`: the format needs to be told which column is what. What stands under [options] is checked by options.py.
    """
    try:
        stated = _flat(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"The profile is no TOML: {error}. Mend the line it names.") from error
    faults = [*_faults_of_shape(stated)]
    if faults:
        raise ProfileError("\n".join(faults))
    try:
        profile = msgspec.convert(stated, FeedProfile)
    except msgspec.ValidationError as error:
        raise ProfileError(_in_words("", error)) from error
    faults = [*_faults_of_profile(profile)] if maps else [*_faults_of_options_alone(profile)]
    if faults:
        raise ProfileError("\n".join(faults))
    return profile


def _flat(profile: dict[str, Any]) -> dict[str, Any]:
    """[fields.extra.room] is the field "extra.room", without the quotes that TOML would want around the name."""
    fields = profile.get("fields")
    if not isinstance(fields, dict):
        return profile
    flat: dict[str, Any] = {}
    for name, rule in fields.items():
        own = {key: value for key, value in rule.items() if key in _KEYS} if isinstance(rule, dict) else rule
        if own or name not in _FAMILIES:
            flat[name] = rule if name not in _FAMILIES else own
        if name in _FAMILIES and isinstance(rule, dict):
            flat |= {f"{name}.{tail}": below for tail, below in rule.items() if tail not in _KEYS}
    return {**profile, "fields": flat}


def groups_of(rule: FieldRule) -> tuple[str, ...]:
    """The fields that the named groups of a pattern fill; "extra__room" is the group of "extra.room"."""
    names = re.compile(rule.pattern).groupindex if rule.pattern else {}
    return tuple(name.replace("__", ".") for name in names)


def fed_fields(rules: dict[str, FieldRule]) -> set[str]:
    """The fields that patterns and tables of values fill beside their own rule's."""
    fed = {group for rule in rules.values() for group in groups_of(rule)}
    return fed | {
        name for rule in rules.values() for value in rule.map.values() if isinstance(value, dict) for name in value
    }


def _faults_of_shape(stated: dict[str, Any]) -> Iterator[str]:
    """Rules that are none, each by its own name."""
    for table in ("fields", "offering"):
        rules = stated.get(table)
        for name, rule in rules.items() if isinstance(rules, dict) else ():
            try:
                msgspec.convert(rule, FieldRule)
            except msgspec.ValidationError as error:
                yield _in_words(f"{table}.{name}", error)


def _in_words(rule: str, error: msgspec.ValidationError) -> str:
    text, _, place = str(error).partition(" - at `$")
    where = f"{rule}{place.rstrip('`')}".removeprefix(".") or "top of the profile"
    return f"{where}: {text}. See docs/connect-a-catalogue.md for what may stand there."


def _faults_of_profile(profile: FeedProfile) -> Iterator[str]:
    yield from _faults_of_file(profile.file)
    for table, rules, is_known, known in (
        ("fields", profile.fields, is_course_field, known_names),
        ("offering", profile.offering, is_offering_field, known_offering_names),
    ):
        patterns_hold = True
        for name, rule in rules.items():
            faults = [
                *_faults_of_rule(f"{table}.{name}", rule),
                *_faults_of_unit(table, name, rule),
                *_faults_of_convert(table, name, rule, profile),
            ]
            patterns_hold &= not faults
            yield from faults
        if not patterns_hold:
            continue
        fed = fed_fields(rules)
        for name, rule in rules.items():
            steers = bool(groups_of(rule)) or any(isinstance(value, dict) for value in rule.map.values())
            if not is_known(name) and not steers:
                yield f"{table}.{name}: there is no field {name!r}. Known are: {known()}."
            if not rule.sources and rule.const is None and name not in fed:
                yield f'{table}.{name}: says nothing to read. Add from = "COLUMN" or const = "VALUE".'
        for name in sorted(fed):
            if not is_known(name):
                yield f"{table}: a pattern or map fills {name!r}, but there is no such field. Known are: {known()}."
    yield from _faults_of_identity(profile)


def _faults_of_options_alone(profile: FeedProfile) -> Iterator[str]:
    """A format that knows its own fields takes none from a profile."""
    for name in ("id", "fields", "offering"):
        if getattr(profile, name):
            yield f"{name}: this format knows its fields itself. Take it out; only [options] may stand in the profile."


def _faults_of_file(file: FileRules) -> Iterator[str]:
    for key, name in (("encoding", file.encoding), ("fallback_encoding", file.fallback_encoding)):
        if name and name != AUTO and not is_encoding(name):
            yield f"file.{key}: {name!r} is no text encoding. Write one such as utf-8, utf-16, windows-1252 or latin-1."
    if file.fallback_encoding == AUTO:
        yield "file.fallback_encoding: name an encoding such as windows-1252; what is looked for stands under encoding."
    if file.delimiter is not None and file.delimiter != AUTO and len(file.delimiter) != 1:
        yield f'file.delimiter: {file.delimiter!r} must be one character, such as ",", ";" or "\\t", or "auto".'
    if isinstance(file.header_row, int) and file.header_row < 1:
        yield "file.header_row: rows are counted from 1."
    if file.header_rows is not None and file.header_rows not in (1, 2, 3):
        yield "file.header_rows: column names stand in 1, 2 or 3 rows."
    if file.sheet and file.sheets:
        yield "file.sheet: has both sheet and sheets. Keep one."


def is_encoding(name: str) -> bool:
    """Whether a text file may be in it; some of Python's codecs are for other things."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return found._is_text_encoding and found.name not in _FOR_NO_FILE


def _faults_of_rule(place: str, rule: FieldRule) -> Iterator[str]:
    if rule.const is not None and rule.sources:
        yield f"{place}: has both from and const. Keep one."
    if rule.pattern:
        try:
            re.compile(rule.pattern)
        except re.error as error:
            yield f"{place}.pattern: {error}. Mend the regular expression; in TOML write it in 'single quotes'."
    formats = (rule.dates,) if isinstance(rule.dates, str) else rule.dates
    for form in formats:
        if "%" not in form and form not in SERIALS:
            yield (
                f'{place}.dates: {form!r} is no date format. Write one such as "%d/%m/%Y" for 31/12/2026, '
                'or "excel" for numbers of days.'
            )


def _faults_of_unit(table: str, name: str, rule: FieldRule) -> Iterator[str]:
    if rule.unit and name != "duration" and not name.startswith("extra."):
        yield f"{table}.{name}.unit: only a length (duration), or what is kept under extra, has a unit. Take it out."


def _faults_of_convert(table: str, name: str, rule: FieldRule, profile: FeedProfile) -> Iterator[str]:
    if rule.convert and not profile.convert.get(rule.convert):
        known = ", ".join(profile.convert) or "none"
        yield (
            f"{table}.{name}.convert: there is no table {rule.convert!r}; there are: {known}. "
            f'Add [convert.{rule.convert}] with lines such as "U" = "\u0a97".'
        )
    elif rule.convert and "" in profile.convert[rule.convert]:
        yield f"convert.{rule.convert}: has an entry for nothing. Take it out."


def _faults_of_identity(profile: FeedProfile) -> Iterator[str]:
    if not any(profile.id_parts):
        yield 'id: is missing. Name the column, or the columns together, that never change, such as id = "code".'
    groups: set[str] = set()
    for rule in profile.fields.values():
        try:
            groups.update(groups_of(rule))
        except re.error:
            return
    titles = {name for name in (*profile.fields, *groups) if name == "title" or name.startswith("title.")}
    if not titles:
        yield 'fields.title: is missing; a record without a title is refused. Add [fields.title] with from = "COLUMN".'
