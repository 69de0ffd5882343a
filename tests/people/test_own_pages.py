"""What a person finds of her own on the first page of the CMS, and what she does not."""

import pytest

from consortium.organisations.models import Organisation
from consortium.people.memberships import end
from consortium.people.models import FacultyPage, Membership, User
from consortium.people.own_pages import beginnings, own_pages
from consortium.research.models import ResearchPage
from consortium.research.models.opportunity import ResearchSupervisor
from tests.organisations import writing
from tests.organisations.two_colleges import college, draft, person, signed_in

pytestmark = pytest.mark.django_db
SUBMIT = "action-submit"


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def ketaki(tapi: Organisation) -> User:
    return person(tapi, "faculty")


def home(account: User) -> str:
    return " ".join(signed_in(account).get("/admin/").content.decode().split())


def standing(account: User) -> dict[str, str]:
    return {page.title: page.state for page in own_pages(account)}


def profile(organisation: Organisation, account: User | None, by: User | None, name: str = "Ketaki Oza") -> FacultyPage:
    return draft(organisation, FacultyPage(title=name, slug=name.lower().replace(" ", "-"), person=account), by)


def opportunity(organisation: Organisation, title: str, names: FacultyPage | None, by: User | None) -> ResearchPage:
    page = ResearchPage(title=title, slug=title.lower(), kind="elective", summary="Eight weeks.", how_to_apply="Write.")
    if names is not None:
        page.supervisors = [ResearchSupervisor(faculty=names, name=names.title)]
    return draft(organisation, page, by)


def test_who_has_nothing_yet_is_led_to_a_profile_first(ketaki: User):
    page = home(ketaki)
    assert "Nothing is yours yet." in page
    assert "Write a faculty profile" in page
    assert [one.kind for one in beginnings(ketaki)] == ["faculty profile", "research opportunity", "curriculum"]


def test_what_is_written_waits_and_comes_back_with_a_reason(tapi: Organisation, ketaki: User):
    client, moderator = signed_in(ketaki), signed_in(person(tapi, "moderator"))
    writing.create(client, tapi, ResearchPage, writing.research(), SUBMIT)
    assert standing(ketaki) == {"Anaemia in pregnancy": "Waits for approval"}
    page = ResearchPage.objects.get()
    writing.decide(moderator, page, "reject", "State the closing date.")
    [own] = own_pages(ketaki)
    assert (own.state, own.reason) == (
        "Changes are asked for",
        "moderator Tapi Medical College asks for changes: State the closing date.",
    )
    assert f'href="/admin/pages/{page.pk}/edit/"' in home(ketaki)
    writing.edit(client, page, writing.research(title="Anaemia, once more"), SUBMIT)
    writing.decide(moderator, page, "approve")
    assert standing(ketaki) == {"Anaemia, once more": "Shown"}


def test_what_asks_for_something_comes_first(tapi: Organisation, ketaki: User):
    writing.create(signed_in(ketaki), tapi, ResearchPage, writing.research(), SUBMIT)
    writing.decide(signed_in(person(tapi, "moderator")), ResearchPage.objects.get(), "reject", "Why?")
    profile(tapi, ketaki, ketaki)
    assert [*standing(ketaki).values()] == ["Changes are asked for", "Draft, not shown yet"]


def test_a_profile_that_another_wrote_and_pages_that_name_it_are_theirs_too(tapi: Organisation, ketaki: User):
    editor = person(tapi, "editor")
    own = profile(tapi, ketaki, editor)
    named = opportunity(tapi, "Anaemia", own, editor)
    opportunity(tapi, "Malaria", None, editor)
    assert standing(ketaki).keys() == {"Ketaki Oza", "Anaemia"}
    assert "faculty profile" not in [one.kind for one in beginnings(ketaki)]
    leads = {page.title: page.leads_to for page in own_pages(ketaki)}
    assert leads["Anaemia"] == "", "she may not change it, and nobody sees it yet"
    named.refresh_from_db()
    named.save_revision(clean=False).publish(skip_permission_checks=True)
    [shown] = [page for page in own_pages(ketaki) if page.title == "Anaemia"]
    assert (shown.state, shown.leads_to.endswith("/anaemia/")) == ("Shown", True)


def test_nothing_of_another_college_or_of_a_role_that_ended_is_shown(tapi: Organisation, ketaki: User):
    mahi = college("mahi")
    own = profile(tapi, ketaki, ketaki)
    opportunity(mahi, "Elsewhere", own, ketaki)
    profile(mahi, person(mahi, "faculty"), None, "Another")
    assert standing(ketaki).keys() == {"Ketaki Oza"}
    assert "Elsewhere" not in home(ketaki)
    end(Membership.objects.get(person=ketaki))
    ketaki = User.objects.get(pk=ketaki.pk)
    assert (own_pages(ketaki), beginnings(ketaki)) == ([], [])


def test_others_who_own_no_page_see_no_empty_panel(tapi: Organisation):
    assert "own-pages" not in home(person(tapi, "registrar"))
    assert "own-pages" not in home(person(tapi, "editor"))


def test_many_pages_cost_no_more_questions(tapi: Organisation, ketaki: User, django_assert_max_num_queries):
    for number in range(8):
        opportunity(tapi, f"Place{number}", None, ketaki)
    with django_assert_max_num_queries(14):
        assert len(own_pages(User.objects.get(pk=ketaki.pk))) == 8


def test_a_page_is_called_by_its_kind(tapi: Organisation, ketaki: User):
    opportunity(tapi, "Anaemia", None, ketaki)
    assert [page.kind for page in own_pages(ketaki)] == ["Research opportunity"]
