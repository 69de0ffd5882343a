"""Of which departments, or other parts, does a source hold courses?"""

from collections import Counter
from typing import NamedTuple

from django.db.models import F

from courses.catalogue.models import Course, Source
from courses.feeds.scope import name_of, texts_at

_HEADS = ("extra", "disciplines", "level", "award", "type")
_LIKE_A_DEPARTMENT = ("depart", "dept", "faculty", "school", "institute", "branch", "subject", "campus", "vibhag")
MOST_VALUES = 60


class Part(NamedTuple):
    """A field by which courses are told apart, and how many hold each of its values."""

    field: str
    name: str
    values: tuple[tuple[str, int], ...]


def parts_of(source: Source) -> list[Part]:
    """Those that could be a department first; a field in which nearly every course differs is none."""
    held = Course.objects.filter(source=source, withdrawn_at__isnull=True)
    heads = {f"held_{head}": F(f"stated__{head}") for head in _HEADS}
    counted: dict[str, Counter[str]] = {}
    for row in held.annotate(**heads).values_list(*heads).iterator(chunk_size=2_000):
        stated = {head: value for head, value in zip(_HEADS, row, strict=True) if value is not None}
        for field in _fields(stated):
            counted.setdefault(field, Counter()).update(set(filter(None, texts_at(stated, field))))
    parts = [_part(field, values) for field, values in counted.items() if _tells_apart(values)]
    return sorted(parts, key=_order)


def _fields(stated: dict[str, object]) -> list[str]:
    extra = stated.get("extra")
    free = [f"extra.{name}" for name in extra] if isinstance(extra, dict) else []
    return [*free, *(head for head in _HEADS[1:] if head in stated)]


def _tells_apart(values: Counter[str]) -> bool:
    return 1 < len(values) <= MOST_VALUES and len(values) < values.total()


def _part(field: str, values: Counter[str]) -> Part:
    return Part(field, name_of(field), tuple(sorted(values.items(), key=lambda one: one[0].casefold())))


def _order(part: Part) -> tuple[bool, bool, str]:
    is_likely = any(word in part.field.lower() for word in _LIKE_A_DEPARTMENT)
    return not is_likely, part.field != "disciplines", part.name
