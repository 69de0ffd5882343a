"""How does a person take a run's changes, problems and file with her?"""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.views.generic import View

from courses.catalogue.said import label_of_field
from courses.feeds.desk.access import FeedKeepersOnly
from courses.feeds.desk.run_lists import SEVERITY_OF_ONE, change_row
from courses.feeds.desk.workbook import XLSX, pieces
from courses.feeds.models import Change, Problem, Run

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CHANGES = ("What", "Record", "Code", "Title", "Field", "Before", "After")
PROBLEMS = ("What it cost", "Row", "Record", "Field", "Value", "Reason", "How to mend")
Row = tuple[str, ...]


class Download(FeedKeepersOnly, View):
    """`what` is changes or problems, `form` csv or xlsx."""

    def get(self, request: HttpRequest, feed: int, run: int, what: str, form: str) -> HttpResponseBase:
        found = self.run_or_404(feed, run)
        heads, rows = (CHANGES, change_rows(found)) if what == "changes" else (PROBLEMS, problem_rows(found))
        name = f"run-{found.pk}-{what}.{form}"
        return as_xlsx(heads, rows, name) if form == "xlsx" else as_csv(heads, rows, name)


class ReadFile(FeedKeepersOnly, View):
    """The very bytes that the run read. They are a stranger's: never shown, only handed over."""

    def get(self, request: HttpRequest, feed: int, run: int) -> HttpResponseBase:
        kept = self.run_or_404(feed, run).file
        if kept is None or not kept.content.storage.exists(str(kept.content.name)):
            raise Http404("The file of this run is not kept.")
        answer = FileResponse(
            kept.content.open("rb"), as_attachment=True, filename=kept.name, content_type="application/octet-stream"
        )
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return answer


def change_rows(run: Run) -> Iterator[Row]:
    """A row for each field that differs; one for a course that is new, back, withdrawn or held."""
    changes = Change.objects.filter(run=run).order_by("pk")
    for change in changes.iterator(chunk_size=500):
        change.run = run  # known: it is not asked for each
        row = change_row(change, shown=None)
        head = (row.kind, row.record, row.code, row.title)
        if not row.differences:
            yield (*head, "", "", "")
        for one in row.differences:
            yield (*head, one.label, one.before, one.after)


def problem_rows(run: Run) -> Iterator[Row]:
    for problem in Problem.objects.filter(run=run).order_by("pk").iterator(chunk_size=2_000):
        severity = SEVERITY_OF_ONE[Problem.Severity(problem.severity)]
        field = label_of_field(problem.field)
        yield severity, problem.row, problem.record, field, problem.value, problem.reason, problem.remedy


def harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is a text instead (OWASP, CSV injection)."""
    text = _UNSEEN.sub("", text)
    return f"'{text}" if text.startswith(_FORMULAS) else text


class _Echo:
    """csv writes into it and gets back what it wrote."""

    def write(self, text: str) -> str:
        return text


def as_csv(heads: Row, rows: Iterable[Row], name: str) -> HttpResponseBase:
    """Streamed, with nothing in it that a spreadsheet would run."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # Excel takes it for UTF-8 then
        yield writer.writerow(heads)
        for row in rows:
            yield writer.writerow([harmless(text) for text in row])

    return _handed_over(StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8"), name)


def as_xlsx(heads: Row, rows: Iterable[Row], name: str) -> HttpResponseBase:
    """The same as a workbook."""
    told = chain([heads], ([harmless(text) for text in row] for row in rows))
    return _handed_over(StreamingHttpResponse(pieces(told), content_type=XLSX), name)


def _handed_over(answer: Any, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[no-any-return]  # either kind of answer


urlpatterns = [
    path("<int:feed>/runs/<int:run>/file/", ReadFile.as_view(), name="run_file"),
    *(
        path(
            f"<int:feed>/runs/<int:run>/{what}.{form}",
            Download.as_view(),
            {"what": what, "form": form},
            name=f"run_{what}_{form}",
        )
        for what in ("changes", "problems")
        for form in ("csv", "xlsx")
    ),
]
