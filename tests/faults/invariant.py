"""What must hold after every fault, in one function."""

from typing import Any

from django.db.models import Count

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Offering
from courses.feeds.models import Run
from search.check import check_search
from search.entries import write_entries
from search.gather import public_courses

__all__ = ["in_order", "states_of"]


def states_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Everything that is stored of an organisation's courses, to be compared byte by byte."""
    courses = Course.objects.filter(organisation=organisation).order_by("pk")
    offerings = Offering.objects.filter(course__organisation=organisation).order_by("pk")
    return [*courses.values(), *offerings.values()]


def in_order() -> None:
    """No course twice, no run left open, every public course has its entry as it would be built now."""
    twice = Course.objects.values("source", "record_id").annotate(rows=Count("pk")).filter(rows__gt=1)
    assert not twice.exists()
    assert not Run.objects.filter(status=Run.Status.RUNNING).exists()
    written = Course.objects.filter(withdrawn_at__isnull=True).values_list("pk", flat=True)
    assert write_entries(public_courses(list(written))) == 0, "entries differ from their courses"
    found = check_search()
    assert (found.missing, found.stale, found.extra) == (0, 0, 0)
