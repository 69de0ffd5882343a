"""Where an organisation's corner hangs in the page tree."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from consortium.organisations.models.organisation import Organisation
from consortium.pages.blocks import StoryBlock


class OrganisationIndexPage(Page):
    """The list of member colleges."""

    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["organisations.OrganisationPage"]
    max_count = 1


class OrganisationPage(Page):
    """The public page of an organisation: it points at the row, and whatever is owned points at the row too."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pages")
    about = StreamField(StoryBlock(), blank=True)
    logo = models.ForeignKey("organisations.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    website = models.URLField(blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    grievance_contact = models.CharField(
        max_length=300, blank=True, help_text="Who takes complaints, with an address or a number."
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("about"),
        FieldPanel("logo"),
        MultiFieldPanel(
            [
                FieldPanel("website"),
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
                FieldPanel("grievance_contact"),
            ],
            heading="Contact",
        ),
    ]
    parent_page_types = ["organisations.OrganisationIndexPage"]
    subpage_types = ["organisations.BranchPage"]


class BranchPage(Page):
    """A fixed branch of a corner: rights are granted here, never on the corner's top page."""

    class Branch(models.TextChoices):
        PEOPLE = "people", "People"
        RESEARCH = "research", "Research"
        CURRICULA = "curricula", "Curricula"
        PAGES = "pages", "Pages"

    branch = models.CharField(max_length=20, choices=Branch)

    parent_page_types = ["organisations.OrganisationPage"]
