"""A registrar sees which courses come under new ids, and gives them those."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.catalogue.models import Course
from courses.feeds.models import Run
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import Catalogue, row
from tests.feeds.sync.test_new_ids import COUNT, old, renamed


@pytest.fixture
def held(catalogue: Catalogue) -> Run:
    catalogue.holds([*old(), row(70, title="Never coded")]).sync()
    return catalogue.holds([*renamed(), row(80, title="New one")]).sync()


def page_of(run: Run) -> str:
    return f"/admin/feeds/{run.feed_id}/runs/{run.pk}/"


def test_the_page_shows_old_and_new_ids_and_what_is_not_matched(registrar: Client, held: Run) -> None:
    page = registrar.get(page_of(held)).content.decode()
    assert f"Give {COUNT} courses new ids" in page
    assert all(text in page for text in ("R1<", "NEW-1<", "Never coded", "New one", "it states no code"))


def test_what_moved_is_looked_for_once_however_often_the_page_is_shown(registrar: Client, held: Run) -> None:
    registrar.get(page_of(held))
    with CaptureQueriesContext(connection) as asked:
        assert f"Give {COUNT} courses new ids" in registrar.get(page_of(held)).content.decode()
    whole = [one["sql"] for one in asked if "feeds_change" in one["sql"] and '"before"' in one["sql"]]
    assert all("LIMIT" in sql or " IN (" in sql for sql in whole)


def test_it_is_done_only_after_she_said_that_she_looked(registrar: Client, held: Run) -> None:
    assert registrar.post(page_of(held), {"do": "new_ids"}).status_code == 422
    assert not Course.objects.filter(record_id="NEW-1").exists()


def test_the_address_of_a_course_answers_as_before(registrar: Client, held: Run) -> None:
    address = "/courses/tapi/course-1/"
    assert Client().get(address).status_code == 200
    answer = registrar.post(page_of(held), {"do": "new_ids", "sure": "1"}, follow=True)
    assert f"{COUNT} courses were given their new ids" in answer.content.decode()
    assert Client().get(address).status_code == 200
    assert Course.objects.get(slug="course-1").record_id == "NEW-1"
    assert "Give" not in registrar.get(page_of(held)).content.decode().partition('id="counts"')[0]


def test_the_run_says_afterwards_which_id_each_course_had_and_undoing_it_which_it_gets(
    registrar: Client, held: Run
) -> None:
    page = registrar.post(page_of(held), {"do": "new_ids", "sure": "1"}, follow=True).content.decode()
    changes = page.partition('id="changes"')[2]
    assert all(f"<{tag}>{name}</{tag}>" in changes for tag, name in (("del", "R1"), ("ins", "NEW-1")))
    assert changes.count("no longer stated") == 1  # of the one that was withdrawn
    undo = registrar.get(f"{page_of(held)}revert/").content.decode()
    assert "states again what it stated before, under its earlier id R1" in undo


def test_another_college_sees_and_decides_nothing(theirs: Catalogue, held: Run) -> None:
    other = signed_in(keeper(theirs.college, "registrar"))
    assert other.get(page_of(held)).status_code == 404
    assert other.post(page_of(held), {"do": "new_ids", "sure": "1"}).status_code == 404
    assert not Course.objects.filter(record_id="NEW-1").exists()


def test_a_command_does_the_same(held: Run) -> None:
    with pytest.raises(CommandError, match="goes with --confirm"):
        call_command("release", str(held.pk), "--discard", "--new-ids")
    call_command("release", str(held.pk), "--confirm", "--new-ids")
    assert Course.objects.get(slug="course-1").record_id == "NEW-1"
