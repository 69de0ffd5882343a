"""Nothing that is not public is ever found, and what is published is found, the same with every engine."""

from collections.abc import Callable

import pytest
from django.db import transaction
from wagtail.models import PageViewRestriction

from consortium.organisations.models import Organisation, OrganisationPage
from consortium.people.models import FacultyPage
from consortium.research.models import ResearchPage
from courses.catalogue.hiding import hide_course, show_course
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Course
from courses.catalogue.twins import settle_twins
from courses.catalogue.writer import change_courses, return_courses, withdraw_courses
from search.models import Entry
from tests.beside_a_writer import while_it_is_written
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import college, put
from tests.curricula.test_curriculum_page import curriculum, document
from tests.search.finding import find, found

CatchUp = Callable[[], None]


@pytest.fixture
def course(engine, catch_up) -> Course:
    [course] = write(source(college("tapi")), stated("1", title="Cardiac imaging", code="CI"))
    catch_up()
    assert found("cardiac") == {"Cardiac imaging"}
    return course


def publish(page):
    page.save_revision().publish()
    return page


def test_a_hidden_course_is_gone_at_once_and_back_when_shown(course, catch_up):
    hide_course(course, None, "Wrong seats")
    assert found("cardiac") == set()
    catch_up()
    assert find("cardiac").total == 0
    show_course(Course.objects.get(pk=course.pk))
    catch_up()
    assert found("cardiac") == {"Cardiac imaging"}


def test_no_word_of_a_hidden_course_is_offered_for_a_misspelt_one(course, catch_up):
    write(course.source, stated("2", title="Cardio posting"))
    catch_up()
    assert find("cardiacc").suggestion == "cardiac"
    hide_course(course, None, "Wrong seats")
    assert find("imagingg").suggestion == ""
    catch_up()
    assert find("imagingg").suggestion == ""
    assert find("cardiacc").suggestion in ("", "cardio")


def test_a_withdrawn_course_is_gone_and_back_when_it_returns(course, catch_up):
    with transaction.atomic():
        withdraw_courses([course.pk], AT)
    catch_up()
    assert find("cardiac").total == 0
    with transaction.atomic():
        return_courses([course.pk])
    catch_up()
    assert found("cardiac") == {"Cardiac imaging"}


def test_a_changed_course_is_found_by_its_new_words_only(course, catch_up):
    with transaction.atomic():
        change_courses([(course.pk, stated("1", title="Cardiac ultrasound"))], AT)
    catch_up()
    assert found("imaging", exact="1") == set()
    assert found("ultrasound") == {"Cardiac ultrasound"}


def test_of_twins_only_the_shown_one_is_found(course, catch_up):
    other = source(course.organisation, "timetable")
    write(other, stated("9", title="CARDIAC  IMAGING", code="CI"))
    with transaction.atomic():
        settle_twins(course.organisation)
    catch_up()
    [row] = find("cardiac").rows
    assert row.member_count == 0


@pytest.mark.parametrize("state", ["suspended", "left", "applicant"])
def test_nothing_of_an_organisation_that_is_no_member_is_found(course, catch_up, state):
    owner = course.organisation
    put(owner, FacultyPage(title="Ketaki Oza"))
    publish(FacultyPage.objects.get())
    catch_up()
    assert {row.kind for row in find().rows} >= {"course", "faculty"}
    owner = Organisation.objects.get(pk=owner.pk)
    owner.state = state
    owner.save()
    assert find().rows == ()
    catch_up()
    assert find().total == 0
    owner.state = Organisation.State.MEMBER
    owner.save()
    catch_up()
    assert {row.kind for row in find().rows} >= {"course", "faculty"}


def test_a_renamed_college_is_found_by_its_new_name_and_place(course, catch_up):
    owner = Organisation.objects.get(pk=course.organisation_id)
    owner.name = owner.label = "Narmada Institute"
    owner.place = "Bharuch"
    owner.save()
    catch_up()
    [row] = find("narmada bharuch", kind="course").rows
    assert row.organisation.label == "Narmada Institute"
    assert found("tapi", kind="course", exact="1") == set()
    assert found(place="bharuch", kind="course") == {"Cardiac imaging"}


def page_of(number: int, owner: Organisation):
    """A kind, a page of it, and a word that finds it."""
    return (
        ("faculty", FacultyPage(title="Ketaki Oza", expertise=["Phlebology"]), "phlebology"),
        (
            "research",
            ResearchPage(title="Early tracheostomy", kind="trial", summary="Charts.", apply_email="a@b.example"),
            "tracheostomy",
        ),
        ("curriculum", curriculum(title="Ward ethics", summary="Consent.", document=document(owner)), "consent"),
    )[number]


@pytest.mark.parametrize("number", range(3))
def test_a_page_is_found_while_it_is_live(engine, catch_up, number):
    tapi = college("tapi")
    kind, page, word = page_of(number, tapi)
    page.live = False
    hung = put(tapi, page)
    catch_up()
    assert find(word, exact="1").total == 0
    publish(hung)
    catch_up()
    [row] = find(word).rows
    assert (row.kind, row.organisation.slug) == (kind, "tapi")
    assert row.url.startswith("/colleges/tapi/")
    type(hung).objects.get().unpublish()
    assert find(word, exact="1").rows == ()
    catch_up()
    assert find(word, exact="1").total == 0


def test_a_draft_of_a_live_page_is_not_found(engine, catch_up):
    page = publish(put(college("tapi"), FacultyPage(title="Ketaki Oza", summary="Studies veins.")))
    page.summary = "Studies arteries."
    page.save_revision()
    catch_up()
    assert find("arteries", exact="1").total == 0
    assert find("veins").total == 1


def test_a_deleted_page_and_a_page_behind_a_password_are_gone(engine, catch_up):
    tapi = college("tapi")
    one, other = (publish(put(tapi, FacultyPage(title=name))) for name in ("Ketaki Oza", "Revant Vasavada"))
    catch_up()
    assert find(kind="faculty").total == 2
    one.delete()
    restriction = PageViewRestriction.objects.create(
        page=other, restriction_type=PageViewRestriction.PASSWORD, password="veins"
    )
    catch_up()
    assert find(kind="faculty").total == 0
    restriction.delete()
    catch_up()
    assert found(kind="faculty") == {"Revant Vasavada"}


def test_the_corner_of_a_college_is_found_and_what_is_below_follows_its_address(engine, catch_up):
    tapi = college("tapi")
    publish(put(tapi, FacultyPage(title="Ketaki Oza")))
    corner = OrganisationPage.objects.get(organisation=tapi)
    publish(corner)
    corner.slug = "tapi-surat"
    publish(corner)
    catch_up()
    [college_row] = find(kind="college").rows
    assert (college_row.title, college_row.url) == ("Tapi College of Medicine", "/colleges/tapi-surat/")
    [row] = find(kind="faculty").rows
    assert row.url == "/colleges/tapi-surat/people/ketaki-oza/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("saves", [Organisation.save, transaction.atomic(Organisation.save)])
def test_of_a_college_that_leaves_while_its_catalogue_is_written_nothing_is_found(
    saves: Callable[[Organisation], None], postgresql: str
) -> None:
    """A run had looked at its college before."""
    tapi = Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)
    register = source(tapi)

    def run() -> None:
        lock_catalogue(tapi.pk)
        write(register, stated("1", title="Cardiac imaging"))

    def leave() -> None:
        tapi.state = Organisation.State.LEFT
        saves(tapi)

    while_it_is_written(run, leave)
    assert not Entry.objects.filter(kind="course", gone=False).exists()
