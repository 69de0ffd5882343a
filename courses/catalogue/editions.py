"""What had people a course say on a day: typed in by hand, or put over its source?"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from courses.catalogue.bulk import blocks
from courses.catalogue.models import Course, Edition
from courses.catalogue.overrides import edits_over


def note_typed(key: int) -> None:
    """What a course typed by hand states from now on; in the transaction that wrote it."""
    stated, withdrawn_at = Course.objects.values_list("stated", "withdrawn_at").get(pk=key)
    Edition.objects.create(course_id=key, at=timezone.now(), stated=stated, is_withdrawn=withdrawn_at is not None)


def note_edits(keys: Iterable[int]) -> None:
    """What stands over what their sources state from now on; in the transaction that wrote it."""
    now = timezone.now()
    for block in blocks(keys):
        values = edits_over(block).values
        Edition.objects.bulk_create(Edition(course_id=key, at=now, edits=values.get(key, {})) for key in block)


def edition_at(course: Course, at: dt.datetime) -> Edition | None:
    return editions_of(course).filter(at__lte=at).first()


def editions_of(course: Course) -> QuerySet[Edition]:
    """Newest first."""
    return Edition.objects.filter(course=course).order_by("-at", "-pk")
