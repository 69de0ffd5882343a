"""An editor or registrar types courses in and changes them in the CMS; a wrong form comes back as it was typed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Source
from tests.catalogue.stating import source, stated, write
from tests.catalogue.test_desk import desk, person, signed_in
from tests.catalogue.typing_in import typed
from tests.corners import college
from tests.search.finding import found

pytestmark = pytest.mark.django_db
ADD = "/admin/courses/typed/add/"
WHOLE = {
    "title_en": "Suturing for interns",
    "description_en": "<p>Knots.</p><script>x</script>",
    "code": "SU 1",
    "type": "elective",
    "level": "internship",
    "disciplines": ["anatomy"],
    "modes": ["clinical"],
    "languages": "English, Gujarati",
    "credits": "2",
    "duration": "2 weeks",
    "people": "Ketaki Oza; surgeon",
    "outcomes": "Ties a knot; cuts it. | SU1.1, SU1.2 | OSCE\nKnows when.",
    "open_to": "members",
    "open_from_phase": "internship",
    "letter_needed": "on",
    "prerequisites": "A white coat.",
    "admission": "form",
    "admission_url": "https://tapi.example/apply",
    "runs-TOTAL_FORMS": "2",
    "runs-INITIAL_FORMS": "0",
    "runs-0-starts_on": "2027-01-04",
    "runs-0-starts_at": "09:30",
    "runs-0-ends_at": "17:00",
    "runs-0-place": "Skills lab",
    "runs-0-places": "12",
}


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def editor(tapi: Organisation) -> Client:
    return signed_in(person("editor", tapi))


def change(course: Course) -> str:
    return reverse("catalogue_desk:retype", args=[course.pk])


def sent(client: Client, where: str, **values: Any) -> tuple[int, str]:
    """The form as a browser would send it: what it holds hidden, and these values."""
    page = client.get(where).content.decode()
    held = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    chosen = re.search(r'<option value="(\d+)" selected', page)
    runs = {"runs-TOTAL_FORMS": "0", "runs-INITIAL_FORMS": "0"}
    first = {"college": chosen[1] if chosen else "", "type": "course", "do": "save"}
    answer = client.post(where, {**runs, **held, **first, **values})
    return answer.status_code, answer.content.decode()


def test_an_editor_types_a_course_in_and_readers_find_it(editor: Client, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    assert sent(editor, ADD, **WHOLE)[0] == 302
    course = Course.objects.public().get()
    assert course.stated | {"id": ""} == {
        "id": "",
        "title": {"en": "Suturing for interns"},
        "description": {"en": "<p>Knots.</p>"},
        "code": "SU 1",
        "type": "elective",
        "level": "internship",
        "disciplines": ["anatomy"],
        "modes": ["clinical"],
        "languages": ["en", "gu"],
        "credits": "2",
        "duration": "2 weeks",
        "people": [{"name": "Ketaki Oza", "role": "surgeon"}],
        "outcomes": [
            {"text": "Ties a knot; cuts it.", "codes": ["SU1.1", "SU1.2"], "assessed_by": "OSCE"},
            {"text": "Knows when."},
        ],
        "open_to": "members",
        "open_from_phase": "internship",
        "letter_needed": True,
        "prerequisites": "A white coat.",
        "admission": "form",
        "admission_url": "https://tapi.example/apply",
        "offerings": [
            {
                "id": "2027-01-04 Skills lab",
                "starts_on": "2027-01-04",
                "starts_at": "09:30:00",
                "ends_at": "17:00:00",
                "place": "Skills lab",
                "places": 12,
            },
        ],
    }
    assert found("suturing") == {"Suturing for interns"}


def test_it_stands_on_its_page_in_the_api_and_in_the_list_with_its_source(editor: Client) -> None:
    sent(editor, ADD, **WHOLE)
    course = Course.objects.get()
    page = Client().get(reverse("course", args=["tapi", course.slug])).content.decode()
    assert "Suturing for interns" in page
    assert "entered by the college" in page
    assert all(text in page for text in ("Ties a knot; cuts it.", "SU1.2", "OSCE", "09:30 to 17:00"))
    assert "Suturing for interns" in Client().get(f"/api/v1/courses/{course.public_id}").content.decode()
    listing = editor.get(reverse("catalogue_desk:index")).content.decode()
    assert "Suturing for interns" in listing
    assert "entered by the college" in listing


def test_its_form_holds_what_was_typed_and_saves_it_unchanged(editor: Client) -> None:
    sent(editor, ADD, **WHOLE)
    course = Course.objects.get()
    before = course.stated
    page = editor.get(change(course)).content.decode()
    assert all(text in page for text in ("Suturing for interns", "Ketaki Oza; surgeon", "2027-01-04", "Skills lab"))
    assert all(text in page for text in (WHOLE["outcomes"], 'value="09:30"', 'value="17:00"'))
    assert sent(editor, change(course), **{**WHOLE, "languages": "en, gu"})[0] == 302
    course.refresh_from_db()
    assert course.stated == before


def test_its_description_is_changed_as_it_is_read_and_kept_to_the_letter_if_unaltered(
    editor: Client, tapi: Organisation
) -> None:
    course = typed(tapi, description={"en": "<p>Knots.</p><p>Needles &amp; thread.</p>"})
    assert "Knots.\n\nNeedles &amp; thread.</textarea>" in editor.get(change(course)).content.decode()
    unaltered = {"title_en": "Suturing", "description_en": "Knots.\r\n\r\nNeedles & thread."}
    assert sent(editor, change(course), **unaltered)[0] == 302
    assert Course.objects.get().stated == course.stated


def test_its_screen_says_all_that_was_typed_and_its_runs(editor: Client) -> None:
    sent(editor, ADD, **WHOLE)
    page = editor.get(desk(Course.objects.get())).content.decode()
    assert all(text in page for text in ("A white coat.", "4 Jan 2027", "Skills lab", "Not stated: award"))
    assert "changed where they are stated" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_en": " "}, "It has no title"),
        ({"credits": "many"}, "It is no number"),
        ({"languages": "Klingonish"}, "It is no language"),
        ({"admission_url": "javascript:alert(1)"}, "It is no web address"),
        ({"runs-0-starts_on": "soon"}, "It is no date"),
        ({"runs-0-starts_at": "noon"}, "It is no time of day"),
        ({"runs-0-ends_on": "2026-12-31"}, "It is before starts_on"),
        ({"level": "royal"}, "Select a valid choice"),
        ({"disciplines": ["alchemy"]}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_comes_back_filled_and_says_what_to_mend(editor: Client, wrong: dict[str, Any], said: str) -> None:
    status, page = sent(editor, ADD, **{**WHOLE, **wrong})
    assert status == 422
    assert page.count(said) >= 2  # in the summary and beside the control
    assert all(text in page for text in ("A white coat.", "Ketaki Oza; surgeon", "Skills lab", "SU 1"))
    assert not Course.objects.exists()


def test_another_run_is_asked_for_without_losing_what_is_typed(editor: Client) -> None:
    status, page = sent(editor, ADD, **{**WHOLE, "title_en": "", "do": "more"})
    assert status == 200
    assert "Skills lab" in page
    assert "runs-2-starts_on" in page
    assert "Not saved yet" not in page


def test_a_run_is_taken_out(editor: Client) -> None:
    sent(editor, ADD, **WHOLE)
    course = Course.objects.get()
    run = {"runs-0-id": "2027-01-04 Skills lab", "runs-0-gone": "on"}
    assert sent(editor, change(course), **WHOLE, **run)[0] == 302
    assert not course.offerings.filter(withdrawn_at__isnull=True).exists()


def test_an_editor_is_told_of_a_twin_before_it_is_saved(editor: Client, tapi: Organisation) -> None:
    [fed] = write(source(tapi), stated("7", title="Suturing for Interns", code="su 1"))
    status, page = sent(editor, ADD, **WHOLE)
    assert (status, Course.objects.count()) == (422, 1)
    assert "states a course with this code and title already" in page
    assert "A white coat." in page
    assert sent(editor, ADD, **WHOLE, alike=fed.twin_key)[0] == 302
    assert Course.objects.get(source__kind="typed").same_as == fed


def test_an_editor_is_led_to_no_screen_of_a_feeds_course(editor: Client, tapi: Organisation) -> None:
    """She keeps what is typed, and of a twin reads what everybody reads."""
    [fed] = write(source(tapi), stated("7", title="Suturing for Interns", code="su 1"))
    shown = reverse("course", args=["tapi", fed.slug])
    for page in (sent(editor, ADD, **WHOLE)[1], _twin_of(editor, fed)):
        assert desk(fed) not in page
        assert shown in page


def _twin_of(editor: Client, fed: Course) -> str:
    sent(editor, ADD, **WHOLE, alike=fed.twin_key)
    return editor.get(desk(Course.objects.get(source__kind="typed"))).content.decode()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(editor: Client, tapi: Organisation) -> None:
    course = typed(tapi)
    status, page = sent(editor, change(course), **{**WHOLE, "seen": "00"})
    assert status == 422
    assert "somebody else changed the course" in page
    assert "A white coat." in page


def test_an_editor_withdraws_it_and_offers_it_again(editor: Client, tapi: Organisation) -> None:
    course = typed(tapi)
    editor.post(desk(course), {"do": "withdraw"})
    assert not Course.objects.public().exists()
    assert "Offer it again" in editor.get(desk(course)).content.decode()
    editor.post(desk(course), {"do": "offer"})
    assert Course.objects.public().get() == course


def test_an_editor_hides_what_is_typed(editor: Client, tapi: Organisation) -> None:
    course = typed(tapi)
    editor.post(desk(course), {"do": "hide", "reason": "Not yet."})
    assert not Course.objects.public().exists()


def test_an_editor_sees_and_touches_no_course_of_a_feed(editor: Client, tapi: Organisation) -> None:
    [fed] = write(source(tapi), stated("7", title="Gross anatomy"))
    assert "Gross anatomy" not in editor.get(reverse("catalogue_desk:index")).content.decode()
    assert editor.get(desk(fed)).status_code == 404
    assert editor.get(change(fed)).status_code == 404
    assert editor.post(desk(fed), {"do": "withdraw"}).status_code == 404
    assert editor.get(reverse("catalogue_desk:sources")).status_code in (302, 403)


def test_a_registrar_does_not_withdraw_a_feeds_course_by_hand(tapi: Organisation) -> None:
    [fed] = write(source(tapi), stated("7"))
    signed_in(person("registrar", tapi)).post(desk(fed), {"do": "withdraw"})
    assert Course.objects.public().get() == fed


@pytest.mark.parametrize("role", ["editor", "registrar"])
def test_another_college_neither_sees_nor_touches_it(tapi: Organisation, role: str) -> None:
    course = typed(tapi, title="Secret of Tapi")
    client = signed_in(person(role, college("narmada")))
    assert "Secret of Tapi" not in client.get(reverse("catalogue_desk:index")).content.decode()
    for where in (desk(course), change(course)):
        assert client.get(where).status_code == 404
        assert client.post(where, {**WHOLE, "do": "withdraw"}).status_code == 404
    assert sent(client, ADD, **{**WHOLE, "college": str(tapi.pk)})[0] == 422
    assert Course.objects.public().get().title == "Secret of Tapi"


@pytest.mark.parametrize("role", ["faculty", "moderator"])
def test_other_roles_type_nothing(tapi: Organisation, role: str) -> None:
    client = signed_in(person(role, tapi))
    assert client.get(ADD).status_code in (302, 403)
    client.post(ADD, {**WHOLE, "college": str(tapi.pk)})
    assert not Course.objects.exists()


def test_the_office_types_for_a_college_that_it_chooses(tapi: Organisation) -> None:
    college("narmada")
    office = Organisation.objects.create(slug="office", name="Office", label="Office", dye=1, kind="office")
    client = signed_in(person("office", office))
    assert "Choose one" in client.get(ADD).content.decode()
    assert sent(client, ADD, **{**WHOLE, "college": str(tapi.pk)})[0] == 302
    assert Source.objects.get().organisation == tapi


def test_weekly_hours_are_typed_a_line_each_shown_as_fed_ones_are_and_come_back(editor: Client, tapi: Organisation):
    hours = "Mon, Wed 14:00 to 16:00, Skills lab, first floor\nFriday 9.30 am - 11 am\nSat"
    answer = editor.post(ADD, {**WHOLE, "runs-0-meetings": hours, "college": tapi.pk})
    assert answer.status_code == 302, answer.content.decode()
    course = Course.objects.get()
    assert [one.get("weekday") for one in course.stated["offerings"][0]["meetings"]] == ["mon", "wed", "fri", "sat"]
    written = [
        "Mon 14:00 to 16:00, Skills lab, first floor",
        "Wed 14:00 to 16:00, Skills lab, first floor",
        "Fri 09:30 to 11:00",
        "Sat",
    ]
    page = Client().get(f"/courses/tapi/{course.slug}/").content.decode()
    assert "<br>".join(written) in page
    again = editor.get(change(course)).content.decode()
    assert "\n".join(written) in again


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Mon to Fri 9:00 to 17:00", ["mon", "tue", "wed", "thu", "fri"]),
        ("Tue-Thu 10:00", ["tue", "wed", "thu"]),
        ("Monday and Thursday, Ward 3", ["mon", "thu"]),
        ("Mon, Tue, Hall", ["mon", "tue"]),
        ("tues & sat 08:00-09:00, OPD", ["tue", "sat"]),
    ],
)
def test_several_days_on_one_line_are_a_meeting_each(editor: Client, tapi: Organisation, line: str, days: list[str]):
    editor.post(ADD, {**WHOLE, "runs-0-meetings": line, "college": tapi.pk})
    meetings = Course.objects.get().stated["offerings"][0]["meetings"]
    assert [one["weekday"] for one in meetings] == days


@pytest.mark.parametrize("line", ["Someday 14:00", "14:00 to 16:00", "Mon 25:00"])
def test_hours_that_cannot_be_read_are_said_beside_their_field_and_nothing_is_saved(
    editor: Client, tapi: Organisation, line: str
):
    answer = editor.post(ADD, {**WHOLE, "runs-0-meetings": line, "college": tapi.pk})
    assert answer.status_code == 422
    assert 'id="id_runs-0-meetings_error"' in answer.content.decode()
    assert not Course.objects.exists()


def test_what_a_person_typed_is_not_said_to_come_from_a_catalogue(tapi: Organisation):
    course = typed(tapi)
    page = Client().get(f"/courses/tapi/{course.slug}/").content.decode()
    assert "Written by the college" in page
    assert "Last written by the college" in page
    assert "college’s catalogue" not in page
