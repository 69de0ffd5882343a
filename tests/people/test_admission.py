"""What admitting an organisation makes, and what it refuses."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, GroupPagePermission, Page

from consortium.organisations.models import BranchPage, Organisation, OrganisationGroup, OrganisationPage
from consortium.people.admission import AdmissionError, WrongFacts, admit
from consortium.people.models import Membership, User

pytestmark = pytest.mark.django_db

GOTRI = {"name": "GMERS Medical College", "place": "Gotri"}
SOLA = {"name": "GMERS Medical College", "place": "Sola"}


def label(slug: str) -> str:
    return Organisation.objects.get(slug=slug).label


def test_a_college_gets_row_page_branches_groups_and_collection():
    college = admit("gotri", **GOTRI, codes=[("NMC", "11")]).organisation
    corner = OrganisationPage.objects.get(organisation=college)
    branches = BranchPage.objects.child_of(corner).order_by("path")
    assert corner.url == "/colleges/gotri/"
    assert [branch.slug for branch in branches] == ["people", "research", "curricula", "pages"]
    assert {row.role for row in college.role_groups.all()} == {"editor", "moderator", "registrar", "faculty"}
    assert [str(code) for code in college.codes.all()] == ["nmc=11"]
    assert college.collection.name == college.label
    assert all(branch.get_workflow() for branch in branches)


def test_no_two_of_twelve_colleges_share_a_dye():
    colleges = [admit(f"college-{n}", name=f"College {n}", place="Surat").organisation for n in range(12)]
    assert {college.dye for college in colleges} == set(range(1, 13))


def test_rights_are_granted_on_branches_only():
    admit("gotri", **GOTRI)
    granted = {grant.page.specific_class for grant in GroupPagePermission.objects.all()}
    assert granted == {BranchPage}


def test_the_same_facts_again_change_nothing():
    admit("gotri", **GOTRI, codes=[("nmc", "11")], registrar="r@gotri.example")
    before = [list(model.objects.order_by("pk").values()) for model in (Organisation, Page, Collection, Membership)]
    again = admit("gotri", **GOTRI, codes=[("nmc", "11")], registrar="R@gotri.example")
    assert not again.created
    after = [list(model.objects.order_by("pk").values()) for model in (Organisation, Page, Collection, Membership)]
    assert after == before


def test_the_same_facts_in_other_case_and_spaces_change_nothing():
    admit("gotri", **GOTRI, university="Gujarat University")
    before = Organisation.objects.values().get()
    again = admit("gotri", name="gmers  medical College ", place="gotri", university="GUJARAT university")
    assert not again.created
    assert Organisation.objects.values().get() == before


def test_two_of_one_name_are_told_apart_by_place():
    admit("gotri", **GOTRI)
    assert label("gotri") == "GMERS Medical College"
    admit("sola", **SOLA)
    assert label("gotri") == "GMERS Medical College, Gotri"
    assert label("sola") == "GMERS Medical College, Sola"
    assert Page.objects.get(slug="gotri").title == "GMERS Medical College, Gotri"
    assert Collection.objects.filter(name="GMERS Medical College, Gotri").exists()


def test_an_older_draft_of_a_page_brings_no_former_name_back():
    admit("gotri", **GOTRI)
    corner = OrganisationPage.objects.get(slug="gotri")
    corner.seo_title = "Waits for its hour"
    waits = corner.save_revision(approved_go_live_at=timezone.now() + dt.timedelta(days=1))
    corner.seo_title = "An older draft"
    draft = corner.save_revision()
    admit("sola", **SOLA)
    for revision in (waits, draft):
        revision.refresh_from_db()
        revision.publish()
        page = OrganisationPage.objects.get(slug="gotri")
        assert page.title == page.draft_title == "GMERS Medical College, Gotri"
    assert page.seo_title == "An older draft"


def test_two_of_one_name_and_place_are_told_apart_by_code():
    admit("gotri", **GOTRI, codes=[("nmc", "1")])
    admit("gotri-2", **GOTRI, codes=[("nmc", "2")])
    assert label("gotri-2") == "GMERS Medical College, Gotri (gotri-2)"
    assert label("gotri") != label("gotri-2")


def test_one_of_the_same_name_and_place_is_refused_without_a_code_to_tell_it_apart():
    admit("gotri", **GOTRI)
    with pytest.raises(AdmissionError, match="admitted as “gotri” with the same name and place"):
        admit("gotri-2", **GOTRI)


def test_a_code_of_another_is_refused_by_its_name():
    admit("gotri", **GOTRI, codes=[("nmc", "11")])
    with pytest.raises(AdmissionError, match="nmc=11 is that of GMERS"):
        admit("sola", **SOLA, codes=[("nmc", "11")])
    assert not Organisation.objects.filter(slug="sola").exists()


def test_other_facts_for_a_known_slug_are_refused_one_by_one():
    admit("gotri", **GOTRI)
    with pytest.raises(AdmissionError, match="its place is “Gotri”, not “Sola”; nmc=5 is not among its codes"):
        admit("gotri", **SOLA, codes=[("nmc", "5")])


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("Not A Slug", {"name": "A"}),
        ("a", {"name": "  "}),
        ("a", {"name": "A", "codes": [("nmc", "")]}),
        ("a", {"name": "A", "kind": "school"}),
        ("a", {"name": "A" * 201}),
    ],
)
def test_what_can_not_be_a_fact_is_refused(slug, facts):
    with pytest.raises(WrongFacts):
        admit(slug, **facts)
    assert not Organisation.objects.exists()


def test_the_longest_name_and_place_are_held_whole_and_titles_are_cut():
    admit("long", name="Ab" * 100, place="Ba" * 100)
    admit("longer", name="Ab" * 100, place="Ca" * 100)
    assert label("long") == f"{'Ab' * 100}, {'Ba' * 100}"
    assert len(Page.objects.get(slug="long").title) == 255


def test_the_registrar_gets_an_account_and_the_role():
    admission = admit("gotri", **GOTRI, registrar="registrar@gotri.example")
    person = User.objects.get()
    assert admission.registrar == person
    assert not person.has_usable_password()
    role = OrganisationGroup.objects.get(organisation=admission.organisation, role="registrar")
    assert list(person.groups.all()) == [role.group]


def test_the_office_is_granted_the_root_and_a_hospital_gets_a_corner():
    admit("office", name="Office", kind="office")
    assert list(OrganisationGroup.objects.values_list("role", flat=True)) == ["office"]
    assert {grant.page.depth for grant in GroupPagePermission.objects.all()} == {1}
    hospital = admit("civil", name="Civil Hospital", kind="hospital").organisation
    assert hospital.pages.get().url == "/colleges/civil/"


def queries_of(slug: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        admit(slug, name=slug.capitalize())
    return len(asked)


def test_admitting_one_more_asks_no_more_questions():
    admit("first", name="First")
    few = queries_of("second")
    for number in range(12):
        admit(f"college-{number}", name=f"College {number}")
    assert queries_of("last") <= few + 2  # the tree sometimes asks whether its numbering still fits


def test_a_name_that_a_list_shouts_is_written_with_the_capitals_of_the_profile():
    college = admit("rangoonwala", name="GMERS M.A. RANGOONWALA COLLEGE OF DENTISTRY", place="HIMATNAGAR").organisation
    assert college.label == "GMERS M.A. Rangoonwala College of Dentistry"
    assert college.place == "Himatnagar"
    again = admit("rangoonwala", name="GMERS M.A. RANGOONWALA COLLEGE OF DENTISTRY", place="HIMATNAGAR")
    assert not again.created


def test_a_name_of_one_word_in_capitals_is_left_alone():
    assert admit("nimhans", name="NIMHANS", place="BENGALURU").organisation.label == "NIMHANS"
