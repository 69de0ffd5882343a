"""What does a source hold, as small in memory as comparing allows?"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q, QuerySet

from courses.catalogue.bulk import among, blocks
from courses.catalogue.models import Course, Source

_WITHDRAWN, _OWN_DATE, _CARRIED = 1, 2, 4


class Held(NamedTuple):
    """A course, as comparing sees it."""

    key: int
    fingerprint: bytes
    volatile_fingerprint: bytes
    is_withdrawn: bool
    has_own_date: bool
    has_carried: bool


class Holding:
    """All courses of a source by record id, about 250 bytes each, or only those that are `told`. Taking one out leaves
    those not stated."""

    def __init__(self, source: Source, told: Collection[str] | None = None) -> None:
        self._courses = Course.objects.filter(source=source)
        self._rows: dict[str, bytes] = {}
        if told is None:
            self._bring(self._courses)
        else:
            for some in blocks(told):
                self._bring(self._courses.filter(record_id__in=among(some)))

    def _bring(self, courses: QuerySet[Course]) -> None:
        rows = courses.annotate(has_carried=~Q(carried={})).values_list(
            "record_id", "pk", "fingerprint", "volatile_fingerprint", "withdrawn_at", "stated_at", "has_carried"
        )
        for record_id, key, print_, volatile, withdrawn_at, stated_at, has_carried in rows.iterator(chunk_size=2_000):
            flags = (
                (_WITHDRAWN if withdrawn_at else 0) | (_OWN_DATE if stated_at else 0) | (_CARRIED if has_carried else 0)
            )
            self._rows[record_id] = b"".join((print_, volatile, key.to_bytes(8, "big"), bytes((flags,))))

    def count_stated(self) -> int:
        """Of all courses of the source."""
        return self._courses.filter(withdrawn_at__isnull=True).count()

    def take(self, record_id: str) -> Held | None:
        row = self._rows.pop(record_id, None)
        return None if row is None else _unpacked(row)

    def rest(self) -> list[Held]:
        return [_unpacked(row) for row in self._rows.values()]


def _unpacked(row: bytes) -> Held:
    flags = row[40]
    return Held(
        int.from_bytes(row[32:40], "big"),
        row[:16],
        row[16:32],
        bool(flags & _WITHDRAWN),
        bool(flags & _OWN_DATE),
        bool(flags & _CARRIED),
    )
