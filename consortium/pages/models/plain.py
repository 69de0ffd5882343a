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
