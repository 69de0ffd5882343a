"""What search adds below it: where to begin on the home page, an organisation's own entries, and its health."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from consortium.health import Part
from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from consortium.pages.panels import Panel
from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from courses.feeds.trying.cards import Drawn
from search.health import engine_state
from search.preview import row_of
from search.query import Counts, Query, counts_of

COLLEGES_SHOWN = 24
COUNTED = {
    "course": ("course", "courses"),
    "curriculum": ("shared curriculum", "shared curricula"),
    "research": ("research place", "research places"),
    "faculty": ("faculty profile", "faculty profiles"),
}


@hooks.register("home_panels")
def where_to_begin(_request: HttpRequest, _home: Page) -> list[Panel]:
    """How much there is; the stages of training, the disciplines and the colleges, with how many courses each has."""
    counts = counts_of(Query(today=today(), choices={"kind": ("course",)}))
    numbers, disciplines = _numbers(counts), _disciplines(counts)
    levels, colleges = counts.get("level", {}), counts.get("college", {})
    phases = [
        {"term": stage, "count": levels[stage.slug]} for stage in consortium_profile().phases if levels.get(stage.slug)
    ]
    largest = sorted(colleges, key=lambda slug: (-colleges[slug], slug))[:COLLEGES_SHOWN]
    rows = Organisation.objects.public().in_bulk(largest, field_name="slug")
    shown = [{"organisation": rows[slug], "count": colleges[slug]} for slug in largest if slug in rows]
    panels = [
        Panel("search/panels/numbers.html", {"numbers": numbers}, name="numbers"),
        Panel("search/panels/phases.html", {"phases": phases}, name="phases"),
        Panel("search/panels/disciplines.html", {"disciplines": disciplines}, name="disciplines"),
        Panel("search/panels/colleges.html", {"colleges": shown}, name="colleges"),
    ]
    return [panel for panel in panels if all(panel.context.values())]


@hooks.register("organisation_panels")
def entries_of_organisation(_request: HttpRequest, organisation: Organisation) -> list[Panel]:
    """How much it publishes, and its courses by discipline."""
    counts = counts_of(Query(today=today(), choices={"kind": ("course",), "college": (organisation.slug,)}))
    numbers, total = _numbers(counts), counts.get("kind", {}).get("course", 0)
    courses = {"organisation": organisation, "total": total, "disciplines": _disciplines(counts)}
    panels = [
        Panel("search/panels/counts.html", {"numbers": numbers, "organisation": organisation}, order=0),
        Panel("search/panels/courses.html", courses, order=10),
    ]
    return [panel for panel in panels if panel.context.get("numbers") or panel.context.get("total")]


@hooks.register("course_previews")
def as_a_result(_request: HttpRequest, drawn: Drawn) -> list[Panel]:
    """How a course that is only tried would stand in a list of results."""
    row = row_of(drawn)
    return [Panel("search/row.html", {"row": row})] if row else []


@hooks.register("health_parts")
def does_search_answer() -> Part:
    return Part("search", engine_state())


def _numbers(counts: Counts) -> list[dict[str, object]]:
    """How many rows of each kind there are; the counts leave out that only courses were asked for."""
    kinds = counts.get("kind", {})
    return [
        {"kind": kind, "one": one, "many": many, "count": kinds[kind]}
        for kind, (one, many) in COUNTED.items()
        if kinds.get(kind)
    ]


def _disciplines(counts: Counts) -> list[dict[str, object]]:
    """By name, each with its number."""
    label = consortium_vocabulary().label
    found = [(label(slug), slug, count) for slug, count in counts.get("discipline", {}).items() if count]
    return [{"label": name, "value": slug, "count": count} for name, slug, count in sorted(found)]
