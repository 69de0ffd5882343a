"""The search as open JSON: the same answer as the page."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router, Schema

from consortium.pages.clock import today
from courses.exports.api import router as courses
from search.forms import read_query
from search.query import search
from search.results import Answer, FacetValue, Freshness, Row

router = Router(tags=["search"])


class DatesOut(Schema):
    """Of a course: when its college's catalogue last stated it, when that last changed, when a person confirmed it.

    `stale`: it was silent for too long; ask the college before you rely on a date. Of what people write, `edited_at`.
    """

    stated_at: str | None = None
    changed_at: str | None = None
    confirmed_at: str | None = None
    edited_at: str | None = None
    stale: bool = False


class Result(Schema):
    """One row. A row of many colleges has no college of its own, but `members`; its address lists them all."""

    kind: str
    id: str
    title: str
    url: str
    college: str | None
    summary: str
    dates: DatesOut | None = None
    members: list["MemberOut"] = []
    member_count: int = 0


class MemberOut(Schema):
    """One college's entry in a row of many."""

    title: str
    url: str
    college: str
    place: str
    intake: int | None
    numbers_stated_on: date | None = None
    dates: DatesOut | None = None


class ValueOut(Schema):
    value: str
    label: str
    count: int
    selected: bool


class SearchOut(Schema):
    """What was found, on the page that was asked for."""

    total: int
    more: int
    results: list[Result]
    facets: dict[str, list[ValueOut]]
    suggestion: str
    engine: str
    limited: bool


PARAMETERS = [
    {"name": name, "in": "query", "required": False, "description": about, "schema": {"type": kind}}
    for name, kind, about in (
        ("q", "string", "Words to look for."),
        ("kind", "string", "course, curriculum, research, faculty, college or network. Repeat any choice for “or”."),
        ("type", "string", "Type of course, research or network."),
        ("college", "string", "Slug of an organisation."),
        ("network", "string", "Slug of a network: what its members offer."),
        ("place", "string", "Slug of a place."),
        ("discipline", "string", "Slug of a discipline; wider ones hold narrower ones."),
        ("level", "string", "Slug of a level."),
        ("mode", "string", "onsite, online, blended or clinical."),
        ("language", "string", "Language of teaching."),
        ("open_to", "string", "own, members or anyone."),
        ("open", "boolean", "1: one may apply today."),
        ("fresh", "boolean", "1: stated or edited in the last 30 days."),
        ("starts", "string", "soon, a year, or a month such as 2027-01."),
        ("words", "string", "any: also what has only some of the words."),
        ("exact", "boolean", "1: do not correct the spelling."),
        ("group", "string", "The entries of one row."),
        ("sort", "string", "best, starts, closes or fresh."),
        ("page", "integer", "From 1; 20 rows each."),
    )
]


@router.get("/search", response=SearchOut, url_name="search", openapi_extra={"parameters": PARAMETERS})
def search_entries(request: HttpRequest) -> dict[str, object]:
    """Search everything public. Wrong values are left out."""
    return as_json(search(read_query(request.GET, today()).query))


@csrf_exempt  # it changes nothing, and whoever sends something there is to read this
def nothing(request: HttpRequest) -> JsonResponse:
    """Whatever else is asked below /api/v1, as the API says that a course is not there."""
    return JsonResponse({"detail": "Nothing is at this address. /api/v1/openapi.json lists what is."}, status=404)


def as_json(answer: Answer) -> dict[str, object]:
    """The shape of CONTRACT: /api/v1/search and the command `search --json`."""
    return {
        "total": answer.total,
        "more": answer.more,
        "results": [_result(row) for row in answer.rows],
        "facets": {facet.name: _values(facet.values) for facet in answer.facets},
        "suggestion": answer.suggestion,
        "engine": answer.engine,
        "limited": answer.limited,
    }


def _result(row: Row) -> dict[str, object]:
    return {
        "kind": row.kind,
        "id": row.id,
        "title": row.title,
        "url": row.url or row.members_url,
        "college": row.organisation.label if row.organisation else None,
        "summary": row.summary,
        "dates": _dates(row.freshness),
        "members": [
            {
                "title": member.title,
                "url": member.url,
                "college": member.organisation.label,
                "place": member.organisation.place,
                "intake": member.intake,
                "numbers_stated_on": member.numbers_stated_on,
                "dates": _dates(member.freshness),
            }
            for member in row.members
        ],
        "member_count": row.member_count,
    }


def _dates(freshness: Freshness | None) -> dict[str, object] | None:
    """None of a row that many colleges share: each member has its own."""
    if freshness is None:
        return None
    if freshness.kind == "edited":
        nothing = dict.fromkeys(("stated_at", "changed_at", "confirmed_at"))
        return {**nothing, "edited_at": _moment(freshness.at), "stale": False}
    return {
        "stated_at": _moment(freshness.at),
        "changed_at": _moment(freshness.changed_at),
        "confirmed_at": _moment(freshness.confirmed_at),
        "edited_at": None,
        "stale": freshness.is_stale,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _values(values: tuple[FacetValue, ...]) -> list[dict[str, object]]:
    """The tree laid flat, wider terms before their narrower ones."""
    flat: list[dict[str, object]] = []
    for value in values:
        flat.append({"value": value.value, "label": value.label, "count": value.count, "selected": value.selected})
        flat += _values(value.children)
    return flat


def addresses() -> tuple[list[URLResolver | URLPattern], str, str]:
    """Those of the API, as `path` takes them: a HEAD is answered as a GET, any other method refused in JSON."""
    patterns, app, namespace = make_api().urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _for_reading(pattern.callback)
    return patterns, app, namespace


def _for_reading(view: Any) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def read(request: HttpRequest, **named: Any) -> HttpResponseBase:
        asked = request.method
        if asked not in ("GET", "HEAD"):
            detail = "This address is for reading: ask with GET. /api/v1/openapi.json lists what is."
            return JsonResponse({"detail": detail}, status=405, headers={"Allow": "GET, HEAD"})
        request.method = "GET"  # the library knows no HEAD; whoever sends the answer leaves the body out
        try:
            answer: HttpResponseBase = view(request, **named)
            return answer
        finally:
            request.method = asked

    # It changes nothing, and whoever sends something there is to read this.
    return csrf_exempt(read)


def make_api() -> NinjaAPI:
    api = NinjaAPI(title="Tantu", version="1", urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json")
    api.add_router("", router)
    api.add_router("", courses)
    return api
