"""A whole source or a college's whole catalogue is taken from view at once; no sync brings it back."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import (
    NoReason,
    hide_college,
    hide_course,
    hide_source,
    show_college,
    show_course,
    show_source,
)
from courses.catalogue.models import Course, HiddenCollege, Source
from search.models import Entry
from tests.catalogue.stating import source, stated, write
from tests.catalogue.test_desk import person, signed_in
from tests.corners import college
from tests.feeds.feeding import Catalogue, rows

pytestmark = pytest.mark.django_db
WHY = "Seats were wrong."


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


def shown() -> list[str]:
    public = Course.objects.public().order_by("record_id")
    found = {entry.key for entry in Entry.objects.filter(kind="course", gone=False)}
    assert found == {f"course:{course.pk}" for course in public}, "search shows what is public"
    return [course.record_id for course in public]


def test_a_hidden_source_leaves_pages_and_search_and_its_neighbours_stay(tapi: Organisation, client: Client) -> None:
    first, other = source(tapi), source(tapi, "other")
    (gone,) = write(first, stated("A"))
    write(other, stated("B"))
    write(source(college("narmada")), stated("C"))
    hide_source(first, None, WHY)
    assert shown() == ["B", "C"]
    assert client.get(f"/courses/tapi/{gone.slug}/").status_code == 404
    show_source(first)
    assert shown() == ["A", "B", "C"]
    assert client.get(f"/courses/tapi/{gone.slug}/").status_code == 200


def test_a_hidden_college_leaves_with_all_its_sources_and_those_that_come_later(
    tapi: Organisation, client: Client
) -> None:
    write(source(tapi), stated("A"))
    write(source(college("narmada")), stated("C"))
    hide_college(tapi, None, WHY)
    (late,) = write(source(tapi, "later"), stated("B"))
    assert shown() == ["C"]
    assert client.get(f"/courses/tapi/{late.slug}/").status_code == 404
    assert client.get("/courses/tapi/").status_code == 404
    show_college(tapi)
    assert shown() == ["A", "B", "C"]


@pytest.mark.parametrize("what", ["source", "college"])
def test_no_sync_brings_it_back_and_shown_again_it_is_as_it_was_stated_since(
    tapi: Organisation, tmp_path: Path, what: str
) -> None:
    catalogue = Catalogue(tapi, tmp_path).holds(rows(3))
    catalogue.sync()
    if what == "source":
        hide_source(catalogue.feed.source, None, WHY)
    else:
        hide_college(tapi, None, WHY)
    catalogue.holds(rows(5)).sync()
    assert shown() == []
    assert catalogue.course("R5").title == "Course 5"
    if what == "source":
        show_source(catalogue.feed.source)
    else:
        show_college(tapi)
    assert shown() == ["R1", "R2", "R3", "R4", "R5"]


def test_what_was_hidden_singly_stays_hidden(tapi: Organisation) -> None:
    register = source(tapi)
    single, _ = write(register, stated("A"), stated("B"))
    hide_course(single, None, WHY)
    hide_source(register, None, WHY)
    hide_college(tapi, None, WHY)
    show_college(tapi)
    assert shown() == []
    show_source(register)
    assert shown() == ["B"]
    single.refresh_from_db()
    show_course(single)
    assert shown() == ["A", "B"]


def test_a_twin_in_another_source_takes_the_place_of_one_that_left_with_its_source(tapi: Organisation) -> None:
    first, other = source(tapi), source(tapi, "other")
    write(first, stated("A", title="Suturing", code="S1"))
    write(other, stated("B", title="Suturing", code="S1"))
    hide_source(first, None, WHY)
    hide_source(other, None, WHY)
    show_source(other)
    assert shown() == ["B"]
    show_source(first)
    assert shown() == ["A"]


def test_nothing_is_hidden_without_a_reason(tapi: Organisation) -> None:
    register = source(tapi)
    write(register, stated("A"))
    with pytest.raises(NoReason):
        hide_source(register, None, " ")
    with pytest.raises(NoReason):
        hide_college(tapi, None, "")
    assert shown() == ["A"]


class TestDesk:
    @pytest.fixture
    def register(self, tapi: Organisation) -> Source:
        register = source(tapi)
        write(register, stated("A"))
        return register

    def addresses(self, register: Source) -> list[str]:
        return [
            reverse("catalogue_desk:source", args=[register.pk]),
            reverse("catalogue_desk:college", args=[register.organisation_id]),
        ]

    @pytest.mark.parametrize("which", [0, 1])
    def test_a_registrar_hides_and_shows_her_colleges(self, tapi: Organisation, register: Source, which: int) -> None:
        client, address = signed_in(person("registrar", tapi)), self.addresses(register)[which]
        assert client.post(address, {"do": "hide", "reason": " "}).status_code == 422
        client.post(address, {"do": "hide", "reason": WHY})
        assert shown() == []
        page = client.get(address).content.decode()
        assert WHY in page
        assert "registrar@tapi.example" in page
        client.post(address, {"do": "show"})
        assert shown() == ["A"]

    def test_another_colleges_are_not_there(self, register: Source) -> None:
        client = signed_in(person("registrar", college("narmada")))
        for address in self.addresses(register):
            assert client.get(address).status_code == 404
            assert client.post(address, {"do": "hide", "reason": WHY}).status_code == 404
        assert "Tapi" not in client.get(reverse("catalogue_desk:sources")).content.decode()
        assert shown() == ["A"]

    def test_an_editor_hides_nothing(self, tapi: Organisation, register: Source) -> None:
        client = signed_in(person("editor", tapi))
        for address in self.addresses(register):
            client.post(address, {"do": "hide", "reason": WHY})
        assert shown() == ["A"]
        assert not HiddenCollege.objects.exists()

    def test_the_office_hides_any(self, register: Source) -> None:
        office = Organisation.objects.create(slug="office", name="Office", label="Office", dye=1, kind="office")
        client = signed_in(person("office", office))
        assert "Register" in client.get(reverse("catalogue_desk:sources")).content.decode().title()
        client.post(self.addresses(register)[1], {"do": "hide", "reason": "Asked by the college."})
        assert shown() == []

    def test_fields_are_left_to_the_feed(self, tapi: Organisation, register: Source) -> None:
        client, address = signed_in(person("registrar", tapi)), self.addresses(register)[0]
        client.post(address, {"do": "lock", "fields_locked": ["title", "intake"]})
        register.refresh_from_db()
        assert register.locked_fields == ["title", "intake"]
        assert client.post(address, {"do": "lock", "fields_locked": ["code"]}).status_code == 302
        register.refresh_from_db()
        assert register.locked_fields == ["title", "intake"]
