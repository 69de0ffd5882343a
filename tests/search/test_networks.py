"""What the members of a network offer, as of the day of the search, the same with every engine."""

import datetime as dt

import pytest

from consortium.networks.forming import Joining, form_network
from consortium.networks.models import NetworkMember
from tests.catalogue.stating import source, stated, write
from tests.corners import college, home
from tests.search.finding import TODAY, counts, find, found


@pytest.fixture
def network(engine, catch_up):
    tapi, mahi = college("tapi"), college("mahi")
    write(source(tapi), stated("1", title="Of Tapi"))
    write(source(mahi), stated("1", title="Of Mahi"))
    home()
    form_network(
        "rare-cancers",
        name="Rare Cancers",
        kind="disease-consortium",
        purpose="To pool cases.",
        members=[Joining(tapi)],
    )
    catch_up()
    return NetworkMember.objects.get()


def test_courses_of_the_members_are_found_by_the_network(network):
    assert found(network="rare-cancers", kind="course") == {"Of Tapi"}
    assert counts(find(kind="course"), "network") == {"rare-cancers": 1}


def test_a_network_itself_is_found(network):
    [row] = find("pool cases", kind="network").rows
    assert row.title == "Rare Cancers"


def test_who_joins_or_leaves_is_counted_from_that_day_on(network, catch_up):
    network.until = TODAY + dt.timedelta(days=1)
    network.save()
    assert found(network="rare-cancers", kind="course") == {"Of Tapi"}
    later = find(network="rare-cancers", kind="course", today=TODAY + dt.timedelta(days=1))
    assert later.total == 0
