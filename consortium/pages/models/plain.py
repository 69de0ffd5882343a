"""A page of text."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from consortium.pages.blocks import StoryBlock


class PlainPage(Page):
    """Text that belongs to no other kind: help, privacy, a college's notice."""

    body = StreamField(StoryBlock(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["pages.HomePage", "pages.PlainPage", "organisations.BranchPage"]
    subpage_types = ["pages.PlainPage"]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and _may_hang_under(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and _may_hang_under(parent)


def _may_hang_under(parent: Page) -> bool:
    """Of the branches of a corner only the one for plain pages takes them."""
    return getattr(parent.specific, "branch", "pages") == "pages"
