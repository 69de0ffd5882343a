"""The template sheet inside the CMS: what each column is, and the two files to fill in."""

from typing import Any

from django.urls import path, reverse
from django.views.generic import TemplateView

from courses.feeds.blank_sheet import legend
from courses.feeds.desk.frame import DeskScreen


class BlankSheets(DeskScreen, TemplateView):
    """The same files that the public page hands out."""

    template_name = "feeds/desk/templates.html"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("feeds_desk:templates"), "Template")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(columns=legend(), **kwargs)


urlpatterns = [path("templates/", BlankSheets.as_view(), name="templates")]
