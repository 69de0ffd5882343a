"""A network's public page and the list of networks."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from consortium.networks.models.member import NetworkMember
from consortium.organisations.branch_forms import CornerPageForm
from consortium.organisations.models import Organisation, OrganisationPage
from consortium.organisations.models.testers import FixedPageTester
from consortium.pages.blocks import StoryBlock
from consortium.pages.clock import today
from consortium.pages.paging import page_of
from consortium.pages.restrictions import unrestricted
from consortium.vocabulary.fields import TermField


class NetworkPageQuerySet(PageQuerySet):
    def published(self) -> "NetworkPageQuerySet":
        """What anyone may see: live, under no view restriction, of a network in membership."""
        return unrestricted(self.live()).filter(organisation__in=Organisation.objects.public())

    def with_member_count(self, on: date) -> "NetworkPageQuerySet":
        members = NetworkMember.objects.current(on).filter(network=models.OuterRef("organisation")).order_by()
        count = members.values("network").annotate(count=models.Count("pk")).values("count")
        return self.annotate(member_count=Coalesce(models.Subquery(count), 0))


class NetworkIndexPage(Page):
    """All published networks."""

    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["networks.NetworkPage"]
    max_count_per_parent = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listed`: a page of networks by name, each with its row and `member_count`."""
        rows = NetworkPage.objects.published().with_member_count(today()).select_related("organisation")
        listed = page_of(request, rows.order_by("title", "pk"))
        return {**super().get_context(request, *args, **kwargs), "listed": listed}


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

    base_form_class = CornerPageForm

    content_panels = [
        *Page.content_panels,
        FieldPanel("organisation", permission="organisations.change_organisation"),
        FieldPanel("kind"),
        FieldPanel("purpose"),
        FieldPanel("founded_on"),
        FieldPanel("story"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("contact_email")], heading="Contact"),
    ]
    parent_page_types = ["networks.NetworkIndexPage"]
    subpage_types: list[str] = []
    is_creatable = False  # admission makes it, with the network's row and groups

    class Meta:
        verbose_name = "network"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `members`: its current members, the leading ones first, each with the public `page` of its own."""
        members = list(self.members_on(today()))
        owners = [member.organisation_id for member in members]
        corners = unrestricted(OrganisationPage.objects.live()).filter(organisation__in=owners)
        pages = {corner.organisation_id: corner for corner in corners}
        pages |= {
            network.organisation_id: network
            for network in NetworkPage.objects.published().filter(organisation__in=owners)
        }
        for member in members:
            member.page = pages.get(member.organisation_id)
        return {**super().get_context(request, *args, **kwargs), "members": members}

    def members_on(self, on: date) -> QuerySet[NetworkMember]:
        current = self.organisation.network_members.current(on).select_related("organisation")
        return current.order_by(_by_role(), "organisation__label")

    def permissions_for_user(self, user: Any) -> FixedPageTester:
        return FixedPageTester(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.organisation.state != Organisation.State.MEMBER:
            raise Http404
        return super().serve(request, *args, **kwargs)


def _by_role() -> models.Case:
    ranks = {role: rank for rank, role in enumerate(NetworkMember.Role.values)}
    return models.Case(*(models.When(role=role, then=rank) for role, rank in ranks.items()), default=len(ranks))
