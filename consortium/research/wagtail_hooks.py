"""What other pages show of research opportunities."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from consortium.organisations.branches import with_organisations
from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from consortium.pages.lists import SiteList
from consortium.pages.panels import Panel
from consortium.people.models import FacultyPage
from consortium.research.models import ResearchIndexPage, ResearchPage

SHOWN = 6
TEMPLATE = "research/panels/opportunities.html"


@hooks.register("site_lists")
def list_of_research() -> SiteList:
    return SiteList(ResearchIndexPage, title="Research places", slug="research")


@hooks.register("home_panels")
def closing_soon(_request: HttpRequest, _home: Page) -> list[Panel]:
    soon = with_organisations(ResearchPage.objects.published().closing_soon(today())[:SHOWN])
    return [Panel(TEMPLATE, {"opportunities": soon}, name="research-closing")] if soon else []


@hooks.register("organisation_panels")
def research_of_organisation(_request: HttpRequest, organisation: Organisation) -> list[Panel]:
    on = today()
    found = ResearchPage.objects.published().of(organisation).not_closed(on).soonest_first(on)
    shown = list(found.prefetch_related("supervisors")[: SHOWN + 1])
    if not shown:
        return []
    context = {
        "heading": "Research places",
        "organisation": organisation,
        "opportunities": shown[:SHOWN],
        "more": len(shown) > SHOWN,
    }
    return [Panel(TEMPLATE, context, order=20)]


@hooks.register("person_panels")
def research_of_person(_request: HttpRequest, profile: FacultyPage) -> list[Panel]:
    """What the person supervises, closed ones last: they say what the person works on."""
    on = today()
    supervised = ResearchPage.objects.published().filter(pk__in=profile.researchsupervisors.values("page"))
    shown = with_organisations(supervised.closed_last(on), profile.corner)
    return [Panel(TEMPLATE, {"heading": "Research places offered", "opportunities": shown}, order=20)] if shown else []
