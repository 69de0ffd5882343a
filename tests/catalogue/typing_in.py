"""Courses that people type in, for tests."""

from typing import Any

from consortium.organisations.models import Organisation
from courses.catalogue.checking import Answer, check_record
from courses.catalogue.models import Course
from courses.catalogue.typed import type_course


def answer(record_id: str = "one", **values: Any) -> Answer:
    """The title stands for all that a test does not care about."""
    return check_record({"id": record_id, "title": {"en": "Suturing"}, **values})


def typed(college: Organisation, record_id: str = "one", **values: Any) -> Course:
    return type_course(college, answer(record_id, **values))
