"""What does a course's desk say of each field: what the source states, what is shown, and whose it is?"""

from typing import Any, NamedTuple

from courses.catalogue.labels import language_name
from courses.catalogue.models import Course, Override, Source
from courses.catalogue.overrides import FIELDS
from courses.catalogue.said import LABELS, foreign, plain, written


class Text(NamedTuple):
    """A value as a person reads it; `tag` and `language` where it is not the page's own."""

    tag: str
    language: str
    text: str


class FieldRow(NamedTuple):
    """One field of a course."""

    name: str
    label: str
    stated: list[Text]
    override: Override | None
    ours: list[Text]
    is_locked: bool
    may_edit: bool

    @property
    def is_asked(self) -> bool:
        """The source moved away from the edit, and nobody has said what is right."""
        return self.override is not None and self.override.moved_at is not None and not self.is_locked


def field_rows(course: Course) -> list[FieldRow]:
    """Every field that is stated or may be edited, those that may be edited first."""
    held = {one.field: one for one in course.overrides.select_related("made_by")}
    rest = [name for name in course.stated if name not in (*FIELDS, "id", "main_language", "extra", "offerings")]
    return [_row(course, name, held.get(name)) for name in (*FIELDS, *rest)]


def texts_of(field: str, value: Any) -> list[Text]:
    """None at all where there is nothing to show."""
    if value in (None, "", [], {}):
        return []
    if field in ("title", "description"):
        return [Text(foreign(tag), _name(tag), plain(text)) for tag, text in value.items()]
    return [Text("", "", written(field, value))]


def _row(course: Course, name: str, override: Override | None) -> FieldRow:
    is_locked = name in course.source.locked_fields
    may_edit = name in FIELDS and not is_locked and course.source.kind != Source.Kind.TYPED
    ours = texts_of(name, override.value) if override else []
    return FieldRow(name, LABELS[name], texts_of(name, course.stated.get(name)), override, ours, is_locked, may_edit)


def _name(tag: str) -> str:
    return language_name(tag) if foreign(tag) else ""
