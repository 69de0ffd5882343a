"""The first page of the site."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from consortium.pages.blocks import StoryBlock


class HomePage(Page):
    """The consortium's home: search first, then what the profile's home blocks and the upper apps' panels show."""

    story = StreamField(StoryBlock(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("story")]
    max_count = 1
