"""A registrar edits, drops and merges in the CMS, by the checks that feeds go through; nobody else does."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from consortium.organisations.models import Organisation
from courses.catalogue.editing import edit, lock_fields
from courses.catalogue.models import Course, Override
from courses.catalogue.overrides import FIELDS
from courses.catalogue.writer import change_courses
from tests.catalogue.stating import AT, source, stated, write
from tests.catalogue.test_desk import desk, person, signed_in
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def course(tapi: Organisation) -> Course:
    return write(source(tapi), stated("7", title="Gross anatomy", code="AN 101", prerequisites="None."))[0]


@pytest.fixture
def registrar(tapi: Organisation) -> Client:
    return signed_in(person("registrar", tapi))


def address(course: Course, field: str) -> str:
    return reverse("catalogue_desk:edit", args=[course.pk, field])


def send(client: Client, where: str, **values: str) -> tuple[int, str]:
    """The form as it stands, with these values."""
    page = client.get(where).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    answer = client.post(where, {"seen": seen[1] if seen else "", "do": "save", **values})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("title", {"text_en": "Anatomy  of the body"}, {"en": "Anatomy of the body"}),
        ("description", {"text_en": "<p>Bones.</p>"}, {"en": "<p>Bones.</p>"}),
        ("credits", {"value": " 2.50 "}, "2.5"),
        ("intake", {"value": "0"}, 0),
        ("open_to", {"value": "anyone"}, "anyone"),
        ("url", {"value": "https://tapi.example/anatomy"}, "https://tapi.example/anatomy"),
        (
            "people",
            {"value": "Ketaki Oza; lecturer\nI. Shah"},
            [{"name": "Ketaki Oza", "role": "lecturer"}, {"name": "I. Shah"}],
        ),
        ("prerequisites", {"value": ""}, None),
    ],
)
def test_a_value_is_kept_as_a_feed_would_have_stated_it(
    registrar: Client, course: Course, field: str, typed: dict[str, str], kept: object
) -> None:
    assert send(registrar, address(course, field), **typed)[0] == 302
    assert Override.objects.get(field=field).value == kept


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("intake", {"value": "many"}, "whole number"),
        ("url", {"value": "javascript:alert(1)"}, "https"),
        ("disciplines", {"value": "Alchemy"}, "Write a word that the consortium knows"),
        ("title", {"text_en": " "}, "State a title"),
    ],
)
def test_a_value_that_a_feed_could_not_state_is_refused_beside_its_control(
    registrar: Client, course: Course, field: str, typed: dict[str, str], said: str
) -> None:
    status, page = send(registrar, address(course, field), **typed)
    assert status == 422
    assert said in page
    assert not Override.objects.exists()


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_that_may_be_edited_has_a_form(registrar: Client, course: Course, field: str) -> None:
    assert registrar.get(address(course, field)).status_code == 200


def test_a_field_that_is_the_sources_own_has_none(registrar: Client, course: Course) -> None:
    assert registrar.get(address(course, "code")).status_code == 404


def test_a_title_has_a_control_for_each_language_that_it_is_stated_in(tapi: Organisation, registrar: Client) -> None:
    (course,) = write(source(tapi, "two"), stated("8", title={"en": "Anatomy", "gu": "શરીરરચના"}, main_language="en"))
    assert send(registrar, address(course, "title"), text_en="Anatomy", text_gu="શરીર")[0] == 302
    assert Override.objects.get().value == {"en": "Anatomy", "gu": "શરીર"}


def test_the_desk_shows_what_is_stated_beside_what_is_shown(registrar: Client, course: Course) -> None:
    edit(course, "title", {"en": "Anatomy of the whole body"}, None)
    page = registrar.get(desk(course)).content.decode()
    assert "Gross anatomy" in page
    assert "Anatomy of the whole body" in page
    assert address(course, "title") in page


def test_what_changed_since_the_form_was_opened_is_not_overwritten(registrar: Client, course: Course) -> None:
    edit(course, "intake", 100, None)
    answer = registrar.post(address(course, "intake"), {"seen": "an older one", "value": "7", "do": "save"})
    assert answer.status_code == 422
    assert "somebody or the feed changed the field" in answer.content.decode()
    assert Override.objects.get().value == 100


def test_a_value_that_is_refused_leaves_the_form_with_what_the_person_saw(registrar: Client, course: Course) -> None:
    edit(course, "intake", 100, None)
    where = address(course, "intake")
    seen = registrar.get(where).context["seen"]
    edit(course, "intake", 200, None)
    refused = registrar.post(where, {"seen": seen, "value": "many", "do": "save"})
    assert refused.context["seen"] == seen
    mended = registrar.post(where, {"seen": refused.context["seen"], "value": "7", "do": "save"})
    assert "somebody or the feed changed the field" in mended.content.decode()
    assert registrar.post(where, {"seen": mended.context["seen"], "value": "7", "do": "save"}).status_code == 302
    assert Override.objects.get().value == 7


@pytest.mark.parametrize("text", ["<p>Bones.</p><p>R&amp;D</p>", "<p>Bones:</p><ul><li>long</li><li>short</li></ul>"])
def test_a_description_that_is_saved_as_it_stands_is_no_edit(tapi: Organisation, registrar: Client, text: str) -> None:
    (course,) = write(source(tapi, "two"), stated("8", description={"en": text}))
    page = registrar.get(address(course, "description"))
    shown = page.context["form"]["text_en"].value()
    assert send(registrar, address(course, "description"), text_en=shown.replace("\n", "\r\n"))[0] == 302
    assert not Override.objects.exists()
    assert send(registrar, address(course, "description"), text_en="One.\r\n\r\nTwo.")[0] == 302
    assert Override.objects.get().value == {"en": "<p>One.</p><p>Two.</p>"}


def test_a_field_that_is_left_to_the_feed_has_no_control_and_what_rests_can_be_dropped(
    registrar: Client, course: Course
) -> None:
    edit(course, "intake", 100, None)
    lock_fields(course.source, ["intake"])
    page = registrar.get(address(course, "intake")).content.decode()
    assert "The feed has the last word in this field" in page
    assert "id_value" not in page
    assert send(registrar, address(course, "intake"), do="drop")[0] == 302
    assert not Override.objects.exists()


def test_what_is_left_to_the_feed_is_said_when_it_is_saved(registrar: Client, course: Course) -> None:
    where = reverse("catalogue_desk:source", args=[course.source_id])
    some = registrar.post(where, {"do": "lock", "fields_locked": ["title", "intake"]}, follow=True)
    assert "The feed has the last word in: Title, Seats a year." in some.content.decode()
    assert "No field is left to the feed" in registrar.post(where, {"do": "lock"}, follow=True).content.decode()


def test_an_edit_is_dropped_with_one_button(registrar: Client, course: Course) -> None:
    edit(course, "intake", 100, None)
    assert send(registrar, address(course, "intake"), do="drop")[0] == 302
    assert not Override.objects.exists()


class TestConflicts:
    @pytest.fixture
    def moved(self, course: Course) -> Override:
        edit(course, "prerequisites", "Ours.", None)
        with transaction.atomic():
            change_courses(
                [(course.pk, stated("7", title="Gross anatomy", code="AN 101", prerequisites="Theirs."))], AT
            )
        return Override.objects.get()

    def answer(self, client: Client, override: Override, wish: str) -> int:
        where = reverse("catalogue_desk:conflicts")
        found = re.search(r'name="seen" value="(\w+)"', client.get(where).content.decode())
        sent = {"override": override.pk, "seen": found[1] if found else "", "do": wish}
        return client.post(where, sent).status_code

    def test_the_list_shows_stated_before_stated_now_and_ours(self, registrar: Client, moved: Override) -> None:
        page = registrar.get(reverse("catalogue_desk:conflicts")).content.decode()
        assert all(word in page for word in ("None.", "Theirs.", "Ours.", "Keep ours", "Merge both"))

    def test_the_list_of_one_course_leaves_out_the_others(self, registrar: Client, moved: Override) -> None:
        where = reverse("catalogue_desk:conflicts")
        assert "Theirs." in registrar.get(where, {"course": moved.course_id}).content.decode()
        assert "Theirs." not in registrar.get(where, {"course": moved.course_id + 1}).content.decode()

    def test_the_desk_of_the_course_says_how_many_questions_wait(self, registrar: Client, moved: Override) -> None:
        assert "In 1 field the source now says otherwise" in registrar.get(desk(moved.course)).content.decode()

    def test_whoever_came_from_the_questions_goes_back_to_them(self, registrar: Client, moved: Override) -> None:
        where = address(moved.course, "prerequisites") + "?asked&merge"
        page = registrar.get(where).content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', page)
        answer = registrar.post(where, {"seen": seen[1] if seen else "", "do": "save", "value": "Both."})
        assert answer.headers["Location"] == reverse("catalogue_desk:conflicts")

    def test_ours_is_kept(self, registrar: Client, moved: Override) -> None:
        assert self.answer(registrar, moved, "keep") == 302
        assert Override.objects.get().against == "Theirs."
        assert Course.objects.get().prerequisites == "Ours."
        assert "Nothing waits" in registrar.get(reverse("catalogue_desk:conflicts")).content.decode()

    def test_theirs_is_taken(self, registrar: Client, moved: Override) -> None:
        assert self.answer(registrar, moved, "take") == 302
        assert Course.objects.get().prerequisites == "Theirs."

    def test_what_a_colleague_answered_meanwhile_is_said_and_left(self, registrar: Client, moved: Override) -> None:
        where = reverse("catalogue_desk:conflicts")
        seen = registrar.get(where).context["rows"][0].seen
        assert self.answer(registrar, moved, "take") == 302
        late = registrar.post(where, {"override": moved.pk, "seen": seen, "do": "keep"}, follow=True)
        assert "Somebody answered this meanwhile" in late.content.decode()
        assert Course.objects.get().prerequisites == "Theirs."

    def test_both_are_merged_in_a_form_that_holds_both(
        self, registrar: Client, course: Course, moved: Override
    ) -> None:
        page = registrar.get(address(course, "prerequisites") + "?merge").content.decode()
        assert "Theirs.\nOurs." in page
        assert send(registrar, address(course, "prerequisites"), value="Theirs and ours.")[0] == 302
        assert Course.objects.get().prerequisites == "Theirs and ours."
        assert "Nothing waits" in registrar.get(reverse("catalogue_desk:conflicts")).content.decode()

    @pytest.mark.parametrize(
        ("field", "stated_first", "ours", "stated_now", "merged"),
        [
            (
                "disciplines",
                ["anatomy"],
                ["anatomy", "embryology"],
                ["anatomy", "histology"],
                {"value": "Anatomy\nHistology\nEmbryology"},
            ),
            (
                "people",
                [{"name": "A. Oza"}, {"name": "I. Shah"}],
                [{"name": "A. Oza", "role": "lead"}],
                [{"name": "A. Oza"}, {"name": "I. Shah"}, {"name": "Z. Shaikh"}],
                {"value": "Z. Shaikh\nA. Oza; lead"},
            ),
            (
                "title",
                {"en": "Arm", "gu": "હાથ"},
                {"en": "Arm and hand", "gu": "હાથ"},
                {"en": "Arm", "gu": "ખભો"},
                {"text_en": "Arm and hand", "text_gu": "ખભો"},
            ),
            (
                "description",
                {"en": "<p>One.</p>"},
                {"en": "<p>Ours.</p>"},
                {"en": "<p>Theirs:</p><ul><li>a</li></ul>"},
                {"text_en": "<p>Theirs:</p>\n<ul>\n<li>a</li>\n</ul>\n<p>Ours.</p>"},
            ),
        ],
    )
    def test_what_either_side_altered_is_in_the_form_once(
        self,
        tapi: Organisation,
        registrar: Client,
        field: str,
        stated_first: Any,
        ours: Any,
        stated_now: Any,
        merged: Any,
    ) -> None:
        (course,) = write(source(tapi, "two"), stated("8", **{field: stated_first}))
        edit(course, field, ours, None)
        with transaction.atomic():
            change_courses([(course.pk, stated("8", **{field: stated_now}))], AT)
        form = registrar.get(address(course, field) + "?merge").context["form"]
        assert {name: form[name].value() for name in merged} == merged

    def test_two_titles_that_nobody_struck_out_are_no_title(self, registrar: Client, course: Course) -> None:
        code, page = send(registrar, address(course, "title"), text_en="Gross anatomy\r\nAnatomy of the body")
        assert (code, "A title is one line." in page, 'rows="4"' in page) == (422, True, True)
        assert not Override.objects.exists()

    def test_another_college_sees_and_answers_nothing(self, course: Course, moved: Override) -> None:
        other = signed_in(person("registrar", college("narmada")))
        assert "Theirs." not in other.get(reverse("catalogue_desk:conflicts")).content.decode()
        assert self.answer(other, moved, "take") == 404
        assert other.get(address(course, "title")).status_code == 404
        assert other.post(address(course, "title"), {"text_en": "Theirs"}).status_code == 404
        assert Course.objects.get().prerequisites == "Ours."
