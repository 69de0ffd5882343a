"""What `make demo-data` leaves behind, in an empty folder and with nothing in the environment."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.demo.conftest import Made
from tests.demo.visiting import command, everything, free_port, make_data, rows

pytestmark = pytest.mark.services  # in processes with an environment of their own: to run it once is enough


def test_it_ends_well_and_says_who_can_sign_in(made: Made):
    assert made.done.returncode == 0, made.done.stderr
    assert made.done.stderr == ""
    assert "registrar@mahi.example" in made.done.stdout
    for sight in ("A live run", "A held run", "A conflict", "A stale feed", "A failed run", "A revert"):
        assert f"  {sight}" in made.done.stdout


def test_every_kind_is_published_in_plenty(made: Made):
    counts = dict(rows(made.folder, "SELECT kind, count(*) FROM search_entry WHERE NOT gone GROUP BY kind"))
    assert counts["college"] >= 12
    assert counts["course"] >= 500
    for kind in ("faculty", "research", "curriculum"):
        assert counts[kind] >= 24, kind
    assert counts["network"] == 6


def test_networks_are_of_six_kinds_and_have_members_with_roles_and_dates(made: Made):
    kinds = rows(made.folder, "SELECT DISTINCT kind FROM networks_networkpage")
    assert len(kinds) == 6
    members = rows(made.folder, "SELECT network_id, role, since FROM networks_networkmember")
    assert all(since for _, _, since in members)
    assert min(Counter(network for network, _, _ in members).values()) >= 5
    assert {"lead", "member", "partner", "observer"} == {role for _, role, _ in members}


def test_some_research_closes_soon_some_is_closed_and_all_five_kinds_are_there(made: Made):
    statement = "SELECT kind, julianday(closes_on) - julianday('now') FROM research_researchpage"
    found = rows(made.folder, statement)
    assert {kind for kind, _ in found} == {"trial", "joint-project", "fellowship", "elective", "grant"}
    left = [days for _, days in found if days is not None]
    assert sum(-1 < days <= 14 for days in left) >= 5
    assert sum(days < -1 for days in left) >= 3
    assert sum(days > 14 for days in left) >= 10


def test_every_published_curriculum_has_a_document_that_can_be_read(made: Made):
    statement = """
        SELECT title, (SELECT file FROM organisations_document WHERE id = document_id)
        FROM curricula_curriculumpage JOIN wagtailcore_page ON id = page_ptr_id WHERE live
    """
    shared = rows(made.folder, statement)
    assert len(shared) >= 24
    for title, file in shared:
        assert (made.folder / "media" / file).read_bytes().startswith(b"%PDF-"), title


def test_every_college_is_read_by_the_worker_or_pushes_and_two_are_in_trouble(made: Made):
    latest = rows(made.folder, 'SELECT feed_id, status, "trigger" FROM feeds_run ORDER BY id')
    last = {feed: status for feed, status, _ in latest}
    assert Counter(last.values()) == {"done": len(last) - 2, "held": 1, "failed": 1}
    triggers = Counter(trigger for _, _, trigger in latest)
    assert (triggers["push"], triggers["revert"]) == (1, 1)
    assert set(triggers) == {"schedule", "push", "revert"}


def test_an_edit_stands_over_a_value_that_its_feed_has_changed_since(made: Made):
    statement = "SELECT field, against, value, moved_at > made_at FROM catalogue_override"
    [(field, against, value, is_moved)] = rows(made.folder, statement)
    assert (field, against, is_moved) == ("duration", '"6 weeks"', 1)
    assert value == '"7 weeks, the last one in the fracture clinic"'
    [(stated, shown)] = rows(
        made.folder,
        "SELECT stated ->> 'duration', duration FROM catalogue_course WHERE id IN "
        "(SELECT course_id FROM catalogue_override)",
    )
    assert (stated, f'"{shown}"') == ("8 weeks", value)


def test_one_catalogue_is_silent_for_longer_than_three_of_its_intervals(made: Made):
    silent = rows(
        made.folder,
        "SELECT name, julianday('now') - julianday(accepted_at), every_seconds / 86400.0 FROM catalogue_source "
        "WHERE julianday('now') - julianday(accepted_at) > 1",
    )
    [(name, days, interval)] = silent
    assert name == "register"
    assert days > 3 * interval
    assert rows(made.folder, "SELECT count(*) FROM people_mail WHERE kind = 'stale_feed'") > [(0,)]


def test_a_run_that_was_wrong_is_undone_and_its_catalogue_waits(made: Made):
    wrong, undoing, *_ = json.loads(command(made.folder, "runs", "aji", "--json").stdout)[::-1][1:]
    assert wrong["changed"] > 10
    assert undoing["reverts"] == wrong["run"]
    assert undoing["changed"] == wrong["changed"]
    opened = rows(
        made.folder,
        "SELECT count(*) FROM catalogue_course c JOIN organisations_organisation o ON o.id = c.organisation_id "
        "WHERE o.slug = 'aji' AND c.open_to != 'anyone'",
    )
    assert opened > [(5,)]
    [(reason,)] = rows(made.folder, "SELECT paused_reason FROM feeds_feed WHERE paused_at IS NOT NULL")
    assert str(wrong["run"]) in reason


def test_trouble_is_told_to_those_whom_it_concerns(made: Made):
    told = dict(
        rows(
            made.folder,
            "SELECT slug, text FROM organisations_todo todo JOIN organisations_organisation o "
            "ON o.id = todo.organisation_id WHERE done_at IS NULL",
        )
    )
    office = [slug for slug, text in told.items() if "words of the catalogues are unknown" in text]
    assert set(told) == {"mahi", "damanganga", "narmada", "machhu", *office}
    assert "the catalogue moved away from what the college edited" in told["narmada"]
    assert "Readers are told to confirm its dates" in told["machhu"]
    assert len(office) == 1
    [held, *_] = json.loads(command(made.folder, "runs", "mahi", "--json").stdout)
    assert held["status"] == "held"
    assert held["held"] > 10
    [failed, *_] = json.loads(command(made.folder, "runs", "damanganga", "--json").stdout)
    assert failed["reason"] == "not_a_feed"


def test_what_was_read_before_the_trouble_is_still_shown(made: Made):
    shown = dict(
        rows(
            made.folder,
            "SELECT o.slug, count(*) FROM catalogue_course c JOIN catalogue_source s ON s.id = c.source_id "
            "JOIN organisations_organisation o ON o.id = s.organisation_id "
            "WHERE withdrawn_at IS NULL AND o.slug IN ('mahi', 'damanganga') GROUP BY o.slug",
        )
    )
    assert shown["mahi"] > 40
    assert shown["damanganga"] > 20


def test_one_page_waits_for_its_moderator_and_one_is_a_draft(made: Made):
    [(waiting,)] = rows(made.folder, "SELECT count(*) FROM wagtailcore_taskstate WHERE status = 'in_progress'")
    assert waiting == 1
    drafts = rows(made.folder, "SELECT title FROM wagtailcore_page WHERE NOT live AND first_published_at IS NULL")
    assert len(drafts) == 2


def test_making_it_again_changes_nothing(made: Made):
    before = everything(made.folder)
    again = make_data(made.folder, made.port)
    assert again.returncode == 0, again.stderr
    after = everything(made.folder)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert len(before["feeds_run"]) > 12


def test_at_another_port_it_is_what_it_was_and_nothing_is_asked_anew(made: Made, tmp_path: Path):
    folder = tmp_path / "var"
    shutil.copytree(made.folder, folder)
    before = everything(folder)
    again = make_data(folder, free_port())
    assert again.returncode == 0, again.stderr
    after = everything(folder)
    moved = {name for name, rows in after.items() if rows != before[name]}
    assert moved == {"feeds_feed", "feeds_run", "wagtailcore_site"}, "addresses, and by what runs were read"
    asked = "SELECT id, feed_id, status, decision, finished_at FROM feeds_run ORDER BY id"
    assert rows(folder, asked) == rows(made.folder, asked)
    due = "SELECT id, next_due_at, content_hash, etag FROM feeds_feed ORDER BY id"
    assert rows(folder, due) == rows(made.folder, due)


def test_it_is_not_set_up_among_organisations_of_somebody_else(made: Made, tmp_path: Path):
    folder = tmp_path / "var"
    shutil.copytree(made.folder, folder)
    with closing(sqlite3.connect(folder / "tantu.sqlite3")) as database, database:
        database.execute("DELETE FROM organisations_organisationcode")
    refused = make_data(folder, made.port)
    assert refused.returncode == 1
    assert "not those of the demo" in refused.stderr


def test_a_wrong_port_is_named(tmp_path: Path):
    refused = make_data(tmp_path, 70_000)
    assert refused.returncode == 1
    assert refused.stderr.startswith("PORT must be a number from 1 to 65534")
