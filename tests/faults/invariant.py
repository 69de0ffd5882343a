"""What must hold after every fault, in one function."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Count

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Offering
from courses.feeds.models import Change, Run
from search.check import check_search
from search.entries import blocks, write_entries
from search.gather import public_courses

__all__ = ["in_order", "states_of", "untouched"]


@contextmanager
def untouched(organisation: Organisation) -> Iterator[None]:
    """Whatever happens to another college inside: this one's rows are the same to the byte, and all is in order."""
    before = states_of(organisation)
    yield
    assert states_of(organisation) == before
    in_order()


def states_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Everything that is stored of an organisation's courses, to be compared byte by byte."""
    courses = Course.objects.filter(organisation=organisation).order_by("pk")
    offerings = Offering.objects.filter(course__organisation=organisation).order_by("pk")
    return [*courses.values(), *offerings.values()]


def in_order() -> None:
    """No course twice, none created twice, no run left open, every public course has its entry as it would be built."""
    twice = Course.objects.values("source", "record_id").annotate(rows=Count("pk")).filter(rows__gt=1)
    assert not twice.exists()
    created = Change.objects.filter(kind=Change.Kind.CREATED, run__dry_run=False).values("course")
    assert not created.annotate(rows=Count("pk")).filter(rows__gt=1, course__isnull=False).exists()
    assert not Run.objects.filter(status__in=[Run.Status.RUNNING, Run.Status.QUEUED]).exists()
    for block in blocks(Course.objects.order_by("pk").values_list("pk", flat=True)):
        built = public_courses(block)
        shown = {entry.key for entry in built}
        gone = [key for pk in block if (key := f"course:{pk}") not in shown]
        assert write_entries(built, gone) == 0, "entries differ from their courses"
    found = check_search()
    assert (found.missing, found.stale, found.extra) == (0, 0, 0)
