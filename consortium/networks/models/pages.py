"""A network's public page and the list of networks."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from consortium.organisations.models import Organisation
from consortium.pages.blocks import StoryBlock
from consortium.vocabulary.fields import TermField


class NetworkPageQuerySet(PageQuerySet):
    def published(self) -> "NetworkPageQuerySet":
        """What anyone may see: live, under no view restriction, of a network in membership."""
        return self.live().public().filter(organisation__in=Organisation.objects.public())


class NetworkIndexPage(Page):
    """All published networks."""

    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["networks.NetworkPage"]
    max_count_per_parent = 1


class NetworkPage(Page):
    """The page of a network: it points at the row, and so do its members."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="network_pages",
        limit_choices_to={"kind": Organisation.Kind.NETWORK},
    )
    kind = TermField(table="network_kinds")
    purpose = models.CharField(max_length=500, help_text="What it is for, in one or two sentences.")
    founded_on = models.DateField(null=True, blank=True)
    story = StreamField(StoryBlock(), blank=True)
    website = models.URLField(blank=True)
    contact_email = models.EmailField(blank=True)

    objects = PageManager.from_queryset(NetworkPageQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("organisation"),
        FieldPanel("kind"),
        FieldPanel("purpose"),
        FieldPanel("founded_on"),
        FieldPanel("story"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("contact_email")], heading="Contact"),
    ]
    parent_page_types = ["networks.NetworkIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "network"
