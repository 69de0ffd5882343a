"""What must hold after every fault, in one function."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import Count

from consortium.organisations.models import Organisation
from consortium.people.models import Mail
from courses.catalogue.models import Course, Offering
from courses.feeds.fingerprint import fingerprint
from courses.feeds.models import Change, KeptFile, PushAnswer, Run
from search.check import check_search
from search.deliver import behind, deliver_all
from search.entries import blocks, write_entries
from search.gather import public_courses
from search.models import Entry
from tests.workers import at_work, ring, until

__all__ = ["in_order", "states_of", "untouched"]

DELIVER = "search.tasks.deliver"
KEPT = (Course, Run, Change, KeptFile, Entry, Mail)
"""Of these no row ever goes while a fault lasts."""
WRITTEN = (Change.Kind.CREATED, Change.Kind.CHANGED, Change.Kind.RETURNED, Change.Kind.WITHDRAWN)
TAKEN = {"created", "changed", "returned", "same"}


@contextmanager
def untouched(organisation: Organisation) -> Iterator[None]:
    """Whatever happens to another college inside: this one's rows are the same to the byte, what was committed before
    is still there, and all is in order."""
    before, committed = states_of(organisation), _keys()
    yield
    assert states_of(organisation) == before
    assert committed <= _keys(), "what was committed before is gone"
    in_order()


def states_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Everything that is stored of an organisation's courses, to be compared byte by byte."""
    courses = Course.objects.filter(organisation=organisation).order_by("pk")
    offerings = Offering.objects.filter(course__organisation=organisation).order_by("pk")
    return [*courses.values(), *offerings.values()]


def in_order() -> None:
    """No course twice, none created twice, no run left open, nothing lost that a run or an answer says was written,
    every public course has its entry as it would be built, and the engine has every entry."""
    _nothing_twice()
    assert not Run.objects.filter(status__in=[Run.Status.RUNNING, Run.Status.QUEUED]).exists()
    _nothing_lost()
    _nothing_acknowledged_lost()
    for block in blocks(Course.objects.order_by("pk").values_list("pk", flat=True)):
        built = public_courses(block)
        shown = {entry.key for entry in built}
        gone = [key for pk in block if (key := f"course:{pk}") not in shown]
        assert write_entries(built, gone) == 0, "entries differ from their courses"
    _deliver()
    found = check_search()
    assert found.is_in_step, f"the engine differs from the entries: {found}"


def _keys() -> set[tuple[str, int]]:
    return {(model.__name__, key) for model in KEPT for key in model.objects.values_list("pk", flat=True)}


def _nothing_twice() -> None:
    twice = Course.objects.values("source", "record_id").annotate(rows=Count("pk")).filter(rows__gt=1)
    assert not twice.exists()
    created = Change.objects.filter(kind=Change.Kind.CREATED, run__dry_run=False).values("course")
    assert not created.annotate(rows=Count("pk")).filter(rows__gt=1, course__isnull=False).exists()


def _nothing_lost() -> None:
    """A run counts what it wrote, and has a change for each; a change goes with its course, so that a lost course is
    missed in the count. Each course is as the last change left it, and none came to a source but by a run of it."""
    applied = Run.objects.filter(is_applied=True, dry_run=False)
    for run in applied:
        told = Counter(run.changes.values_list("kind", flat=True))
        counted = {kind: getattr(run, kind) for kind in WRITTEN}
        assert {kind: told[kind] for kind in WRITTEN} == counted, f"what {run} wrote is not all there"
    changes = Change.objects.filter(run__in=applied, kind__in=WRITTEN).order_by("run__applied_at", "pk")
    last = {change.course_id: change for change in changes}
    of_feeds = Course.objects.filter(source__feed__isnull=False)
    for key, stated, withdrawn_at in of_feeds.values_list("pk", "fingerprint", "withdrawn_at"):
        assert key in last, f"no run wrote course {key}"
        is_withdrawn = last[key].kind == Change.Kind.WITHDRAWN
        assert is_withdrawn == (withdrawn_at is not None), f"course {key} is not as {last[key]} left it"
        assert is_withdrawn or bytes(stated) == fingerprint(last[key].after), f"{last[key]} of course {key} is lost"


def _nothing_acknowledged_lost() -> None:
    for answer in PushAnswer.objects.filter(status=200):
        told = {one["id"] for one in answer.answer.get("results", ()) if one["status"] in TAKEN}
        held = Course.objects.filter(source__feed=answer.feed_id, record_id__in=told)
        assert told == set(held.values_list("record_id", flat=True)), f"{answer} was answered, and is lost"


def _deliver() -> None:
    """Of Elasticsearch; by the worker, where one is at work on search, else here."""
    if not settings.ELASTICSEARCH_URL:
        return
    if environment := at_work("index"):
        ring(environment, DELIVER)
        until(lambda: not behind().exists(), "the worker brings the engine what is behind")
    else:
        deliver_all()
