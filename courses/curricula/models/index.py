"""The list of curricula that colleges share."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from consortium.organisations.branches import with_organisations
from consortium.pages.paging import page_of
from courses.curricula.models.curriculum import CurriculumPage


class CurriculumIndexPage(Page):
    """All published curricula, the newest first."""

    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listed`: a page of curricula, each with its organisation and authors."""
        rows = CurriculumPage.objects.published().order_by("-first_published_at", "-pk").prefetch_related("authors")
        listed = page_of(request, rows)
        listed.object_list = with_organisations(listed.object_list)
        return {**super().get_context(request, *args, **kwargs), "listed": listed}
