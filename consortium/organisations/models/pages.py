"""Where an organisation's corner hangs in the page tree."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from consortium.organisations.models.organisation import Organisation
from consortium.organisations.models.testers import BranchTester, CornerTester
from consortium.pages.blocks import StoryBlock
from consortium.pages.models import PlainPage
from consortium.pages.paging import page_of
from consortium.pages.panels import panels
from consortium.pages.restrictions import unrestricted

LISTED = 60


class OrganisationIndexPage(Page):
    """The list of member colleges."""

    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["organisations.OrganisationPage"]
    max_count = 1

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The corner by its slug and what lies in it by its address: two queries less for each step of the way."""
        corners = OrganisationPage.objects.child_of(self).select_related("organisation", "logo")
        corner = corners.filter(slug=path_components[0]).first() if path_components else None
        if corner is None:
            return super().route(request, path_components)
        return corner.route(request, path_components[1:])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listed` (a page of members' pages), `places` of members, and the `place` that `?place=` asks for."""
        members = OrganisationPage.objects.live().public().filter(organisation__state=Organisation.State.MEMBER)
        places = sorted({place for place in members.values_list("organisation__place", flat=True) if place})
        place = request.GET.get("place", "")
        shown = members.filter(organisation__place=place) if place in places else members
        listed = page_of(request, shown.select_related("organisation").order_by(Lower("organisation__label")), LISTED)
        chosen = place if place in places else ""
        return {**super().get_context(request, *args, **kwargs), "listed": listed, "places": places, "place": chosen}


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
    is_creatable = False  # admission makes it, with all that belongs to it

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `panels`: what the apps above know of this organisation, and the plain pages of its corner."""
        shown = panels("organisation_panels", request, self.organisation)
        plain = unrestricted(PlainPage.objects.live()).descendant_of(self).order_by("path")
        codes = self.organisation.codes.all()
        return {**super().get_context(request, *args, **kwargs), "panels": shown, "plain_pages": plain, "codes": codes}

    def permissions_for_user(self, user: Any) -> CornerTester:
        return CornerTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The whole corner is there as long as the organisation is a member."""
        if self.organisation.state != Organisation.State.MEMBER:
            raise Http404
        below = f"{self.url_path}{'/'.join(path_components)}/" if path_components else ""
        found = self.get_descendants().filter(url_path=below).first() if below else None
        if found is None:
            return super().route(request, path_components)
        page = found.specific
        page.corner = self
        return page.route(request, [])


class BranchPage(Page):
    """A fixed branch of a corner: rights are granted here, never on the corner's top page."""

    class Branch(models.TextChoices):
        PEOPLE = "people", "People"
        RESEARCH = "research", "Research"
        CURRICULA = "curricula", "Curricula"
        PAGES = "pages", "Pages"

    branch = models.CharField(max_length=20, choices=Branch)

    parent_page_types = ["organisations.OrganisationPage"]
    is_creatable = False

    def permissions_for_user(self, user: Any) -> BranchTester:
        return BranchTester(user, self)

    def serve(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """A branch shows nothing of its own: the corner's page lists what hangs in it."""
        return HttpResponseRedirect(self.get_parent().get_url())
