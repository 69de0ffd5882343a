"""What holds of the sync whatever a small catalogue states: on the database, from checked records to rows."""

import csv
import io
import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Offering
from courses.feeds.connecting import Connection, connect
from courses.feeds.exchange import Answer, ReaderSettings, Request
from courses.feeds.leases import begin
from courses.feeds.models import Feed, Run
from courses.feeds.outcome import Validators, fail
from courses.feeds.profile import parse_profile
from courses.feeds.push.batch import push_batch
from courses.feeds.push.beginning import AlreadyRunning
from courses.feeds.push.message import message_in
from courses.feeds.reading import Job
from courses.feeds.reading.work import read_rows
from courses.feeds.release import NotHeld, confirm
from courses.feeds.revert import revert
from courses.feeds.scope import CHANGES, EVERYTHING, Scope
from courses.feeds.sync import carry_out_reading
from courses.feeds.undoing import has_written
from tests.feeds.feeding import COLUMNS, PROFILE
from tests.feeds.stating import CONSORTIUM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def embedded_search(settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = ""


Rows = list[dict[str, str]]
Known = dict[str, dict[str, Any]]

few = how(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
numbers = itertools.count(1)
stated_rows = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["R1", "R2", "R3", "R4", "R5"]),
        "title": st.sampled_from(["Anatomy", "Physiology", "Surgery", ""]),
    },
    optional={
        "code": st.sampled_from(["C1", "C2"]),
        "about": st.sampled_from(["New.", "Newer."]),
        "seats": st.sampled_from(["30", "40", "many"]),
        "starts": st.sampled_from(["2027-01-04", "2027-08-02", "soon"]),
        "places": st.sampled_from(["20", "60"]),
        "taken": st.sampled_from(["3", "9"]),
    },
)
catalogues = st.lists(stated_rows, min_size=1, max_size=7)


@few
@given(catalogues, catalogues)
def test_reading_the_same_again_changes_nothing(first: Rows, second: Rows) -> None:
    feed = a_feed()
    read(feed, first)
    read(feed, second)
    before = state_of(feed)
    again = read(feed, second)
    assert state_of(feed) == before
    assert (again.created, again.changed, again.returned, again.withdrawn) == (0, 0, 0, 0) or not again.is_applied


@few
@given(catalogues, st.data())
def test_the_order_of_records_means_nothing(first: Rows, data: st.DataObject) -> None:
    second = data.draw(catalogues)
    one, other = a_feed(), a_feed()
    for feed, then in ((one, second), (other, data.draw(st.permutations(second)))):
        read(feed, first)
        read(feed, then)
    assert without(state_of(one), "slug") == without(state_of(other), "slug")


@few
@given(catalogues, catalogues, catalogues)
def test_undoing_a_run_brings_back_what_was_there_and_undoing_that_what_it_wrote(
    first: Rows, second: Rows, third: Rows
) -> None:
    feed = a_feed()
    decide(read(feed, first))
    decide(read(feed, second))
    before = state_of(feed)
    run = decide(read(feed, third))
    assume(has_written(run))
    after = state_of(feed)
    undoing = revert(run)
    undone = state_of(feed)
    assert lasting(undone, before) == lasting(before, before)
    assert all(undone[name]["withdrawn"] for name in undone.keys() - before.keys())
    revert(undoing)
    assert lasting(state_of(feed), after) == lasting(after, after)


@few
@given(catalogues, catalogues, catalogues)
def test_a_decision_between_comparing_and_writing_is_as_one_before_or_after(
    first: Rows, held: Rows, second: Rows
) -> None:
    def carried_out(order: str) -> Known:
        feed = a_feed()
        read(feed, first)
        waiting = read(feed, held)
        if order == "in between":
            with before_the_apply(lambda: decide(waiting)):
                read(feed, second)
        elif order == "decided first":
            decide(waiting)
            read(feed, second)
        else:
            read(feed, second)
            decide(waiting)
        return state_of(feed)

    assert carried_out("in between") in (carried_out("decided first"), carried_out("decided last"))


