"""What happened in this run?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.generic import TemplateView

from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.words import status_of, tone_of
from courses.feeds.document import COUNTS
from courses.feeds.models import Run


class RunPage(DeskScreen, TemplateView):
    """The run as a document."""

    template_name = "feeds/desk/run.html"
    run: Run

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.run = self.run_or_404(kwargs["feed"], kwargs["run"])
        return self.render_to_response(self.get_context_data())

    def trail(self) -> list[tuple[str, str]]:
        address = reverse("feeds_desk:run", args=[self.run.feed_id, self.run.pk])
        return [crumb_of(self.run.feed), (address, f"Run {self.run.pk}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        counts = [(name, getattr(run, name)) for name in COUNTS]
        return super().get_context_data(
            **context_of(run.feed), run=run, status=status_of(run), tone=tone_of(run), counts=counts, **kwargs
        )


urlpatterns = [path("<int:feed>/runs/<int:run>/", RunPage.as_view(), name="run")]
