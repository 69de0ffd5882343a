"""What a page must be to hang in a fixed branch of an organisation's corner."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Greatest, Length, Substr
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from consortium.organisations.foreign import refuse_foreign_files
from consortium.organisations.models import BranchPage, Organisation, OrganisationPage
from consortium.pages.restrictions import unrestricted

CORNER_STEPS = 2 * Page.steplen  # content hangs two steps below its organisation's page: corner / branch / content
AnyContent = TypeVar("AnyContent", bound="BranchContent")


class BranchContentQuerySet(PageQuerySet):
    def published(self) -> "BranchContentQuerySet":
        """What anyone may see: live, under no view restriction, of a member."""
        return unrestricted(self.live()).filter(
            Exists(_corners().filter(organisation__in=Organisation.objects.public()))
        )

    def of(self, organisation: Organisation) -> "BranchContentQuerySet":
        """What hangs in the corner of one organisation, drafts too."""
        return self.filter(Exists(_corners().filter(organisation=organisation)))


BranchContentManager = PageManager.from_queryset(BranchContentQuerySet)


class BranchContent(Page):
    """A page of one fixed branch: rights and workflow come from the branch, the owner from the corner above it."""

    branch: ClassVar[str]

    objects = BranchContentManager()

    parent_page_types = ["organisations.BranchPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and _is_branch(parent, cls.branch)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and _is_branch(parent, self.branch)

    @cached_property
    def corner(self) -> OrganisationPage:
        """The page of the organisation above it."""
        return OrganisationPage.objects.select_related("organisation").get(path=self.path[:-CORNER_STEPS])

    @cached_property
    def organisation(self) -> Organisation:
        return self.corner.organisation

    def refuse_if_incomplete(self) -> None:
        """Raise ValidationError for what a draft may lack and a published page may not."""

    def full_clean(self, exclude: Collection[str] | None = None, **settings: Any) -> None:
        super().full_clean(exclude=exclude, **settings)
        if self.live and not exclude:  # forms exclude fields; theirs is BranchContentForm's question
            refuse_foreign_files(self, self.organisation)
            self.refuse_if_incomplete()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.organisation.state != Organisation.State.MEMBER:
            raise Http404
        return super().serve(request, *args, **kwargs)


def with_organisations(pages: Iterable[AnyContent], known: OrganisationPage | None = None) -> list[AnyContent]:
    """The pages, each knowing its organisation, for one query however many they are; none if all are of `known`."""
    listed = list(pages)
    owners = {known.path: known.organisation} if known else {}
    if missing := {page.path[:-CORNER_STEPS] for page in listed} - owners.keys():
        corners = OrganisationPage.objects.filter(path__in=missing).select_related("organisation")
        owners |= {corner.path: corner.organisation for corner in corners}
    for page in listed:
        page.organisation = owners[page.path[:-CORNER_STEPS]]
    return listed


def _corners() -> QuerySet[OrganisationPage]:
    path = OuterRef("path")
    # PostgreSQL may ask this of every page of the tree, the root too, whose path is shorter than the steps.
    length = Greatest(Length(path) - CORNER_STEPS, 0)
    return OrganisationPage.objects.filter(path=Substr(path, 1, length))


def _is_branch(parent: Page, branch: str) -> bool:
    specific = parent.specific
    return isinstance(specific, BranchPage) and specific.branch == branch
