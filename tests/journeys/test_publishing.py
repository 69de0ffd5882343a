"""From an editor's draft to a student's search and out of it again; a registrar's first way in. All by browser."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from consortium.organisations.models import Organisation
from consortium.people.memberships import begin
from consortium.people.models import User
from tests.corners import branch
from tests.journeys.conftest import Open
from tests.journeys.sample import Sample
from tests.workers import until

PASSWORD = "a sentence that nobody guesses"
SECONDS = 20
TITLE = "Zarina Motiwala"
WHY = "Please name the year in which this began."
KINDS = ("faculty", "research", "curriculum")


@pytest.fixture
def people(shown: Sample) -> dict[str, str]:
    """Addresses of those who write and approve at Narmada, and of an editor of another college."""
    tapi = Organisation.objects.get(slug="tapi")
    return {
        "editor": _account(shown.narmada, "editor"),
        "moderator": _account(shown.narmada, "moderator"),
        "stranger": _account(tapi, "editor"),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_drafted_approved_found_within_seconds_and_gone_as_fast(
    shown: Sample, people: dict[str, str], visit: Open, kind: str
):
    add, fill = ADD[kind], FILL[kind]
    student, editor, moderator = visit(), sign_in(visit(), people["editor"]), sign_in(visit(), people["moderator"])
    editor.goto(f"/admin/pages/add/{add}/{branch_of(shown.narmada, kind)}/")
    fill(editor)
    choose_action(editor, re.compile("^Submit"))
    expect(editor.get_by_text("submitted", exact=False).first).to_be_visible()
    assert finds(student, kind) == 0
    moderator.goto("/admin/")
    moderator.get_by_role("link", name=TITLE, exact=False).first.click()
    moderator.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    edit = moderator.url
    choose_action(moderator, "Approve")
    until(lambda: finds(student, kind) == 1, "it is found", seconds=SECONDS)
    results(student, kind).click()
    expect(student.get_by_role("heading", level=1)).to_contain_text(TITLE)
    address = student.url
    moderator.goto(edit.replace("/edit/", "/unpublish/"))
    moderator.get_by_role("button", name="Yes, unpublish it").click()
    until(lambda: finds(student, kind) == 0, "it is gone", seconds=SECONDS)
    assert student.goto(address).status == 404


def test_changes_are_asked_for_on_a_phone_and_the_author_reads_why(shown: Sample, people: dict[str, str], visit: Open):
    editor, moderator = sign_in(visit(), people["editor"]), sign_in(visit(width=360, height=740), people["moderator"])
    editor.goto(f"/admin/pages/add/{ADD['faculty']}/{branch_of(shown.narmada, 'faculty')}/")
    _faculty(editor)
    choose_action(editor, re.compile("^Submit"))
    expect(editor.get_by_text("submitted", exact=False).first).to_be_visible()
    moderator.goto("/admin/")
    moderator.get_by_role("link", name=TITLE, exact=False).first.click()
    choose_action(moderator, "Request changes")
    moderator.get_by_label("Comment", exact=True).fill(WHY)
    moderator.locator(".modal").get_by_role("button", name="Request changes").click()
    expect(moderator.get_by_text("has been updated", exact=False).first).to_be_visible()
    editor.goto("/admin/")
    editor.get_by_role("link", name=TITLE, exact=False).first.click()
    expect(editor.get_by_text(f"asks for changes: {WHY}").first).to_be_visible()


def test_an_editor_of_another_college_neither_sees_nor_alters_it(shown: Sample, people: dict[str, str], visit: Open):
    stranger = sign_in(visit(), people["stranger"])
    for action in ("edit", "history", "delete", "unpublish", "copy", "move"):
        stranger.goto(f"/admin/pages/{shown.research.pk}/{action}/")
        assert f"/admin/pages/{shown.research.pk}/" not in stranger.url, action
        expect(
            stranger.get_by_role("button", name=re.compile("^(Save|Publish|Delete|Unpublish|Submit)"))
        ).to_have_count(0)


def test_a_registrar_comes_in_by_the_one_time_link_and_not_twice(shown: Sample, visit: Open, capsys):
    call_command("admit_college", "aji", "--name", "Aji Institute", "--city", "Rajkot", "--registrar", "r@aji.example")
    link = re.search(r"https?://\S+?(/accounts/password/\S+/)", capsys.readouterr().out)[1]
    page = visit()
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    enter(page, "r@aji.example")
    expect(page).to_have_url(re.compile("/admin/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tantu")
    second = visit()
    second.goto(link)
    expect(second.get_by_role("heading", level=1)).to_have_text("This link is used or too old")


def _account(organisation: Organisation, role: str) -> str:
    address = f"{role}@{organisation.slug}.example"
    begin(User.objects.create_user(address, PASSWORD, name=role), organisation, role)
    return address


def sign_in(page: Page, address: str) -> Page:
    page.goto("/admin/login/")
    enter(page, address)
    page.wait_for_url(re.compile("/admin/$"))
    return page


def enter(page: Page, address: str) -> None:
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def choose_action(page: Page, name: str | re.Pattern[str]) -> None:
    """An action of the menu at the foot of the editor."""
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name=name, exact=True).click()


def _faculty(page: Page) -> None:
    page.locator("[name=title]").press_sequentially(TITLE)
    page.locator("[name=summary]").fill("She studies the ethics of transplantation.")


def _research(page: Page) -> None:
    page.locator("[name=title]").press_sequentially(TITLE)
    page.locator("[name=kind]").select_option("elective")
    page.locator("[name=summary]").fill("Eight weeks in the field.")
    page.locator("[name=how_to_apply]").fill("Write to the department.")


def _curriculum(page: Page) -> None:
    page.locator("[name=title]").press_sequentially(TITLE)
    page.locator("[name=summary]").fill("Ten sessions.")
    page.locator("[name=discipline]").select_option("anatomy")
    page.locator("[name=licence]").select_option("CC-BY-4.0")
    page.get_by_role("button", name="Choose a document").click()
    page.get_by_role("link", name="Early exposure").click()


ADD = {"faculty": "people/facultypage", "research": "research/researchpage", "curriculum": "curricula/curriculumpage"}
FILL = {"faculty": _faculty, "research": _research, "curriculum": _curriculum}


def branch_of(organisation: Organisation, kind: str) -> int:
    names = {"faculty": "people", "research": "research", "curriculum": "curricula"}
    return branch(organisation, names[kind]).pk


def results(page: Page, kind: str):
    """What a student finds of it now."""
    page.goto(f"/search/?q={TITLE.replace(' ', '+')}&kind={kind}&exact=1")
    return page.locator(".result h2 a", has_text="Zarina")


def finds(page: Page, kind: str) -> int:
    return results(page, kind).count()