@few
@given(catalogues, catalogues, catalogues)
def test_a_run_that_another_took_over_writes_nothing_more(first: Rows, late: Rows, quick: Rows) -> None:
    feed, other = a_feed(), a_feed()
    read(feed, first)

    def take_over() -> None:
        run = Run.objects.filter(feed=feed).latest("pk")
        Run.objects.filter(pk=run.pk).update(lease_until=run.created_at)
        carry_out(run, quick)

    with before_the_apply(take_over):
        read(feed, late)
    read(other, first)
    read(other, quick)
    assert state_of(feed) == state_of(other)


@few
@given(catalogues, catalogues)
def test_two_catalogues_of_a_college_read_at_once_are_as_one_after_the_other(register: Rows, online: Rows) -> None:
    def carried_out(order: str) -> tuple[Known, Known]:
        one, other = two_feeds()
        if order == "at once":
            with before_the_apply(lambda: read(other, online)):
                read(one, register)
        else:
            for feed, rows in ((one, register), (other, online))[:: 1 if order == "in order" else -1]:
                read(feed, rows)
        return state_of(one), state_of(other)

    assert carried_out("at once") in (carried_out("in order"), carried_out("the other way round"))


@few
@given(catalogues, catalogues, catalogues, st.sampled_from([EVERYTHING, CHANGES]))
def test_a_file_given_while_the_catalogue_is_read_and_again_as_it_says_is_as_one_after_the_other(
    first: Rows, pulled: Rows, given_rows: Rows, scope: Scope
) -> None:
    as_one_after_the_other(first, lambda feed: read(feed, pulled), lambda feed: read(feed, given_rows, scope))


@few
@given(catalogues, catalogues, catalogues)
def test_a_batch_pushed_while_the_catalogue_is_read_and_again_as_it_says_is_as_one_after_the_other(
    first: Rows, pulled: Rows, pushed: Rows
) -> None:
    as_one_after_the_other(first, lambda feed: read(feed, pulled), lambda feed: push(feed, pushed))


@few
@given(catalogues, catalogues, catalogues, catalogues)
def test_a_reading_that_was_given_up_writes_nothing_over_the_file_and_the_batch_that_came_then(
    first: Rows, pulled: Rows, given_rows: Rows, pushed: Rows
) -> None:
    feed, other = a_feed(), a_feed()
    read(feed, first)

    def give_up() -> None:
        with transaction.atomic():
            fail(Run.objects.get(feed=feed, status=Run.Status.RUNNING), "worker_lost", "Its process was lost.")
        read(feed, given_rows)
        push(feed, pushed)

    with before_the_apply(give_up):
        read(feed, pulled)
    read(other, first)
    read(other, given_rows)
    push(other, pushed)
    assert state_of(feed) == state_of(other)


Step = Callable[[Feed], Run]


def as_one_after_the_other(first: Rows, one: Step, other: Step) -> None:
    """Whichever of the two is met by the other, and is done again once its giver was told to."""

    def carried_out(*steps: Step) -> Known:
        feed = a_feed()
        read(feed, first)
        for step in steps:
            step(feed)
        return state_of(feed)

    def at_once(earlier: Step, later: Step) -> Step:
        def carry_both(feed: Feed) -> Run:
            met: list[Run] = []
            with before_the_apply(lambda: met.append(later(feed))):
                earlier(feed)
            assert [run.reason for run in met] == ["already_running"]
            return later(feed)

        return carry_both

    in_turn = (carried_out(one, other), carried_out(other, one))
    assert carried_out(at_once(one, other)) in in_turn
    assert carried_out(at_once(other, one)) in in_turn


def push(feed: Feed, rows: Rows) -> Run:
    """As the college's system sends them: of the same courses, what a record says without runs.

    Where another run is at work a batch leaves no run; the one given back says so in its place.
    """
    names = {"about": "description", "seats": "intake"}
    said = [{names.get(name, name): text for name, text in row.items() if name in _PUSHED} for row in rows]
    body = json.dumps({"records": said}).encode()
    try:
        run, _ = push_batch(Feed.objects.get(pk=feed.pk), body, message_in(body).records or ())
    except AlreadyRunning:
        return Run(reason="already_running")
    return run


