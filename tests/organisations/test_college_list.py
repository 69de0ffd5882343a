"""The list of colleges, as a reader looks one up."""

import re

import pytest
from django.test import Client

from consortium.organisations.models import OrganisationIndexPage, pages
from consortium.pages.templatetags.look import beside
from tests.corners import college

pytestmark = pytest.mark.django_db
PLACE = "Plot 363 & 364, Vapi"


def listed(client: Client, query: str = "") -> list[str]:
    shown = client.get(OrganisationIndexPage.objects.get().url + query).content.decode()
    return re.findall(r'<div><a href="[^"]+">([^<]+)</a>', shown)


def test_colleges_stand_in_the_order_of_the_alphabet_whatever_their_capitals(client: Client) -> None:
    for slug, name in (("aayush", "Aayush Hospital"), ("amc", "AMC Dental College"), ("amreli", "Amreli College")):
        college(slug, name=name)
    assert listed(client) == ["Aayush Hospital", "AMC Dental College", "Amreli College"]


def test_the_next_page_of_a_place_is_of_that_place_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LISTED", 1)
    college("bhuj", name="Bhuj College", place="Bhuj")
    for slug in ("daman", "vapi"):
        college(slug, name=f"{slug.title()} Hospital", place=PLACE)
    first = client.get(OrganisationIndexPage.objects.get().url, {"place": PLACE}).content.decode()
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    assert listed(client, following.replace("&amp;", "&")) == ["Vapi Hospital"]


@pytest.mark.parametrize(
    ("place", "label", "said"),
    [
        ("Gotri", "GMERS Medical College, Gotri", ""),
        ("Gotri", "GMERS Medical College, Gotri (gmers-2)", ""),
        ("KD Hospital", "KD Hospital", ""),
        ("Gandhinagar", "Ahmedabad Dental College", "Gandhinagar"),
        ("Surat", "Surat Municipal Institute", "Surat"),
    ],
)
def test_a_place_is_not_said_twice(place: str, label: str, said: str) -> None:
    assert beside(place, label) == said
