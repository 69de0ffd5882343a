"""Of which departments, or other parts, does a source hold courses?"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection

from courses.catalogue.models import Source
from courses.feeds.labels import labels_of
from courses.feeds.scope import name_of

_LIKE_A_DEPARTMENT = ("depart", "dept", "faculty", "school", "institute", "branch", "subject", "campus", "vibhag")
MOST_VALUES = 60

# Counted where the courses are: of a field with more values than are of use not one is fetched.
_EVERY_VALUE = """
WITH told AS (
    SELECT c.id, 'extra.' || e.key AS field, e.value FROM catalogue_course c, {extra} e WHERE {held}
    UNION ALL SELECT c.id, 'disciplines', d.value FROM catalogue_course c, {disciplines} d WHERE {held}
    UNION ALL SELECT c.id, 'subjects.stated', {word} FROM catalogue_course c, {subjects} s WHERE {held} AND {is_word}
    UNION ALL SELECT c.id, 'level', {level} FROM catalogue_course c WHERE {held}
    UNION ALL SELECT c.id, 'award', {award} FROM catalogue_course c WHERE {held}
    UNION ALL SELECT c.id, 'type', {type} FROM catalogue_course c WHERE {held}
), counted AS (
    SELECT field, value, count(DISTINCT id) AS courses, count(*) OVER (PARTITION BY field) AS different
    FROM told WHERE value <> '' GROUP BY field, value
)
SELECT field, value, courses FROM counted WHERE different BETWEEN 2 AND {most}
"""
_HELD = "c.source_id = {source} AND c.withdrawn_at IS NULL"
_READ = {
    "postgresql": {
        "extra": "jsonb_each_text(c.stated -> 'extra')",
        "disciplines": "jsonb_array_elements_text(c.stated -> 'disciplines')",
        "subjects": "jsonb_array_elements(c.stated -> 'subjects')",
        "word": "s.value ->> 'label'",
        "is_word": "s.value ->> 'scheme' = 'stated'",
        **{name: f"c.stated ->> '{name}'" for name in ("level", "award", "type")},
    },
    "sqlite": {
        "extra": "json_each(c.stated, '$.extra')",
        "disciplines": "json_each(c.stated, '$.disciplines')",
        "subjects": "json_each(c.stated, '$.subjects')",
        "word": "json_extract(s.value, '$.label')",
        "is_word": "json_extract(s.value, '$.scheme') = 'stated'",
        **{name: f"json_extract(c.stated, '$.{name}')" for name in ("level", "award", "type")},
    },
}


class Part(NamedTuple):
    """A field by which courses are told apart, and how many hold each of its values; `labels` are what people call
    values that are slugs."""

    field: str
    name: str
    values: tuple[tuple[str, int], ...]
    labels: Mapping[str, str]

    @property
    def choices(self) -> list[tuple[str, str, int]]:
        """Each value, what people call it, and how many courses hold it."""
        return [(value, self.labels.get(value, value), count) for value, count in self.values]


def parts_of(source: Source) -> list[Part]:
    """Those that could be a department first; a field in which nearly every course differs is none."""
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    held = _HELD.format(source=int(source.pk))
    with connection.cursor() as cursor:
        cursor.execute(_EVERY_VALUE.format(**_READ[connection.vendor], held=held, most=MOST_VALUES))
        for field, value, courses in cursor.fetchall():
            counted[field][value] = courses
    parts = [_part(field, values) for field, values in counted.items() if len(values) < sum(values.values())]
    return sorted(parts, key=_order)


def _part(field: str, values: dict[str, int]) -> Part:
    labels = labels_of(field, values)
    ordered = sorted(values.items(), key=lambda one: labels.get(one[0], one[0]).casefold())
    return Part(field, name_of(field), tuple(ordered), labels)


def _order(part: Part) -> tuple[bool, bool, bool, str]:
    head, _, name = part.field.lower().partition(".")
    is_likely = head == "extra" and any(word in name for word in _LIKE_A_DEPARTMENT)
    return not is_likely, part.field != "disciplines", part.field != "subjects.stated", part.name