_PUSHED = frozenset({"id", "title", "code", "about", "seats"})


def a_feed() -> Feed:
    return two_feeds()[0]


def two_feeds() -> tuple[Feed, Feed]:
    """Of a college of their own."""
    name = f"college-{next(numbers)}"
    college = Organisation.objects.create(slug=name, name=name, label=name, dye=1)
    register, online = (connect(college, one, Connection("csv", path="/none", profile=PROFILE))[0] for one in "ab")
    return register, online


def read(feed: Feed, rows: Rows, scope: Scope = EVERYTHING) -> Run:
    return carry_out(begin(Feed.objects.get(pk=feed.pk), "command", scope=scope), rows)


def carry_out(run: Run, rows: Rows) -> Run:
    """As the sync does once its feed was fetched; the reading has no process of its own."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    body = text.getvalue().encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "courses.csv"
        path.write_bytes(body)
        answers = ((Request("here"), Answer(200, {}, str(path))),)
        reading = read_rows(
            Job("csv", ReaderSettings("here", True, parse_profile(PROFILE)), answers, CONSORTIUM, folder)
        )
        carry_out_reading(run.pk, reading, Validators(sha256(body).hexdigest(), "these settings"))
    run.refresh_from_db()
    return run


def decide(run: Run) -> Run:
    """What waits for a person is confirmed."""
    try:
        return confirm(run.pk)
    except NotHeld:
        run.refresh_from_db()
        return run


@contextmanager
def before_the_apply(happens: Callable[[], Any]) -> Iterator[None]:
    """Something else happens once, when the first run has its plan and is about to write it."""
    is_to_come = True

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal is_to_come
        if is_to_come and not many and params and "applying" in params:
            is_to_come = False
            happens()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert not is_to_come


_HOUSE = {"id", "public_id", "source_id", "organisation_id", "written", "written_at", "created_at", "stated_at"} | {
    "changed_at", "withdrawn_at", "same_as_id", "course_id",
}  # fmt: skip


def state_of(feed: Feed) -> Known:
    """What is stored of its courses and their runs, without keys and dates of ours."""
    found: Known = {}
    for course in Course.objects.filter(source=feed.source_id).select_related("same_as__source"):
        runs = Offering.objects.filter(course=course)
        found[course.record_id] = {
            **_columns(course),
            "same_as": course.same_as and (course.same_as.source.name, course.same_as.record_id),
            "carried": sorted(course.carried),
            "stated": course.stated | {"offerings": _by_id(course.stated.get("offerings", []))},
            "offerings": {run.offering_id: _columns(run) for run in runs},
        }
    return found


def _by_id(offerings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In whatever order they were stated."""
    return sorted(offerings, key=lambda one: str(one["id"]))


def _columns(row: Course | Offering) -> dict[str, Any]:
    held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    plain = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in held.items()}
    return {"withdrawn": bool(row.withdrawn_at), **{name: plain[name] for name in plain.keys() - _HOUSE}}


def _without_volatile(offering: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in offering.items() if name not in _VOLATILE}


def without(state: Known, *names: str) -> Known:
    return {key: {name: columns[name] for name in columns.keys() - names} for key, columns in state.items()}


_VOLATILE = ("places_taken", "places_left", "is_open")


def lasting(state: Known, known: Known) -> Known:
    """Of the courses that `known` has everything but numbers of free places, which are no change. Of runs that are
    withdrawn only that is known."""
    shown = without({key: state[key] for key in known}, "volatile_fingerprint")
    for columns in shown.values():
        stated = columns["stated"]
        columns["stated"] = {**stated, "offerings": [_without_volatile(one) for one in stated["offerings"]]}
        runs = {name: run for name, run in columns["offerings"].items() if not run["withdrawn"]}
        columns["offerings"] = without(runs, *_VOLATILE)
    return shown
