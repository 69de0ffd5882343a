"""The list of research opportunities across the colleges."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from consortium.organisations.branches import with_organisations
from consortium.pages.clock import today
from consortium.pages.paging import page_of
from consortium.research.models.opportunity import ResearchPage


class ResearchIndexPage(Page):
    """Published opportunities: those that are open or will be, or with `?state=closed` those that were."""

    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listed` (a page of opportunities, each with its organisation and supervisors), `state` and `today`."""
        on = today()
        published = ResearchPage.objects.published()
        showing = "closed" if request.GET.get("state") == "closed" else "open"
        rows = (
            published.closed(on).latest_first() if showing == "closed" else published.not_closed(on).soonest_first(on)
        )
        listed = page_of(request, rows.prefetch_related("supervisors"))
        listed.object_list = with_organisations(listed.object_list)
        return {**super().get_context(request, *args, **kwargs), "listed": listed, "state": showing, "today": on}
