"""A network is formed whole or not at all, and again without change."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from consortium.networks.forming import Joining, NetworkFormingError, form_network
from consortium.networks.models import NetworkMember, NetworkPage
from consortium.organisations.models import Organisation
from tests.corners import college, home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    return home()


def formed(*members: Joining, **facts: Any):
    stated = {"name": "Cancer Care", "kind": "disease-consortium", "purpose": "One protocol for every patient."}
    return form_network("cancer-care", members=members, **stated | facts)


def test_a_network_has_a_row_a_live_page_and_members():
    tapi = college()
    page = formed(Joining(tapi, "lead", part="Radiotherapy"))
    assert page.organisation.kind == "network"
    assert page.live
    assert [str(member) for member in page.organisation.network_members.all()] == [f"{tapi}, lead of Cancer Care"]


def test_formed_again_nothing_changes_but_a_missing_member_joins():
    tapi, mahi = college("tapi"), college("mahi")
    first = formed(Joining(tapi, "lead"))
    again = formed(Joining(tapi, "observer"), Joining(mahi), purpose="Another purpose.")
    assert again == first
    assert again.purpose == "One protocol for every patient."
    assert dict(NetworkMember.objects.values_list("organisation__slug", "role")) == {"tapi": "lead", "mahi": "member"}


def test_a_network_that_cannot_have_its_page_leaves_nothing_behind():
    with pytest.raises(ValidationError, match="“club” is not in the consortium's table of network_kinds"):
        formed(kind="club")
    assert not Organisation.objects.filter(slug="cancer-care").exists()


def test_a_slug_that_a_college_has_is_refused():
    college("cancer-care")
    with pytest.raises(NetworkFormingError, match="which is no network"):
        formed()
    assert not NetworkPage.objects.exists()


def test_an_organisation_is_a_current_member_once_but_may_come_back():
    tapi = college()
    network = formed(Joining(tapi)).organisation
    with pytest.raises(ValidationError, match="is a member already"):
        NetworkMember(network=network, organisation=tapi).full_clean()
    NetworkMember.objects.update(until=date(2025, 1, 1))
    NetworkMember(network=network, organisation=tapi, since=date(2026, 1, 1)).full_clean()


def test_a_network_is_no_member_of_itself():
    network = formed().organisation
    with pytest.raises(IntegrityError):
        NetworkMember.objects.create(network=network, organisation=network)


def test_only_a_network_can_be_joined():
    tapi, mahi = college("tapi"), college("mahi")
    with pytest.raises(ValidationError, match="is no network"):
        NetworkMember(network=tapi, organisation=mahi).full_clean()


def test_current_members_are_those_of_the_day():
    tapi, mahi, purna = college("tapi"), college("mahi"), college("purna")
    network = formed(
        Joining(tapi, since=date(2026, 1, 1)), Joining(mahi, since=date(2027, 1, 1)), Joining(purna)
    ).organisation
    NetworkMember.objects.filter(organisation=purna).update(until=date(2026, 6, 1))
    on = date(2026, 6, 1)
    assert [member.organisation for member in network.network_members.current(on)] == [tapi]
