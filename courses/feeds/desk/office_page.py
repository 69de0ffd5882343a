"""How does every college's catalogue stand, those in need first, and which college has none?"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from consortium.organisations.models import Organisation
from consortium.people.models import Mail
from courses.catalogue.bulk import blocks
from courses.feeds.desk.chart import chart_of
from courses.feeds.desk.downloads import Row, as_csv
from courses.feeds.desk.frame import OfficeScreen
from courses.feeds.desk.listing import row_of
from courses.feeds.models import Feed, FeedHost, Run
from courses.feeds.standing import with_standing

ROWS = 50
TREND = 30
HEADS = (
    "College", "Catalogue", "State", "Stale", "Way", "How often", "Last accepted", "Days silent", "To be confirmed by",
    "Failures in a row", "Last problem on", "Last problem",
)  # fmt: skip


class OfficePage(OfficeScreen, TemplateView):
    """One row a catalogue: state, age, the last runs and the last problem."""

    template_name = "feeds/desk/office.html"

    def trail(self) -> list[tuple[str, str]]:
        return [("", "How every college stands")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        page = Paginator(feeds_by_need(now), ROWS).get_page(self.request.GET.get("page"))
        runs = last_runs([feed.pk for feed in page])
        unsent = Mail.objects.filter(state__in=[Mail.State.BOUNCED, Mail.State.FAILED])
        return super().get_context_data(
            page=page,
            rows=[_row(feed, runs.get(feed.pk, []), now) for feed in page],
            hosts=FeedHost.objects.filter(state=FeedHost.State.ASKED)
            .select_related("organisation")
            .order_by("asked_at"),
            without=colleges_without_a_feed(),
            members=_who_teach().count(),
            unsent={state: unsent.filter(state=state).count() for state in ("bounced", "failed")},
            mail_url=reverse("mail_desk:index"),
            **kwargs,
        )


class OfficeDownload(OfficeScreen, View):
    """The same as a table to take along, all pages in one."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return as_csv(HEADS, list(_lines(timezone.now())), "catalogues.csv")


def feeds_by_need(now: dt.datetime) -> QuerySet[Feed]:
    """Of members; of those in like need the one that was silent longest first."""
    feeds = Feed.objects.filter(source__organisation__state=Organisation.State.MEMBER)
    feeds = with_standing(feeds.select_related("source__organisation"), now)
    order = ("need", F("source__accepted_at").asc(nulls_first=True), "pk")
    return feeds.order_by(*order)


def colleges_without_a_feed() -> list[Organisation]:
    with_one = Feed.objects.values("source__organisation")
    return list(_who_teach().exclude(pk__in=with_one).order_by("label"))


def _who_teach() -> QuerySet[Organisation]:
    """Members of which a catalogue is expected: a network lists the courses of its members."""
    kinds = (Organisation.Kind.OFFICE, Organisation.Kind.NETWORK)
    return Organisation.objects.filter(state=Organisation.State.MEMBER).exclude(kind__in=kinds)


def last_runs(feeds: list[int]) -> dict[int, list[Run]]:
    """Newest first, in one query for all of them."""
    place = Window(RowNumber(), partition_by=[F("feed")], order_by=[F("pk").desc()])
    runs = Run.objects.filter(feed__in=feeds, dry_run=False).annotate(place=place).filter(place__lte=TREND)
    found: dict[int, list[Run]] = {}
    for run in runs.defer("phase_times", "progress", "scope").order_by("-pk"):
        found.setdefault(run.feed_id, []).append(run)
    return found


def _row(feed: Feed, runs: list[Run], now: dt.datetime) -> dict[str, Any]:
    return {
        **row_of(feed),
        "days": _days_silent(feed, now),
        "chart": chart_of(runs) if runs else None,
        "problem": last_problem(runs),
    }


def last_problem(runs: Iterable[Run]) -> Run | None:
    """Of the runs that are shown, the last that could not be read or waits for a person."""
    return next((run for run in runs if run.status in (Run.Status.FAILED, Run.Status.HELD)), None)


def _days_silent(feed: Feed, now: dt.datetime) -> int | None:
    return (now - feed.source.accepted_at).days if feed.source.accepted_at else None


def _lines(now: dt.datetime) -> Iterator[Row]:
    for block in blocks(feeds_by_need(now).iterator(chunk_size=500)):
        runs = last_runs([feed.pk for feed in block])
        for feed in block:
            yield _line(_row(feed, runs.get(feed.pk, []), now))
    for college in colleges_without_a_feed():
        yield (college.label, "", "No catalogue connected", *([""] * (len(HEADS) - 3)))


def _line(row: dict[str, Any]) -> Row:
    feed, problem = row["feed"], row["problem"]
    source = feed.source
    return (
        row["college"].label,
        row["title"],
        row["state"],
        "yes" if feed.is_silent else "no",
        row["way"],
        row["every"],
        _day(source.accepted_at),
        "" if row["days"] is None else str(row["days"]),
        source.confirm_by.isoformat() if source.confirm_by else "",
        str(feed.failures),
        _day(problem.finished_at) if problem else "",
        problem.message if problem else "",
    )


def _day(moment: dt.datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


urlpatterns = [
    path("office/", OfficePage.as_view(), name="office"),
    path("office/catalogues.csv", OfficeDownload.as_view(), name="office_csv"),
]
