"""Which courses of two sources of one organisation are one course, and which of them is shown?"""

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import FirstValue

from consortium.organisations.models import Organisation
from courses.catalogue.bulk import blocks, update_rows
from courses.catalogue.models import Course, Source
from courses.catalogue.signals import courses_changed
from courses.catalogue.written import MARK, mark

_FIRST = (
    F("hidden_at").asc(nulls_last=True),
    F("source__hidden_at").asc(nulls_first=True),
    F("withdrawn_at").asc(nulls_first=True),
    F("id").asc(),
)


def settle_twins(organisation: Organisation) -> int:
    """Point every twin at the course that stands for it (DESIGN, decision 6); returns how many were changed.

    Twins have one `twin_key` and are of different sources. The oldest that is stated stands for the others; when it
    is withdrawn, or its whole source hidden, the next oldest does. One that is hidden singly goes before all, so that
    none of its twins is shown; nor is what came in its place in its own source, under another id.
    """
    in_its_place = _in_place_of_hidden(organisation)
    if not in_its_place and not _may_hold_twins(organisation):
        return 0
    changed = [
        (key, stands)
        for key, source, held, first, first_source in _groups(organisation, in_its_place)
        if held != (stands := first if source != first_source else in_its_place.get(key))
    ]
    for block in blocks(changed):
        now = mark()
        update_rows(Course, (*MARK, "same_as_id"), ((key, *now, first) for key, first in block))
        courses_changed.send(Course, ids=[key for key, _ in block])
    return len(changed)


def twins_of(course: Course) -> list[Course]:
    """All that are one course with this one, itself included, the one that stands for them first."""
    shown = course.same_as or course
    one = Course.objects.filter(Q(pk=shown.pk) | Q(same_as=shown)).select_related("source")
    return list(one.order_by(F("same_as").asc(nulls_first=True)))


def _may_hold_twins(organisation: Organisation) -> bool:
    held = Course.objects.filter(organisation=organisation, same_as__isnull=False)
    return Source.objects.filter(organisation=organisation).count() > 1 or held.exists()


def _in_place_of_hidden(organisation: Organisation) -> dict[int, int]:
    """What a source states anew with the code and title of a course that it states no more and that a person hid
    before: a system that changes an id brings nothing back. By primary key, with that of the hidden one."""
    courses = Course.objects.filter(organisation=organisation)
    gone = courses.filter(hidden_at__isnull=False, withdrawn_at__isnull=False)
    gone = gone.exclude(twin_key="").exclude(source__kind=Source.Kind.TYPED)  # what a person types she wants
    found: dict[int, int] = {}
    for hidden in gone.order_by("-hidden_at"):
        same = courses.filter(source=hidden.source_id, twin_key=hidden.twin_key, created_at__gt=hidden.hidden_at)
        found |= dict.fromkeys(same.exclude(pk=hidden.pk).values_list("pk", flat=True), hidden.pk)
    return found


def _groups(organisation: Organisation, in_its_place: dict[int, int]) -> list[tuple[int, int, int | None, int, int]]:
    """(id, source, held same_as, first of the group, its source) of all courses that have, or had, a twin."""
    courses = Course.objects.filter(organisation=organisation)
    other = courses.filter(twin_key=OuterRef("twin_key")).exclude(source=OuterRef("source"))
    has_twin = ~Q(twin_key="") & Exists(other)
    grouped = courses.filter(has_twin).annotate(
        first=Window(FirstValue("id"), partition_by=["twin_key"], order_by=_FIRST),
        first_source=Window(FirstValue("source_id"), partition_by=["twin_key"], order_by=_FIRST),
    )
    rows: list[tuple[int, int, int | None, int, int]] = list(
        grouped.values_list("id", "source_id", "same_as_id", "first", "first_source")
    )
    others = courses.filter(Q(same_as__isnull=False) | Q(pk__in=in_its_place)).exclude(has_twin)
    alone = others.values_list("id", "source_id", "same_as_id")
    return rows + [(key, source, held, key, source) for key, source, held in alone]
