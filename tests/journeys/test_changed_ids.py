"""A registrar with no mouse gives courses the new ids of their college's system, and takes them back."""

import re
from pathlib import Path

from playwright.sync_api import expect

from courses.catalogue.models import Course
from tests.feeds.feeding import Catalogue
from tests.journeys.busy_desk import run_of_new_ids
from tests.journeys.conftest import Open
from tests.journeys.keys import go_to, press
from tests.journeys.sample import Sample, course_address
from tests.journeys.test_catalogue_sync import address
from tests.journeys.test_publishing import _account as account
from tests.journeys.test_publishing import sign_in


def test_by_keys_alone_ids_are_given_and_taken_back_and_addresses_stay(shown: Sample, tmp_path: Path, visit: Open):
    run = run_of_new_ids(Catalogue(shown.narmada, tmp_path, "wards"))
    course = Course.objects.get(source=run.feed.source, record_id="R1")
    page = sign_in(visit(), account(shown.narmada, "registrar"))
    page.goto(address(run))
    press(page, "Look at the ids")
    expect(page).to_have_url(re.compile("#ids$"))
    expect(page.get_by_role("rowheader", name="Medicine: morning round").first).to_be_in_viewport()
    press(page, "Give 12 courses new ids")
    expect(page.get_by_text("tick that you have. Nothing was done")).to_be_visible()
    go_to(page, "I have looked")
    page.keyboard.press("Space")
    press(page, "Give 12 courses new ids")
    expect(page.get_by_text("12 courses were given their new ids").first).to_be_visible()
    assert named(course) == "urn:narmada-medical-college:ward-rounds:2026-27:wrd-01"
    student = visit()
    assert student.goto(course_address(course)).status == 200
    press(page, "Undo this run")
    page.wait_for_url("**/revert/")
    press(page, "Put 14 courses back")
    expect(page.get_by_text(f"Run {run.pk} was undone.").first).to_be_visible()
    assert named(course) == "R1"
    assert student.goto(course_address(course)).status == 200


def named(course: Course) -> str:
    return Course.objects.get(pk=course.pk).record_id
