"""Colleges with their corners, for tests of what hangs in them."""

from typing import Any, TypeVar

from consortium.organisations.branches import BranchContent
from consortium.organisations.models import BranchPage, Organisation, OrganisationIndexPage, OrganisationPage
from consortium.organisations.site import ensure_site
from consortium.pages.models import HomePage

Content = TypeVar("Content", bound=BranchContent)


def home() -> HomePage:
    """The site's home page with its lists, made when there is none: tests/conftest.py makes it once."""
    return HomePage.objects.first() or ensure_site()


def college(slug: str = "tapi", **facts: Any) -> Organisation:
    """A member with a live corner of four branches."""
    name = facts.pop("name", f"{slug.title()} College of Medicine")
    organisation = Organisation.objects.create(slug=slug, name=name, label=name, dye=1, **facts)
    top = home()
    index = OrganisationIndexPage.objects.first() or top.add_child(
        instance=OrganisationIndexPage(title="Colleges", slug="colleges")
    )
    corner = index.add_child(instance=OrganisationPage(title=name, slug=slug, organisation=organisation))
    for branch in BranchPage.Branch.values:
        corner.add_child(instance=BranchPage(title=branch.title(), slug=branch, branch=branch))
    return organisation


def branch(organisation: Organisation, name: str) -> BranchPage:
    corner = OrganisationPage.objects.get(organisation=organisation)
    return BranchPage.objects.child_of(corner).get(branch=name)


def put(organisation: Organisation, page: Content) -> Content:
    """The page, hung in its branch."""
    branch(organisation, page.branch).add_child(instance=page)
    return page
