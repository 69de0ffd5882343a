"""What does a file say it is: everything, additions and changes only, or everything of one part of the catalogue?"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from courses.feeds.names import is_course_field, known_names
from courses.feeds.record import CourseRecord

_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(CourseRecord)}
_CALLED = {"disciplines": "discipline", "subjects.stated": "department or subject"}
_HOW = "Write changes, or part:FIELD=VALUE such as part:extra.department=Anatomy; without it the file is everything."


class ScopeError(ValueError):
    """Says what is wrong with a stated scope, and how to mend it."""


class Scope(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file may be asked for: only of what it says to hold whole can anything be absent. `label` is what people
    call the value, where that is a slug (`courses.feeds.labels`); it is shown, and neither kept nor compared."""

    kind: Literal["everything", "changes", "part"] = "everything"
    field: str = ""
    value: str = ""
    label: str = ""

    @property
    def is_whole(self) -> bool:
        return self.kind == "everything"

    @property
    def words(self) -> str:
        """As it stands after "this file is"."""
        if self.kind == "part":
            return f"everything whose {self.which}"
        return "everything" if self.is_whole else "additions and changes only"

    @property
    def which(self) -> str:
        """As it stands after "courses whose", of a part."""
        return f"{name_of(self.field)} is {self.label or self.value}"

    def stated(self) -> dict[str, Any]:
        """As a run keeps it: nothing for everything."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        found.pop("label", None)
        return found

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Whether a record as stated, in plain values, belongs to it."""
        return self.kind != "part" or _alike(self.value) in {_alike(text) for text in texts_at(record, self.field)}


EVERYTHING = Scope()
CHANGES = Scope("changes")


def scope_in(text: str) -> Scope:
    """The scope that a command's option names; raises ScopeError."""
    kind, _, rest = text.partition(":")
    field, equals, value = (part.strip() for part in rest.partition("="))
    if text == "changes":
        return CHANGES
    if kind != "part" or not equals or not field or not value:
        raise ScopeError(f"{text!r} says not what the file is. {_HOW}")
    return part(field, value)


def part(field: str, value: str) -> Scope:
    """Everything of which a field holds a value; raises ScopeError where there is no such field."""
    if not is_course_field(field):
        raise ScopeError(f"There is no field {field!r}. Known are: {known_names()}.")
    return Scope("part", field, value)


def name_of(field: str) -> str:
    """A field as people call it: "extra.home_department" is the home department."""
    return _CALLED.get(field) or field.removeprefix("extra.").replace(".", " ").replace("_", " ")


def texts_at(record: Mapping[str, Any], field: str) -> list[str]:
    """What a record states in a field: one text, those of every language, or every one of a list."""
    head, _, tail = field.partition(".")
    return [*_texts(record.get(head, _DEFAULTS.get(head)), tail)]


def _texts(value: Any, tail: str) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, dict):
        wanted = [value.get(tail)] if tail else value.values()
        yield from (text for text in wanted if isinstance(text, str))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _of_list(one, tail)


def _of_list(one: Any, tail: str) -> Iterator[str]:
    """A slug, a subject of a scheme or a person of a role."""
    if isinstance(one, str):
        yield one
    elif isinstance(one, dict) and (not tail or tail in (one.get("scheme"), one.get("role"))):
        yield from (one[key] for key in ("code", "label", "name") if one.get(key))


def _alike(text: str) -> str:
    return " ".join(text.split()).casefold()
