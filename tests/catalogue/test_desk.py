"""Registrars keep their own college's courses, the office all, and nobody else's are seen."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.people.models import Membership, User
from courses.catalogue.models import Course
from tests.catalogue.stating import source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db


def person(role: str, organisation: Organisation) -> User:
    user = User.objects.create_user(email=f"{role}@{organisation.slug}.example", password=None)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    Membership.objects.create(person=user, organisation=organisation, role=role)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def course(tapi: Organisation) -> Course:
    return write(source(tapi), stated("7", title="Gross anatomy", code="AN 101"))[0]


def desk(course: Course) -> str:
    return reverse("catalogue_desk:course", args=[course.pk])


def test_a_registrar_finds_the_colleges_courses_by_code_and_by_state(tapi: Organisation, course: Course) -> None:
    write(source(college("narmada")), stated("9", title="Dental anatomy"))
    client = signed_in(person("registrar", tapi))
    answer = client.get(reverse("catalogue_desk:index"), {"q": "an 101", "state": "public"})
    assert answer.status_code == 200
    listing = answer.content.decode()
    assert "Gross anatomy" in listing
    everything = client.get(reverse("catalogue_desk:index")).content.decode()
    assert "Dental anatomy" not in everything
    assert "Narmada" not in everything


def test_the_list_of_courses_has_a_column_for_each_of_the_three_dates_and_can_be_ordered_by_it(
    tapi: Organisation, course: Course, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(person("registrar", tapi))
    page = client.get(reverse("catalogue_desk:index")).content.decode()
    for head in ("Stated", "Changed at source", "Confirmed"):
        assert f'<span class="listing__label">{head}' in page
    write(course.source, *(stated(f"more {number}") for number in range(30)))
    for order in ("last_stated_at", "-changed_at", "confirmed_at"):
        with django_assert_max_num_queries(25):
            assert client.get(reverse("catalogue_desk:index"), {"ordering": order}).status_code == 200


def test_a_hidden_course_leaves_every_public_list_and_says_who_hid_it_and_why(
    tapi: Organisation, course: Course
) -> None:
    client = signed_in(person("registrar", tapi))
    client.post(desk(course), {"do": "hide", "reason": "Not approved for this year."})
    assert not Course.objects.public().exists()
    shown = client.get(desk(course)).content.decode()
    assert "Not approved for this year." in shown
    assert "registrar@tapi.example" in shown
    client.post(desk(course), {"do": "show"})
    assert Course.objects.public().exists()


def test_hiding_without_a_reason_is_refused_and_says_what_to_do(tapi: Organisation, course: Course) -> None:
    answer = signed_in(person("registrar", tapi)).post(desk(course), {"do": "hide", "reason": " "})
    assert (answer.status_code, Course.objects.public().count()) == (422, 1)
    assert "Say why it is hidden" in answer.content.decode()


def test_a_person_confirms_that_what_is_shown_is_still_right(tapi: Organisation, course: Course) -> None:
    signed_in(person("registrar", tapi)).post(desk(course), {"do": "confirm"})
    assert Course.objects.get(pk=course.pk).confirmed_at is not None


def test_what_nobody_sees_is_not_confirmed(tapi: Organisation, course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(withdrawn_at=timezone.now())
    client = signed_in(person("registrar", tapi))
    assert "still right" not in client.get(desk(course)).content.decode()
    client.post(desk(course), {"do": "confirm"})
    assert Course.objects.get(pk=course.pk).confirmed_at is None


def test_the_registrar_of_another_college_can_neither_see_nor_touch_it(course: Course) -> None:
    client = signed_in(person("registrar", college("narmada")))
    assert client.get(desk(course)).status_code == 404
    assert client.post(desk(course), {"do": "hide", "reason": "Mine."}).status_code == 404
    assert Course.objects.public().exists()


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_other_roles_of_the_college_do_not_keep_its_courses(tapi: Organisation, course: Course, role: str) -> None:
    client = signed_in(person(role, tapi))
    client.post(desk(course), {"do": "hide", "reason": "Mine."})
    assert Course.objects.public().exists()


def test_the_office_keeps_every_colleges_courses(course: Course) -> None:
    office = Organisation.objects.create(slug="office", name="Office", label="Office", dye=1, kind="office")
    signed_in(person("office", office)).post(desk(course), {"do": "hide", "reason": "Asked by the college."})
    assert not Course.objects.public().exists()


def test_a_role_that_ended_keeps_nothing(tapi: Organisation, course: Course) -> None:
    user = person("registrar", tapi)
    membership = Membership.objects.get(person=user)
    Membership.objects.filter(pk=membership.pk).update(until=membership.since)
    assert signed_in(user).get(desk(course)).status_code in (302, 403, 404)
