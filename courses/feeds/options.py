"""Is a profile fit for its format: does it map what must be mapped, and are the options ones that the format has?"""

import tomllib
from typing import Any, NamedTuple

import msgspec
import tomli_w

from courses.feeds.profile import FeedProfile, ProfileError, parse_profile
from courses.feeds.readers import reader_of

_HEAD = "[options]"


class Option(NamedTuple):
    """One of a format: a line as it is written in the settings, and what it does."""

    line: str
    what: str


class NoOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a format that has none."""


def profile_for(form: str, text: str) -> FeedProfile:
    """The checked profile of a feed in this format; raises ProfileError."""
    reader = reader_of(form)
    profile = parse_profile(text, maps=reader.NEEDS_PROFILE)
    if getattr(reader, "NEEDS_ITEMS", False) and not profile.rows.items:
        raise ProfileError(f'rows.items: is missing. Name the {form} elements that are the records: items = "course".')
    kind = options_of(form)
    try:
        msgspec.convert(profile.options, kind)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$")
        known = ", ".join(field.encode_name for field in msgspec.structs.fields(kind)) or "none"
        where = f"options{place.rstrip('`')}"
        raise ProfileError(f"{where}: {reason}. The options of {form} are: {known} (docs/formats.md).") from error
    return profile


def profile_of_options(form: str, text: str) -> str:
    """The profile of options written one a line, "teachers = true", checked; raises ProfileError."""
    text = text.strip()
    profile = text if not text or _HEAD in text else f"{_HEAD}\n{text}\n"
    if profile:
        profile_for(form, profile)
    return profile


def profile_with(form: str, profile: str, options: dict[str, Any]) -> str:
    """The profile with these options in place of what it said of them, an empty one left out; raises ProfileError."""
    stated = tomllib.loads(profile)
    stated["options"] = {name: value for name, value in {**stated.get("options", {}), **options}.items() if value}
    text = tomli_w.dumps(stated) if stated["options"] else ""
    if text:
        profile_for(form, text)
    return text


def options_written(profile: str) -> str:
    """The same, back."""
    return profile.replace(_HEAD, "", 1).strip()


def options_known(form: str) -> list[Option]:
    """Those of a format; of one that is told its fields by a profile none."""
    if reader_of(form).NEEDS_PROFILE:
        return []
    return [_option(field) for field in msgspec.structs.fields(options_of(form))]


def offers_choice(form: str) -> bool:
    """Whether its reader can tell which categories and courses there are (`listing`), to be chosen from."""
    return hasattr(reader_of(form), "listing")


def options_of(form: str) -> type[msgspec.Struct]:
    """The table of a format's options: a reader that has some names it OPTIONS, each with a Meta of an example and of
    what it does."""
    kind: type[msgspec.Struct] = getattr(reader_of(form), "OPTIONS", NoOptions)
    return kind


def _option(field: msgspec.structs.FieldInfo) -> Option:
    meta: msgspec.Meta = field.type.__metadata__[0]
    return Option(f"{field.encode_name} = {(meta.examples or [''])[0]}", meta.description or "")
