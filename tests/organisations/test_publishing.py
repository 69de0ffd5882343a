"""From an editor's draft to a page that anyone may see, through the views of the CMS."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Revision

from consortium.networks.models import NetworkPage
from consortium.organisations.models import BranchPage, Organisation, OrganisationPage
from consortium.pages.models import PlainPage
from consortium.pages.tasks import publish_due
from consortium.people.admission import admit
from consortium.people.memberships import begin
from consortium.people.models import FacultyPage
from consortium.research.models import ResearchPage
from courses.curricula.models import CurriculumPage
from tests.organisations import writing
from tests.organisations.two_colleges import college, document, draft, image, person, signed_in

pytestmark = pytest.mark.django_db
SUBMIT, PUBLISH = "action-submit", "action-publish"


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


def written(kind: str, organisation: Organisation) -> tuple[type[Page], dict[str, Any]]:
    if kind == "curriculum":
        return CurriculumPage, writing.curriculum(document(organisation))
    models = {"faculty": FacultyPage, "research": ResearchPage, "plain": PlainPage}
    return models[kind], getattr(writing, kind)()


def draft_title(page: Page) -> str:
    return Page.objects.get(pk=page.pk).draft_title


@pytest.mark.parametrize("kind", ["faculty", "research", "curriculum", "plain"])
def test_an_editors_page_goes_live_when_the_colleges_moderator_approves(tapi, kind):
    editor, moderator = signed_in(person(tapi, "editor")), signed_in(person(tapi, "moderator"))
    model, facts = written(kind, tapi)
    writing.create(editor, tapi, model, facts)
    page = model.objects.get()
    assert not page.live
    writing.edit(editor, page, facts, SUBMIT)
    page.refresh_from_db()
    assert not page.live
    assert page.workflow_in_progress
    assert page.title in moderator.get("/admin/").content.decode()
    writing.decide(moderator, page, "approve")
    page.refresh_from_db()
    assert page.live
    assert editor.get(page.url).status_code == 200


def test_an_editor_can_not_publish(tapi):
    editor = signed_in(person(tapi, "editor"))
    writing.create(editor, tapi, ResearchPage, writing.research(), PUBLISH)
    assert not ResearchPage.objects.get().live


def test_nobody_but_the_colleges_own_moderator_approves(tapi):
    author = person(tapi, "editor")
    strangers = [person(college("mahi"), "moderator"), person(tapi, "registrar"), person(tapi, "faculty")]
    writing.create(signed_in(author), tapi, ResearchPage, writing.research(), SUBMIT)
    page = ResearchPage.objects.get()
    for stranger in [*strangers, author]:
        writing.decide(signed_in(stranger), page, "approve")
        page.refresh_from_db()
        assert not page.live
        assert page.title not in signed_in(strangers[0]).get("/admin/").content.decode()


def test_a_moderator_sends_a_page_back_with_a_reason(tapi):
    editor, moderator = signed_in(person(tapi, "editor")), signed_in(person(tapi, "moderator"))
    writing.create(editor, tapi, ResearchPage, writing.research(), SUBMIT)
    page = ResearchPage.objects.get()
    writing.decide(moderator, page, "reject", "Say who pays.")
    page.refresh_from_db()
    assert not page.live
    assert page.current_workflow_state.status == "needs_changes"
    assert "Anaemia" in editor.get("/admin/").content.decode()


def test_faculty_write_their_own_profile_and_touch_no_other(tapi):
    oza, vyas = person(tapi, "faculty"), person(tapi, "faculty", "vyas@tapi.example")
    writing.create(signed_in(oza), tapi, FacultyPage, writing.faculty())
    page = FacultyPage.objects.get()
    writing.edit(signed_in(vyas), page, writing.faculty(title="Another"))
    writing.edit(signed_in(oza), page, writing.faculty(title="Ketaki B. Oza"))
    assert draft_title(page) == "Ketaki B. Oza"


def test_an_editor_does_not_change_the_profile_that_a_person_wrote(tapi):
    writing.create(signed_in(person(tapi, "faculty")), tapi, FacultyPage, writing.faculty())
    page = FacultyPage.objects.get()
    writing.edit(signed_in(person(tapi, "editor")), page, writing.faculty(title="Another"))
    assert draft_title(page) == "Ketaki Oza"


def test_a_moderator_changes_the_corners_own_page_but_hides_neither_it_nor_a_branch(tapi):
    moderator = signed_in(person(tapi, "moderator"))
    corner = OrganisationPage.objects.get()
    facts = {
        "title": corner.title,
        "slug": corner.slug,
        "about": writing.streamfield([]),
        "website": "https://tapi.example",
    }
    writing.edit(moderator, corner, facts, PUBLISH)
    corner.refresh_from_db()
    assert corner.website == "https://tapi.example"
    people = BranchPage.objects.get(branch="people")
    for page in (corner, people):
        moderator.post(f"/admin/pages/{page.pk}/unpublish/")
        moderator.post(f"/admin/pages/{page.pk}/delete/")
        writing.edit(moderator, people, {"title": "Gone", "slug": "gone"}, PUBLISH)
    assert list(Page.objects.filter(pk__in=[corner.pk, people.pk], live=True).values_list("title", flat=True)) == [
        corner.title,
        "People",
    ]


def test_an_editors_change_of_the_corners_page_waits_for_approval(tapi):
    corner = OrganisationPage.objects.get()
    facts = {
        "title": corner.title,
        "slug": corner.slug,
        "about": writing.streamfield([]),
        "website": "https://tapi.example",
    }
    writing.edit(signed_in(person(tapi, "editor")), corner, facts, SUBMIT)
    corner.refresh_from_db()
    assert not corner.website
    writing.decide(signed_in(person(tapi, "moderator")), corner, "approve")
    corner.refresh_from_db()
    assert corner.website == "https://tapi.example"


def test_a_network_writes_its_own_page_and_can_not_become_another():
    alliance = admit("alliance", name="Alliance", kind="network").organisation
    other = admit("other", name="Other", kind="network").organisation
    editor, moderator = signed_in(person(alliance, "editor")), signed_in(person(alliance, "moderator"))
    page = NetworkPage.objects.get(organisation=alliance)
    facts = {
        "title": "Alliance",
        "slug": "alliance",
        "organisation": other.pk,
        "kind": "alliance",
        "purpose": "To teach together.",
        "story": writing.streamfield([]),
    }
    writing.edit(editor, page, facts, SUBMIT)
    page.refresh_from_db()
    assert not page.live
    writing.decide(moderator, page, "approve")
    page.refresh_from_db()
    assert page.live
    assert page.organisation == alliance
    writing.edit(editor, NetworkPage.objects.get(organisation=other), facts | {"title": "Taken"})
    assert draft_title(NetworkPage.objects.get(organisation=other)) == "Other"


def test_a_picture_of_another_college_can_not_be_sent_with_a_form(tapi):
    theirs = image(college("mahi"))
    editor = signed_in(person(tapi, "editor"))
    for facts in (
        writing.faculty(photo=theirs.pk),
        writing.faculty(about=writing.streamfield([("picture", theirs.pk)])),
    ):
        answer = writing.create(editor, tapi, FacultyPage, facts)
        assert answer.status_code in (302, 403)
        assert theirs.title not in answer.content.decode()
    assert not FacultyPage.objects.exists()


def test_who_works_for_two_colleges_is_told_whose_picture_it_is(tapi):
    mahi, editor = college("mahi"), person(college("tapi"), "editor")
    begin(editor, mahi, "editor")
    facts = writing.faculty(photo=image(mahi).pk)
    answer = writing.create(signed_in(editor), tapi, FacultyPage, facts)
    assert "This file is not of Tapi Medical College: upload it there" in answer.content.decode()
    assert not FacultyPage.objects.exists()


def test_what_an_editor_uploads_belongs_to_the_college(tapi):
    editor = signed_in(person(tapi, "editor"))
    file = SimpleUploadedFile("ward.png", get_test_image_file().file.getvalue(), "image/png")
    editor.post("/admin/images/add/", {"title": "Ward", "file": file})
    assert tapi.images.get().title == "Ward"


def test_the_office_sees_and_changes_every_corner(tapi):
    office = signed_in(person(admit("office", name="Office", kind="office").organisation, "office"))
    writing.create(signed_in(person(tapi, "editor")), tapi, ResearchPage, writing.research())
    page = ResearchPage.objects.get()
    assert office.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert page.title in office.get("/admin/reports/site-history/").content.decode()
    writing.edit(office, page, writing.research(), PUBLISH)
    page.refresh_from_db()
    assert page.live
    assert office.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
    page.refresh_from_db()
    assert not page.live


def test_a_page_goes_live_and_leaves_at_the_times_that_were_set_for_it(tapi):
    past = timezone.now() - timedelta(minutes=1)
    page = draft(tapi, PlainPage(title="Open day"))
    Revision.objects.filter(pk=page.latest_revision.pk).update(approved_go_live_at=past)
    publish_due()
    assert PlainPage.objects.get().live
    PlainPage.objects.update(expire_at=past)
    publish_due()
    assert not PlainPage.objects.get().live


def test_beat_rings_for_pages_whose_time_has_come():
    assert publish_due.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
