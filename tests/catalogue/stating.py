"""Sources with courses, for tests of the catalogue."""

import datetime as dt
from typing import Any

from django.db import transaction

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Source
from courses.catalogue.writer import Stated, create_courses
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint

AT = dt.datetime(2026, 11, 2, 4, 30, tzinfo=dt.UTC)


def source(organisation: Organisation, name: str = "register") -> Source:
    return Source.objects.create(organisation=organisation, name=name, accepted_at=AT)


def stated(record_id: str, **values: Any) -> Stated:
    """A record as plain values; the title stands for all that a test does not care about."""
    title = values.pop("title", f"Course {record_id}")
    record = {"id": record_id, "title": title if isinstance(title, dict) else {"en": title}, **values}
    return Stated(record_id, record, fingerprint(record), volatile_fingerprint(record), {})


def write(where: Source, *records: Stated, at: dt.datetime = AT) -> list[Course]:
    """The new courses, in the order of their records."""
    with transaction.atomic():
        keys = [key for block in create_courses(where, records, at) for _, key in block]
    found = Course.objects.in_bulk(keys)
    return [found[key] for key in keys]
