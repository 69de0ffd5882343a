"""The pages that every installation has, and the site that serves them."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Site

from consortium.organisations.site import ensure_site

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    return list(Page.objects.filter(depth=3).order_by("slug").values_list("slug", flat=True))


def test_a_fresh_database_gets_home_and_lists():
    ensure_site()
    assert addresses() == ["colleges", "curricula", "networks", "research"]


def test_making_the_site_again_changes_nothing():
    first = ensure_site()
    before = list(Page.objects.order_by("path").values())
    assert ensure_site() == first
    assert list(Page.objects.order_by("path").values()) == before


def test_a_list_that_was_removed_comes_back_and_others_keep_their_titles():
    ensure_site()
    Page.objects.get(slug="research").specific.delete()
    Page.objects.filter(slug="networks").update(title="Alliances")
    ensure_site()
    assert addresses() == ["colleges", "curricula", "networks", "research"]
    assert Page.objects.get(slug="networks").title == "Alliances"


def test_the_site_answers_at_the_base_url(settings):
    settings.BASE_URL = "https://tantu.example.org"
    home = ensure_site()
    assert home.full_url == "https://tantu.example.org/"
    settings.BASE_URL = "http://127.0.0.1:8123"
    ensure_site()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("127.0.0.1", 8123)


def test_no_group_is_granted_anything_under_root():
    ensure_site()
    assert not GroupPagePermission.objects.exists()
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
