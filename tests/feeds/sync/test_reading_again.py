"""What a second reading does: only what differs, and nothing where nothing differs."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.people.models import User
from courses.catalogue.models import Course, Offering
from courses.feeds import record
from courses.feeds.connecting import pause
from courses.feeds.leases import begin
from courses.feeds.models import Change, Feed, Run
from courses.feeds.readers import csv
from courses.feeds.sync import carry_out
from tests.corners import college
from tests.feeds.feeding import Catalogue, counts, row, rows

WRITTEN_TABLES = ("catalogue_course", "catalogue_offering", "feeds_change", "search_entry", "search_entrydate")


def test_a_first_reading_creates_every_course_and_says_so(catalogue: Catalogue) -> None:
    run = catalogue.holds(rows(12)).sync()
    assert (run.status, counts(run)) == ("done", {"read": 12, "created": 12})
    assert len(catalogue.shown()) == 12
    assert run.changes.filter(kind=Change.Kind.CREATED).count() == 12


def test_the_same_file_again_is_unchanged_and_counts_as_stated_anew(catalogue: Catalogue) -> None:
    first = catalogue.holds(rows(3)).sync()
    second = catalogue.sync()
    assert (second.status, counts(second)) == ("unchanged", {})
    stated_at = catalogue.course("R1").last_stated_at
    assert stated_at is not None
    assert stated_at > first.finished_at  # type: ignore[operator]  # it has ended


def test_the_same_records_in_another_order_write_no_row(catalogue: Catalogue) -> None:
    catalogue.holds(rows(30)).sync()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run = catalogue.holds(rows(30)[::-1]).sync()
    assert counts(run) == {"read": 30, "same": 30}
    writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]
    assert not [sql for sql in writes for table in WRITTEN_TABLES if f'"{table}"' in sql[:80]]


def test_a_changed_course_is_changed_with_before_and_after(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(1, about="Now with simulation."), *rows(12)[1:]]).sync()
    assert counts(run) == {"read": 12, "changed": 1, "same": 11}
    change = run.changes.get()
    assert "description" not in change.before
    assert change.after["description"] == {"und": "<p>Now with simulation.</p>"} or "simulation" in str(change.after)


def test_places_taken_are_refreshed_and_change_nothing(catalogue: Catalogue) -> None:
    begins = (dt.date.today() + dt.timedelta(days=60)).isoformat()  # noqa: DTZ011 -- any day to come
    offered = row(1, starts=begins, places=40, taken=3)
    catalogue.holds([offered, *rows(12)[1:]]).sync()
    changed_at = catalogue.course("R1").changed_at
    run = catalogue.holds([{**offered, "taken": 9}, *rows(12)[1:]]).sync()
    assert counts(run) == {"read": 12, "refreshed": 1, "same": 12}
    assert not run.changes.exists()
    assert Offering.objects.get().places_left == 31
    assert catalogue.course("R1").changed_at == changed_at


def test_a_course_that_is_gone_is_withdrawn_and_comes_back_as_it_was(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    slug = catalogue.course("R12").slug
    run = catalogue.holds(rows(11)).sync()
    assert counts(run) == {"read": 11, "same": 11, "withdrawn": 1}
    assert "R12" not in catalogue.shown()
    run = catalogue.holds(rows(12)).sync()
    assert counts(run) == {"read": 12, "same": 11, "returned": 1}
    assert catalogue.course("R12").slug == slug


def test_a_hidden_course_stays_hidden_whatever_its_feed_states(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    Course.objects.filter(record_id="R1").update(hidden_at=dt.datetime.now(dt.UTC), hidden_reason="Not approved.")
    catalogue.holds([row(1, about="New."), *rows(12)[1:]]).sync()
    assert "R1" not in catalogue.shown()


def test_a_dry_run_is_the_same_document_with_nothing_applied(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([*rows(11), row(13)]).sync(dry_run=True)
    assert counts(run) == {"read": 12, "created": 1, "same": 11, "withdrawn": 1}
    assert catalogue.shown() == {record["id"] for record in rows(12)}
    assert sorted(run.changes.values_list("kind", flat=True)) == ["created", "withdrawn"]


def test_two_sources_of_one_college_show_one_course_once(catalogue: Catalogue, tmp_path: Path) -> None:
    coded = [row(number, code=f"C{number}") for number in range(1, 6)]
    catalogue.holds(coded).sync()
    other = Catalogue(catalogue.college, tmp_path, "online")
    other.holds(coded[:3]).sync()
    assert len(catalogue.shown()) == 5
    assert other.shown() == set()


def test_two_colleges_with_the_same_ids_do_not_meet(catalogue: Catalogue, tmp_path: Path) -> None:
    other = Catalogue(college("narmada"), tmp_path)
    catalogue.holds(rows(5)).sync()
    other.holds(rows(3)).sync()
    assert (len(catalogue.shown()), len(other.shown())) == (5, 3)


def test_a_feed_that_is_read_already_is_not_read_twice(catalogue: Catalogue) -> None:
    Run.objects.create(feed=catalogue.feed, status=Run.Status.RUNNING)
    run = catalogue.holds(rows(3)).sync()
    assert (run.status, run.reason) == ("superseded", "already_running")
    assert not Course.objects.exists()


def test_another_profile_reads_the_same_file_again(catalogue: Catalogue) -> None:
    catalogue.holds(rows(3)).sync()
    feed = Feed.objects.get(pk=catalogue.feed.pk)
    Feed.objects.filter(pk=feed.pk).update(profile=feed.profile.replace('from = "about"', 'from = "code"'))
    assert catalogue.sync().status == "done"


def test_a_later_version_of_reader_or_checks_reads_the_same_file_again(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.holds(rows(3)).sync()
    for module in (csv, record):
        monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
        assert counts(catalogue.sync()) == {"read": 3, "same": 3}
        assert catalogue.sync().status == "unchanged"


def test_a_person_who_pauses_a_catalogue_while_it_is_read_has_paused_it_afterwards(
    catalogue: Catalogue, django_user_model: type[User]
) -> None:
    run = begin(catalogue.holds(rows(3)).feed, "command")
    pause(catalogue.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    carry_out(run.pk, "worker")
    run.refresh_from_db()
    catalogue.feed.refresh_from_db()
    assert (run.status, catalogue.feed.paused_at is not None) == ("done", True)
