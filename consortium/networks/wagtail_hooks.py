"""What other pages show of networks, and where the office keeps their members."""

from django.db.models import F
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from consortium.networks.members import NetworkMemberViewSet
from consortium.networks.models import NetworkIndexPage, NetworkMember, NetworkPage
from consortium.organisations.models import Organisation
from consortium.organisations.naming import title_of
from consortium.pages.clock import today
from consortium.pages.lists import SiteList
from consortium.pages.panels import Panel

SHOWN = 6


@hooks.register("site_lists")
def list_of_networks() -> SiteList:
    return SiteList(NetworkIndexPage, title="Networks", slug="networks")


@hooks.register("organisation_corners")
def page_of_network(organisation: Organisation) -> NetworkPage | None:
    """A network's corner is its own page: a draft until somebody says its kind and purpose."""
    if organisation.kind != Organisation.Kind.NETWORK:
        return None
    page = NetworkPage(
        title=title_of(organisation.label), slug=organisation.slug, organisation=organisation, live=False
    )
    NetworkIndexPage.objects.get().add_child(instance=page)
    return page


@hooks.register("register_admin_viewset")
def members_of_networks() -> NetworkMemberViewSet:
    return NetworkMemberViewSet("network_members")


@hooks.register("home_panels")
def networks_of_the_consortium(_request: HttpRequest, _home: Page) -> list[Panel]:
    networks = NetworkPage.objects.published().with_member_count(today()).order_by("-member_count", "-pk")
    shown = list(networks.select_related("organisation")[:SHOWN])
    return [Panel("networks/panels/home.html", {"networks": shown}, name="networks")] if shown else []


@hooks.register("organisation_panels")
def networks_of_organisation(_request: HttpRequest, organisation: Organisation) -> list[Panel]:
    joined = NetworkMember.objects.current(today()).filter(organisation=organisation)
    pages = NetworkPage.objects.published().filter(organisation__network_members__in=joined).order_by("title", "pk")
    parts = pages.annotate(
        role=F("organisation__network_members__role"), since=F("organisation__network_members__since")
    )
    shown = [{"page": page, "role": NetworkMember.Role(page.role).label, "since": page.since} for page in parts]
    return [Panel("networks/panels/organisation.html", {"networks": shown}, order=50)] if shown else []
