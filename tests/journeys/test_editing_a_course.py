"""A registrar puts her college's words over the feed's and is asked when the feed moves; a student sees the outcome."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from consortium.pages.clock import today
from consortium.people.models import User
from courses.catalogue.models import Course, Override, Source
from courses.feeds.models import Feed
from courses.feeds.still_right import link_for
from tests.feeds.feeding import Catalogue, row, rows
from tests.journeys.conftest import Open
from tests.journeys.keys import press, type_into
from tests.journeys.sample import Sample, course_address
from tests.journeys.test_publishing import _account as account
from tests.journeys.test_publishing import sign_in

OURS = "Bring a coat and gloves.\n\nWe start at the bedside."


@pytest.fixture
def catalogue(shown: Sample, tmp_path: Path) -> Catalogue:
    told = Catalogue(shown.narmada, tmp_path, "timetable")
    told.holds([row(1, title="Bandaging", about="Ten mornings.", seats=12), *rows(4)[1:]]).sync()
    return told


def moves(catalogue: Catalogue, about: str) -> Course:
    """The next sync states another text."""
    catalogue.holds([row(1, title="Bandaging", about=about, seats=12), *rows(4)[1:]]).sync()
    return catalogue.course("R1")


def student_reads(visit: Open, course: Course) -> Page:
    page = visit()
    page.goto(course_address(course))
    return page


def test_by_keys_alone_ours_is_kept_when_the_feed_moves(shown: Sample, catalogue: Catalogue, visit: Open):
    page = sign_in(visit(), account(shown.narmada, "registrar"))
    course = catalogue.course("R1")
    page.goto(reverse("catalogue_desk:course", args=[course.pk]))
    press(page, "Edit Description")
    page.wait_for_url("**/edit/description/")
    expect(page.get_by_label("Description, language not stated")).to_have_value("Ten mornings.")
    type_into(page, "Description, language not stated", OURS)
    press(page, "Show this")
    page.wait_for_url(re.compile(r"/admin/courses/\d+/$"))
    expect(page.get_by_text("Readers see your value")).to_be_visible()
    course = moves(catalogue, "Twelve mornings.")
    page.reload()
    press(page, "Say what is right")
    page.wait_for_url("**/conflicts/**")
    expect(page.get_by_text("Ten mornings.")).to_be_visible()
    expect(page.get_by_text("Twelve mornings.")).to_be_visible()
    press(page, "Keep ours")
    expect(page.get_by_text("stays as your college has it")).to_be_visible()
    expect(page.get_by_text("Nothing waits for an answer")).to_be_visible()
    student = student_reads(visit, course)
    expect(student.locator("p", has_text=re.compile("^Bring a coat and gloves.$"))).to_be_visible()
    expect(student.locator("p", has_text=re.compile("^We start at the bedside.$"))).to_be_visible()
    assert Override.objects.get().moved_at is None


def test_without_scripts_both_are_merged_then_dropped_and_the_course_is_hidden(
    shown: Sample, catalogue: Catalogue, visit: Open
):
    page = sign_in(visit(scripts=False), account(shown.narmada, "registrar"))
    course = catalogue.course("R1")
    edit = reverse("catalogue_desk:edit", args=[course.pk, "description"])
    page.goto(edit)
    page.get_by_label("Description, language not stated").fill("Bring a coat.")
    page.get_by_role("button", name="Show this").click()
    course = moves(catalogue, "Twelve mornings.")
    page.goto(reverse("catalogue_desk:conflicts"))
    page.get_by_role("link", name="Merge both").click()
    expect(page.get_by_label("Description, language not stated")).to_have_value("Twelve mornings.\n\nBring a coat.")
    page.get_by_role("button", name="Show this").click()
    expect(page.get_by_text("Nothing waits for an answer")).to_be_visible()
    expect(student_reads(visit, course).get_by_text("Bring a coat.")).to_be_visible()
    page.goto(edit)
    page.get_by_role("button", name="Show what the source states").click()
    expect(student_reads(visit, course).get_by_text("Bring a coat.")).to_have_count(0)
    page.get_by_role("button", name="Hide this course").click()
    expect(page.get_by_text("Say why it is hidden")).to_be_visible()
    page.get_by_label("Why?").fill("Its lecturer is on leave.")
    page.get_by_role("button", name="Hide this course").click()
    expect(page.get_by_text("Its lecturer is on leave.").first).to_be_visible()
    gone = visit()
    assert gone.goto(course_address(course)).status == 404
    page.get_by_role("button", name="Show it again").click()
    expect(student_reads(visit, course).get_by_role("heading", level=1)).to_have_text("Bandaging")


def test_the_link_of_a_mail_shows_first_and_its_button_confirms_without_scripts(
    shown: Sample, catalogue: Catalogue, visit: Open
):
    person = User.objects.get(email=account(shown.narmada, "registrar"))
    feed, day = Feed.objects.get(pk=catalogue.feed.pk), today() + dt.timedelta(days=9)
    Source.objects.filter(pk=feed.source_id).update(confirm_by=day)
    link = link_for(feed, person.pk, day)
    page = visit(scripts=False)
    page.goto(link[link.index("/still-right/") :])
    expect(page.get_by_text("You would confirm 4 courses")).to_be_visible()
    assert catalogue.course("R1").confirmed_at is None
    page.get_by_role("button", name="Everything is still right").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")
    assert catalogue.course("R1").confirmed_at is not None
    page.goto(link[link.index("/still-right/") :])
    expect(page.get_by_role("heading", level=1)).to_have_text("This was answered already")
