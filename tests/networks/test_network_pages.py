"""What a network's page and the list of networks show."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from consortium.networks.forming import Joining, form_network
from consortium.networks.models import NetworkIndexPage, NetworkMember
from consortium.organisations.models import Organisation
from tests.corners import college, home
from tests.research.test_research_panels import shown

pytestmark = pytest.mark.django_db


def network(slug: str, *members: Joining, **facts: Any):
    home()
    stated = {"kind": "alliance", "purpose": "To teach together."}
    return form_network(slug, name=slug.replace("-", " ").capitalize(), members=members, **stated | facts)


def listed():
    home()
    return NetworkIndexPage.objects.get().get_context(RequestFactory().get("/networks/"))["listed"]


def test_the_lead_comes_first_and_who_has_left_is_not_shown():
    tapi, mahi, purna = college("tapi"), college("mahi"), college("purna")
    page = network("cancer-care", Joining(mahi), Joining(tapi, "lead"), Joining(purna))
    NetworkMember.objects.filter(organisation=purna).update(until=date(2020, 1, 1))
    members = page.get_context(RequestFactory().get("/"))["members"]
    assert [member.organisation for member in members] == [tapi, mahi]


def test_the_list_counts_current_members_and_leaves_out_suspended_networks():
    tapi = college("tapi")
    network("alliance", Joining(tapi), Joining(college("mahi"), since=date(2999, 1, 1)))
    network("closed-alliance", Joining(tapi))
    Organisation.objects.filter(slug="closed-alliance").update(state="suspended")
    assert [(page.title, page.member_count) for page in listed()] == [("Alliance", 1)]


def test_a_network_without_members_counts_none():
    network("alliance")
    assert [page.member_count for page in listed()] == [0]


def queries_of_list() -> int:
    with CaptureQueriesContext(connection) as asked:
        for page in listed():
            str(page.organisation), page.member_count, page.get_kind_display()
    return len(asked)


def test_the_list_asks_no_more_questions_for_more_rows():
    network("first", Joining(college("tapi")))
    few = queries_of_list()
    for number in range(25):
        network(f"network-{number}", Joining(college(f"college-{number}")))
    assert queries_of_list() == few <= 8


def test_a_college_shows_the_networks_it_is_in_with_its_role():
    tapi, mahi = college("tapi"), college("mahi")
    network("cancer-care", Joining(tapi, "lead", since=date(2021, 1, 1)))
    network("telehealth", Joining(mahi))
    text = shown("organisation_panels", tapi)
    assert "Cancer care" in text
    assert "Lead since 2021" in text
    assert "Telehealth" not in text


def test_the_home_page_shows_the_networks_with_most_members_first():
    tapi, mahi = college("tapi"), college("mahi")
    network("small", Joining(tapi))
    network("large", Joining(tapi), Joining(mahi))
    text = shown("home_panels", home())
    assert text.index("Large") < text.index("Small")
    assert "2 members" in text
