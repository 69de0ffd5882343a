"""Who is told by mail that a page waits for approval, is approved or is to be changed."""

import pytest
from django.core import mail

from consortium.organisations.models import Organisation
from consortium.people.memberships import end
from consortium.people.models import FacultyPage, Mail, Membership
from tests.organisations import writing
from tests.organisations.two_colleges import college, person, signed_in

pytestmark = pytest.mark.django_db
SUBMIT = "action-submit"


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


def submitted(tapi: Organisation) -> FacultyPage:
    writing.create(signed_in(person(tapi, "faculty")), tapi, FacultyPage, writing.faculty(), SUBMIT)
    return FacultyPage.objects.get()


def told() -> list[tuple[str, str]]:
    return [*Mail.objects.order_by("to").values_list("to", "subject")]


def test_each_moderator_of_the_college_is_told_that_a_page_waits(tapi, settings):
    for address in ("a@tapi.example", "b@tapi.example"):
        person(tapi, "moderator", address)
    person(college("mahi"), "moderator")
    person(tapi, "registrar")
    page = submitted(tapi)
    subject = "Tapi Medical College: Ketaki Oza waits for your approval"
    assert told() == [("a@tapi.example", subject), ("b@tapi.example", subject)]
    assert f"{settings.BASE_URL}/admin/pages/{page.pk}/edit/" in Mail.objects.first().body
    assert mail.outbox == []


def test_a_moderator_whose_role_ended_is_told_nothing(tapi):
    end(Membership.objects.get(person=person(tapi, "moderator")))
    submitted(tapi)
    assert told() == []


def test_the_author_is_told_what_is_to_be_changed_and_finds_it_in_the_editor(tapi):
    moderator = signed_in(person(tapi, "moderator"))
    page = submitted(tapi)
    writing.decide(moderator, page, "reject", "Say since when & where.")
    row = Mail.objects.get(to="faculty@tapi.example")
    assert row.subject == "Tapi Medical College: changes are asked for in Ketaki Oza"
    assert "Say since when & where." in row.body
    editor = signed_in(page.owner).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "asks for changes: Say since when &amp; where." in editor
    assert mail.outbox == []


def test_the_author_is_told_that_a_page_is_approved(tapi):
    moderator = signed_in(person(tapi, "moderator"))
    page = submitted(tapi)
    writing.decide(moderator, page, "approve", "Well said.")
    page.refresh_from_db()
    row = Mail.objects.get(to="faculty@tapi.example")
    assert row.subject == "Tapi Medical College: Ketaki Oza is approved"
    assert "Well said." in row.body
    assert page.full_url in row.body
    assert mail.outbox == []
    assert "asks for changes" not in signed_in(page.owner).get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_a_page_that_is_sent_again_asks_its_moderators_again(tapi):
    moderator = signed_in(person(tapi, "moderator"))
    page = submitted(tapi)
    writing.decide(moderator, page, "reject", "Say since when.")
    writing.edit(signed_in(page.owner), page, writing.faculty(), SUBMIT)
    assert Mail.objects.filter(to="moderator@tapi.example", kind="page_waits").count() == 2
