"""The first page of the site."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from consortium.pages.blocks import StoryBlock
from consortium.pages.panels import Panel, panels
from consortium.vocabulary.profile import consortium_profile
from consortium.vocabulary.tables import HomeBlock


class HomePage(Page):
    """The consortium's home: search first, then what the profile's home blocks and the upper apps' panels show."""

    story = StreamField(StoryBlock(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("story")]
    max_count = 1

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The lists of the site stand below it: each is asked for as what it is, a query less than Wagtail's two."""
        for ask in hooks.get_hooks("site_lists") if path_components else ():
            wanted = ask()
            if wanted.slug == path_components[0] and (
                found := wanted.model.objects.child_of(self).filter(slug=wanted.slug).first()
            ):
                return found.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `panels`: the blocks that the consortium's profile names and that an app has something for, in order.

        `cloth` and `numbers` are the panels of those names, which stand beside the search and below it.
        """
        answered = {panel.name: panel for panel in panels("home_panels", request, self)}
        shown = [
            _headed(answered[block.block], block) for block in consortium_profile().home if block.block in answered
        ]
        context = super().get_context(request, *args, **kwargs)
        return {**context, "panels": shown, "cloth": answered.get("cloth"), "numbers": answered.get("numbers")}


def _headed(panel: Panel, block: HomeBlock) -> Panel:
    return replace(panel, context={"heading": block.heading, "text": block.text, **panel.context})
