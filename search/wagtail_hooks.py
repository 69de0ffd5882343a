"""What search adds below it: where to begin on the home page, an organisation's own entries, and its health."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from consortium.health import Part
from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from consortium.pages.panels import Panel
from consortium.vocabulary.profile import consortium_profile
from search.health import engine_state
from search.query import Query, search
from search.results import Answer, FacetValue

COLLEGES_SHOWN = 24


@hooks.register("home_panels")
def where_to_begin(_request: HttpRequest, _home: Page) -> list[Panel]:
    """The stages of training, the disciplines and the colleges, with how many courses each has."""
    answer = search(Query(today=today(), choices={"kind": ("course",)}))
    levels = {value.value: value.count for value in _flat(_values(answer, "level"))}
    stages = consortium_profile().phases
    phases = [{"term": stage, "count": levels[stage.slug]} for stage in stages if levels.get(stage.slug)]
    disciplines = sorted(_values(answer, "discipline"), key=lambda value: value.label)
    colleges = _values(answer, "college")
    rows = Organisation.objects.public().in_bulk(
        [value.value for value in colleges[:COLLEGES_SHOWN]], field_name="slug"
    )
    shown = [{"organisation": rows[value.value], "count": value.count} for value in colleges if value.value in rows]
    found = [
        Panel("search/panels/phases.html", {"phases": phases}, name="phases") if phases else None,
        Panel("search/panels/disciplines.html", {"disciplines": disciplines}, name="disciplines")
        if disciplines
        else None,
        Panel("search/panels/colleges.html", {"colleges": shown, "total": len(colleges)}, name="colleges")
        if shown
        else None,
    ]
    return [panel for panel in found if panel]


@hooks.register("organisation_panels")
def courses_of_organisation(_request: HttpRequest, organisation: Organisation) -> list[Panel]:
    choices = {"kind": ("course",), "college": (organisation.slug,)}
    answer = search(Query(today=today(), choices=choices))
    if not answer.total:
        return []
    disciplines = sorted(_values(answer, "discipline"), key=lambda value: value.label)
    context = {
        "organisation": organisation,
        "total": answer.total,
        "disciplines": disciplines,
        "rows": () if disciplines else answer.rows[:COLLEGES_SHOWN],
    }
    return [Panel("search/panels/courses.html", context, order=10)]


@hooks.register("health_parts")
def does_search_answer() -> Part:
    return Part("search", engine_state())


def _values(answer: Answer, name: str) -> tuple[FacetValue, ...]:
    return next((facet.values for facet in answer.facets if facet.name == name), ())


def _flat(values: tuple[FacetValue, ...]) -> list[FacetValue]:
    return [flat for value in values for flat in (value, *_flat(value.children))]
