"""What other pages show of curricula."""

from django.http import HttpRequest
from wagtail import hooks

from consortium.organisations.branches import with_organisations
from consortium.organisations.models import Organisation
from consortium.pages.lists import SiteList
from consortium.pages.panels import Panel
from consortium.people.models import FacultyPage
from courses.curricula.models import CurriculumIndexPage, CurriculumPage

SHOWN = 6
TEMPLATE = "curricula/panels/curricula.html"


@hooks.register("site_lists")
def list_of_curricula() -> SiteList:
    return SiteList(CurriculumIndexPage, title="Shared curricula", slug="curricula")


@hooks.register("organisation_panels")
def curricula_of_organisation(_request: HttpRequest, organisation: Organisation) -> list[Panel]:
    newest = CurriculumPage.objects.published().of(organisation).order_by("-first_published_at", "-pk")
    shown = list(newest[: SHOWN + 1])
    if not shown:
        return []
    context = {
        "heading": "Shared curricula",
        "organisation": organisation,
        "curricula": shown[:SHOWN],
        "more": len(shown) > SHOWN,
    }
    return [Panel(TEMPLATE, context, order=30)]


@hooks.register("person_panels")
def curricula_of_person(_request: HttpRequest, profile: FacultyPage) -> list[Panel]:
    written = CurriculumPage.objects.published().filter(pk__in=profile.curriculumauthors.values("page"))
    shown = with_organisations(written.order_by("-first_published_at", "-pk"), profile.corner)
    return [Panel(TEMPLATE, {"heading": "Curricula written", "curricula": shown}, order=30)] if shown else []
