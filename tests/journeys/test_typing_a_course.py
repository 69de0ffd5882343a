"""An editor with no mouse types a course in, mends what is wrong, changes it and takes it back; a student reads it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.catalogue.models import Course
from tests.catalogue.stating import stated, write
from tests.journeys.conftest import Open
from tests.journeys.fitting import can_be_hit, is_fit
from tests.journeys.keys import go_to, press, type_here, type_into
from tests.journeys.sample import Sample, course_address
from tests.journeys.test_desk_screens import LOOKS
from tests.journeys.test_publishing import _account as account
from tests.journeys.test_publishing import sign_in
from tests.workers import until

TITLE = "Suturing by the bedside"
DESK = re.compile(r"/admin/courses/\d+/$")


@pytest.fixture
def page(shown: Sample, visit: Open) -> Page:
    return sign_in(visit(), account(shown.narmada, "editor"))


def test_by_keys_alone_a_course_is_typed_mended_changed_and_taken_back(page: Page, visit: Open):
    page.goto(reverse("catalogue_desk:index"))
    press(page, "Type a course in")
    page.wait_for_url("**/typed/add/")
    type_into(page, "Description in English", "Knots and needles.\n\nAt the bedside.")
    go_to(page, "In the clinic")
    page.keyboard.press("Space")
    type_into(page, "Name", "Morning group")
    type_into(page, "Places", "many")
    press(page, "Add a run")
    page.wait_for_url("**#run-2")
    type_into(page, "Name", "Evening group")
    press(page, "Save")
    expect(page.get_by_role("alert").get_by_text("Not saved yet")).to_be_visible()
    assert not Course.objects.filter(source__kind="typed").exists()
    mends(page, "Places of run 1", "24")
    mends(page, "Title in English", TITLE)
    press(page, "Save")
    page.wait_for_url(DESK)
    expect(page.get_by_text("Morning group")).to_be_visible()
    expect(page.get_by_text("Evening group")).to_be_visible()
    course = Course.objects.get(source__kind="typed")
    student = visit()
    student.goto(course_address(course))
    expect(student.locator("p", has_text=re.compile("^At the bedside.$"))).to_be_visible()
    press(page, "Change it")
    page.wait_for_url("**/typed/")
    type_into(page, "Title in English", f"{TITLE}, twice a year")
    go_to(page, "Take this run out")
    page.keyboard.press("Space")
    press(page, "Save")
    page.wait_for_url(DESK)
    expect(page.get_by_text("Morning group")).to_have_count(0)
    student.reload()
    expect(student.get_by_role("heading", level=1)).to_have_text(f"{TITLE}, twice a year")
    press(page, "Withdraw this course")
    expect(page.get_by_text("Its page stays, marked so")).to_be_visible()
    press(page, "Offer it again as it was")
    expect(page.get_by_text("It is offered again")).to_be_visible()
    assert student.goto(course_address(course)).status == 200


def mends(page: Page, where: str, text: str) -> None:
    """By the list of what is wrong, which leads to the control itself."""
    press(page, where)
    until(lambda: page.evaluate("document.activeElement.matches('input, textarea')"), f"{where} has the focus")
    type_here(page, text)


def test_what_is_wrong_is_read_on_a_telephone_and_at_a_desk(page: Page):
    page.goto(reverse("catalogue_desk:type"))
    page.get_by_label("Length").fill("six")
    page.get_by_label("Places").fill("many")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("Not saved yet")).to_be_visible()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        is_fit(page, f"type-wrong-{width}-{scheme}")
        can_be_hit(page, f"type-wrong-{width}-{scheme}")


def test_without_scripts_one_that_the_college_states_already_is_asked_about_first(shown: Sample, visit: Open):
    write(shown.course.source, stated("41", title="Plaster and splints", code="ORT-41"))
    page = sign_in(visit(width=360, scripts=False), account(shown.narmada, "editor"))
    page.goto(reverse("catalogue_desk:type"))
    page.get_by_label("Title in English").fill("Plaster and Splints")
    page.get_by_label("Code").fill("ort-41")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("states a course with this code and title already")).to_be_visible()
    page.get_by_role("button", name="Save it all the same").click()
    page.wait_for_url(DESK)
    expect(page.get_by_role("link", name="Plaster and splints", exact=True)).to_have_attribute(
        "href", re.compile("^/courses/")
    )
    assert Course.objects.get(source__kind="typed").same_as.record_id == "41"
