"""Courses lead to the profiles of those who teach them, and profiles to the courses that name them."""

import pytest
from django.test import Client

from consortium.people.models import FacultyPage
from courses.catalogue.hiding import hide_course
from courses.catalogue.teachers import courses_naming, teachers_of
from tests.catalogue.stating import source, stated, write
from tests.corners import college, put

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def named(*people: dict[str, str], where: str = "tapi"):
    [course] = write(source(college(where)), stated("1", title="Anatomy", people=list(people)))
    return course


def profile(course, title: str = "Ketaki Oza", **facts: object) -> FacultyPage:
    return put(course.organisation, FacultyPage(title=title, slug="oza", **facts))


@pytest.mark.parametrize("name", ["Ketaki Oza", "Dr. Ketaki Oza", "prof. dr.  KETAKI OZA"])
def test_a_name_is_known_with_and_without_what_stands_before_it(name):
    course = named({"name": name, "role": "Course lead"})
    page = profile(course)
    assert [(one.name, one.role, one.profile) for one in teachers_of(course)] == [(name, "Course lead", page)]
    assert courses_naming(page) == [course]


def test_an_orcid_says_more_than_a_name():
    course = named({"name": "K. Oza", "id": ORCID}, {"name": "Ketaki Oza", "id": "0000-0001-5109-3700"})
    page = profile(course, orcid=ORCID)
    assert [one.profile for one in teachers_of(course)] == [page, None]


def test_an_orcid_is_known_by_its_address_too():
    course = named({"name": "K. Oza", "id": f"https://orcid.org/{ORCID}"})
    page = profile(course, orcid=ORCID)
    assert [one.profile for one in teachers_of(course)] == [page]
    assert courses_naming(page) == [course]


def test_an_id_of_the_sources_own_says_nothing_against_a_name():
    course = named({"name": "Ketaki Oza", "id": "T-0042"})
    page = profile(course, orcid=ORCID)
    assert [one.profile for one in teachers_of(course)] == [page]
    assert courses_naming(page) == [course]


def test_a_part_of_a_name_is_another_person():
    course = named({"name": "Ketaki Oza-Rathwa"})
    assert courses_naming(profile(course)) == []


def test_a_name_in_another_script_is_found():
    course = named({"name": "કેતકી ઓઝા"})
    assert courses_naming(profile(course, title="કેતકી ઓઝા")) == [course]


def test_a_namesake_of_another_college_is_nobody_here():
    course, other = named({"name": "Ketaki Oza"}), named({"name": "Ketaki Oza"}, where="mahi")
    assert [one.profile for one in teachers_of(other)] == [None]
    assert courses_naming(profile(course)) == [course]


def test_neither_a_draft_nor_a_hidden_course_is_shown():
    course = named({"name": "Ketaki Oza"})
    page = profile(course)
    assert "Anatomy" in Client().get(page.url).content.decode()
    hide_course(course, None, "Wrong")
    assert "Anatomy" not in Client().get(page.url).content.decode()
    page.unpublish()
    assert [one.profile for one in teachers_of(course)] == [None]
