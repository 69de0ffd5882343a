"""How much of what a student asks of a course does a record state?"""

from typing import Any

from courses.feeds.record import CourseRecord

ASKED = (
    "description",
    "code",
    "level",
    "field",
    "languages",
    "modes",
    "length",
    "prerequisites",
    "outcomes",
    "address",
    "people",
    "dates",
)
"""What matters of the optional fields; id and title are never missing."""


def completeness(record: CourseRecord) -> int:
    """Of the fields that matter, how many of a hundred are stated."""
    return round(100 * sum(map(bool, _facts(record))) / len(ASKED))


def stated_of(record: CourseRecord) -> list[str]:
    """Which of them are."""
    return [name for name, fact in zip(ASKED, _facts(record), strict=True) if fact]


def _facts(record: CourseRecord) -> tuple[Any, ...]:
    """What is stated of each; alternatives count as one: a discipline or a subject, credits or a duration."""
    return (
        record.description,
        record.code,
        record.level,
        record.disciplines or any(subject.scheme != "stated" for subject in record.subjects),
        record.languages or any(one.languages for one in record.offerings),
        record.modes or any(one.modes for one in record.offerings),
        record.credits is not None or record.duration,
        record.prerequisites or record.admission_text,
        record.outcomes,
        record.url or record.admission_url,
        record.people,
        any(one.starts_on for one in record.offerings),
    )
