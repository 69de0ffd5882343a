"""What would undoing this run give back, and what stays as it is?"""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from courses.catalogue.overrides import edited_fields
from courses.catalogue.said import LABELS
from courses.feeds.desk.frame import context_of
from courses.feeds.desk.run_lists import ROWS, ChangeRow, change_row
from courses.feeds.desk.run_page import RunScreen
from courses.feeds.models import Change, Run
from courses.feeds.revert import CannotRevert, check, revert
from courses.feeds.undoing import Left, left_alone, written_by

WOULD = {
    Change.Kind.CREATED: "is withdrawn: it was not there before",
    Change.Kind.CHANGED: "states again what it stated before",
    Change.Kind.RETURNED: "is withdrawn again",
    Change.Kind.WITHDRAWN: "is shown again",
    Change.Kind.CARRIED: "keeps the values that it kept before",
}


class UndoRow(NamedTuple):
    """A change with what undoing the run would do to its course."""

    row: ChangeRow
    would: str


class RevertPage(RunScreen):
    """Shows first what it would do; a POST does it, as a run of its own."""

    template_name = "feeds/desk/revert.html"

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), ("", "Undo")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        try:
            check(run)
        except CannotRevert as error:
            return super().get_context_data(**context_of(run.feed), run=run, refusal=str(error), **kwargs)
        left = left_alone(run)
        changes = written_by(run).order_by("pk").select_related("course", "run")
        count = changes.count()
        page = Paginator(changes, ROWS).get_page(self.request.GET.get("page"))
        edited = edited_fields([change.course_id for change in page if change.course_id is not None])
        return super().get_context_data(
            **context_of(run.feed),
            run=run,
            rows=[UndoRow(change_row(change), _would(change, left, edited)) for change in page],
            left=_rows_left(left),
            left_count=len(left),
            goes_count=count - len(left),
            page=page,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            undoing = revert(self.run, by=request.user)  # type: ignore[arg-type]  # FeedKeepersOnly
        except CannotRevert as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self.address)
        if undoing.status == Run.Status.SUPERSEDED:
            messages.warning(request, f"Nothing was undone. {undoing.message}")
        else:
            messages.success(request, undoing.message)
        return HttpResponseRedirect(reverse("feeds_desk:run", args=[undoing.feed_id, undoing.pk]))


def _would(change: Change, left: dict[int, Left], edited: dict[int, list[str]]) -> str:
    if found := left.get(change.pk):
        return f"stays as it is: it {found.became} by run {found.run} since"
    would = WOULD[Change.Kind(change.kind)]
    if (old := _earlier_id(change)) is not None:
        would += f", under its earlier id {old}"
    if fields := edited.get(change.course_id or 0):
        would += f"; readers go on seeing what was edited: {', '.join(LABELS[field] for field in fields)}"
    return would


def _earlier_id(change: Change) -> str | None:
    """Where the run gave the course another."""
    before, after = change.before or {}, change.after or {}
    return str(before["id"]) if before and after and before["id"] != after["id"] else None


def _rows_left(left: dict[int, Left]) -> list[UndoRow]:
    """The first of them; all stand in the list with their reason."""
    first = sorted(left)[:ROWS]
    changes = Change.objects.filter(pk__in=first).select_related("course", "run").order_by("pk")
    return [UndoRow(change_row(change), _would(change, left, {})) for change in changes]


urlpatterns = [path("<int:feed>/runs/<int:run>/revert/", RevertPage.as_view(), name="run_revert")]
