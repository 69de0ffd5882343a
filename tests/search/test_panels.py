"""What search adds to the home page and to a college's corner: where to begin, and what is taught there."""

import re

import pytest
from django.db import transaction
from django.test import Client

from courses.catalogue.hiding import hide_course
from courses.catalogue.models import Course
from tests.catalogue.stating import source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_colleges() -> None:
    tapi, mahi = source(college("tapi")), source(college("mahi"))
    write(
        tapi,
        stated("1", title="Anatomy", level="phase-1", disciplines=["anatomy"]),
        stated("2", title="Histology", level="phase-1", disciplines=["histology"]),
    )
    write(mahi, stated("1", title="Neurology", level="phase-1"))


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_home_page_offers_stages_disciplines_and_colleges_with_how_many_courses_each_has(
    client: Client, two_colleges: None
) -> None:
    page = shown(client, "/")

    assert re.search(r'\?kind=course&amp;level=phase-1">.*?3 courses</span>', page)
    assert re.search(r'\?kind=course&amp;discipline=anatomy">Anatomy<span class="num">2</span>', page)
    assert re.search(r'href="/colleges/tapi/">.*?2 courses</span>', page)
    assert re.search(r'href="/colleges/mahi/">.*?1 course</span>', page)


def test_what_is_hidden_is_not_counted(client: Client, two_colleges: None) -> None:
    with transaction.atomic():
        hide_course(Course.objects.get(title="Histology"), None, "Taught no more.")

    page = shown(client, "/")

    assert re.search(r'href="/colleges/tapi/">.*?1 course</span>', page)
    assert "discipline=histology" not in page


def test_a_home_page_without_courses_offers_nothing_that_finds_nothing(client: Client) -> None:
    college("tapi")

    page = shown(client, "/")

    assert "panel-disciplines" not in page
    assert "panel-phases" not in page


def test_a_college_shows_its_own_disciplines_and_no_others(client: Client, two_colleges: None) -> None:
    page = shown(client, "/colleges/tapi/")

    assert "All 2 courses of Tapi College of Medicine" in page
    assert "college=tapi&amp;discipline=anatomy" in page
    assert "college=mahi" not in page


def test_a_college_that_states_no_discipline_leads_to_its_courses(client: Client, two_colleges: None) -> None:
    page = shown(client, "/colleges/mahi/")

    assert '<a href="/search/?kind=course&amp;college=mahi">The course of' in page
    assert "Courses by discipline" not in page


def test_a_college_without_courses_shows_no_empty_list(client: Client) -> None:
    college("tapi")

    assert "panel-courses" not in shown(client, "/colleges/tapi/")
