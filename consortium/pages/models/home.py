"""The first page of the site."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `panels`: the blocks that the consortium's profile names and that an app has something for, in order.

        `cloth` is the panel of that name, which stands beside the search.
        """
        answered = {panel.name: panel for panel in panels("home_panels", request, self)}
        shown = [
            _headed(answered[block.block], block) for block in consortium_profile().home if block.block in answered
        ]
        context = super().get_context(request, *args, **kwargs)
        return {**context, "panels": shown, "cloth": answered.get("cloth")}


def _headed(panel: Panel, block: HomeBlock) -> Panel:
    return replace(panel, context={"heading": block.heading, "text": block.text, **panel.context})
