"""What did this run do to this one course, to the last value?"""

import datetime as dt
from typing import Any

import msgspec
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path

from courses.feeds.desk.frame import context_of
from courses.feeds.desk.run_lists import change_row
from courses.feeds.desk.run_page import RunScreen
from courses.feeds.models import Change


class RecordPage(RunScreen):
    """One change: each field before and after, and the record as it was stated."""

    template_name = "feeds/desk/record.html"
    change: Change

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        changes = Change.objects.filter(run=self.run).select_related("course__organisation", "run")
        self.change = get_object_or_404(changes, pk=kwargs["change"])

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), ("", f"Record {change_row(self.change).record}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.change
        stated = [("Before", change.before), ("After", change.after)]
        return super().get_context_data(
            **context_of(self.run.feed),
            run=self.run,
            row=change_row(change, shown=None),
            course=change.course,
            said_at=self._said_at(),
            raw=[(label, _as_text(record)) for label, record in stated if record],
            **kwargs,
        )

    def _said_at(self) -> dt.datetime | None:
        """A moment at which the site said what this run left."""
        run = self.run
        if self.change.kind == Change.Kind.WITHDRAWN and run.decided_at:
            return run.decided_at
        return run.applied_at or run.finished_at


def _as_text(record: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode()


urlpatterns = [path("<int:feed>/runs/<int:run>/changes/<int:change>/", RecordPage.as_view(), name="record")]
