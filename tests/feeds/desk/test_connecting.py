"""A catalogue is connected in the CMS: four answers make a draft, of which nothing is read or shown."""

import html
import re

import pytest
from django.test import Client

from consortium.organisations.models import Organisation
from courses.catalogue.models import Source
from courses.feeds.dispatch import dispatch
from courses.feeds.formats import format_of, formats
from courses.feeds.models import Feed, Run
from courses.feeds.readers import READERS
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in

pytestmark = pytest.mark.django_db
CONNECT = "/admin/feeds/connect/"
ANSWERS = {"title": "Course register", "name": "register", "format": "csv", "way": "address"}


@pytest.fixture
def tapi() -> Organisation:
    return college("tapi")


@pytest.fixture
def client(tapi: Organisation) -> Client:
    return signed_in(keeper(tapi, "registrar"))


def test_every_format_that_is_read_is_explained() -> None:
    assert {form.name for form in formats()} == set(READERS)
    assert [format_of(name).name for name in READERS] == list(READERS)
    for form in formats():
        assert form.what.endswith(".")
        assert form.whom.startswith("For ")


def test_the_page_explains_each_format_and_asks_no_college_of_who_keeps_one(client: Client) -> None:
    page = html.unescape(client.get(CONNECT).content.decode())
    for form in formats():
        assert f"{form.what} {form.whom}" in page
    assert "For Tapi College of Medicine." in page
    assert 'name="college"' not in page


@pytest.mark.parametrize(("way", "goes_on"), [("address", "settings"), ("upload", "upload")])
def test_a_draft_is_made_and_goes_on(client: Client, tapi: Organisation, way: str, goes_on: str) -> None:
    answer = client.post(CONNECT, {**ANSWERS, "way": way})
    feed = Feed.objects.select_related("source").get()
    assert answer["Location"] == f"/admin/feeds/{feed.pk}/{goes_on}/"
    assert (feed.way, feed.is_draft, feed.format) == (way, True, "csv")
    assert (feed.source.organisation, feed.source.name, feed.source.title) == (tapi, "register", "Course register")
    dispatch(lambda _run: None)
    assert not Run.objects.exists()


def test_a_short_name_is_made_of_the_title(client: Client) -> None:
    client.post(CONNECT, {**ANSWERS, "name": ""})
    assert Source.objects.get().name == "course-register"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": ""}, "Say what readers call this catalogue"),
        ({"name": "my register"}, "A short name holds Latin letters"),
        ({"name": "", "title": "અભ્યાસક્રમ"}, "The title holds no Latin letters: type a short name"),
        ({"format": ""}, "Choose a format."),
        ({"format": "dbf"}, "Choose one of these formats."),
        ({"way": "post"}, "Choose one of these ways."),
        (
            {"format": "ooapi-v5", "way": "upload"},
            "Open Education API 5 cannot come in this way: choose from an address.",
        ),
        ({"name": "taken"}, "has a catalogue of this short name already"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    client: Client, tapi: Organisation, changed: dict[str, str], told: str
) -> None:
    Source.objects.create(organisation=tapi, name="taken")
    answer = client.post(CONNECT, {**ANSWERS, **changed})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert told in page
    assert re.search(r'class="field__error" id="id_\w+_error"', page)
    assert {**ANSWERS, **changed}["title"] in page
    assert not Feed.objects.exists()


def test_who_keeps_several_colleges_says_which(tapi: Organisation) -> None:
    mahi, other = college("mahi"), college("sabarmati")
    office = signed_in(keeper(college("office", kind=Organisation.Kind.OFFICE), "office"))
    assert 'name="college"' in office.get(CONNECT).content.decode()
    assert office.post(CONNECT, ANSWERS).status_code == 422
    assert office.post(CONNECT, {**ANSWERS, "college": mahi.pk}).status_code == 302
    assert Source.objects.get().organisation == mahi
    assert other.sources.count() == 0


def test_nobody_connects_for_another_college(client: Client) -> None:
    mahi = college("mahi")
    client.post(CONNECT, {**ANSWERS, "college": mahi.pk})
    assert mahi.sources.count() == 0
    assert signed_in(keeper(mahi, "editor")).get(CONNECT).status_code in (302, 403)


def test_what_a_system_sends_itself_goes_on_to_its_keys(client: Client) -> None:
    answer = client.post(CONNECT, {**ANSWERS, "format": "records", "way": "push"})
    feed = Feed.objects.select_related("source").get()
    assert answer["Location"] == f"/admin/feeds/{feed.pk}/keys/"
    assert (feed.way, feed.is_draft, feed.source.kind) == ("push", True, "pushed")
    client.post(f"/admin/feeds/{feed.pk}/keys/", {"do": "make"})
    assert not Feed.objects.get().is_draft


def test_each_way_is_offered_once(client: Client) -> None:
    page = client.get(CONNECT).content.decode()
    assert [page.count(f'id="id_way_{way}"') for way in ("address", "upload", "push")] == [1, 1, 1]
