"""What organisations add to the site and to the CMS."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.query import PageQuerySet

from consortium.organisations.models import Document, Image, Organisation, OrganisationIndexPage
from consortium.organisations.ownership import settle_owners
from consortium.organisations.reading import may_read
from consortium.organisations.tenancy import choosable, sees_all
from consortium.organisations.todo_panel import ToDoPanel
from consortium.pages.lists import SiteList
from consortium.pages.panels import Panel

IN_A_ROW = 6


@hooks.register("site_lists", order=-10)
def list_of_colleges() -> SiteList:
    return SiteList(OrganisationIndexPage, title="Colleges", slug="colleges")


@hooks.register("construct_page_chooser_queryset")
def own_and_public_pages(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return choosable(pages, request.user)


@hooks.register("construct_reports_menu")
def reports_of_ones_own(request: HttpRequest, menu_items: list[Any]) -> None:
    """Those that show everybody's pages are the office's; the gate denies them too."""
    if not sees_all(request.user):
        menu_items[:] = [entry for entry in menu_items if entry.name not in ("site-history", "page-types-usage")]


@hooks.register("after_bulk_action")
def owners_follow_collections(_request: HttpRequest, action_type: str, files: list[Any], _action: object) -> None:
    if action_type == "add_to_collection":
        settle_owners([file for file in files if isinstance(file, Image | Document)])


@hooks.register("before_serve_document")
def only_to_who_may_read_it(document: Document, request: HttpRequest) -> None:
    if not may_read(request.user, document):
        raise Http404


@hooks.register("home_panels")
def cloth_of_members(_request: HttpRequest, _home: Page) -> list[Panel]:
    """The seals of members, one of each dye: as many as make whole rows."""
    by_dye: dict[int, Organisation] = {}
    for member in Organisation.objects.public().colleges().order_by("-pk"):
        by_dye[member.dye] = member
    members = list(by_dye.values())
    shown = members[: len(members) // IN_A_ROW * IN_A_ROW] or members
    return [Panel("organisations/panels/cloth.html", {"members": shown}, name="cloth")] if shown else []


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(ToDoPanel(request.user))
