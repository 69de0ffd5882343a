"""Makes an organisation's corner: its page and the branches under it."""

from wagtail import hooks
from wagtail.models import Page

from consortium.organisations.models import BranchPage, Organisation, OrganisationIndexPage, OrganisationPage
from consortium.organisations.naming import title_of


def make_corner(organisation: Organisation) -> Page | None:
    """The top page of the corner of a new organisation; the office has none.

    An app above that gives a kind of organisation a page of its own answers the hook `organisation_corners` with it.
    """
    if organisation.kind == Organisation.Kind.OFFICE:
        return None
    for ask in hooks.get_hooks("organisation_corners"):
        corner: Page | None = ask(organisation)
        if corner is not None:
            return corner
    return _make_page_with_branches(organisation)


def _make_page_with_branches(organisation: Organisation) -> OrganisationPage:
    index = OrganisationIndexPage.objects.get()
    corner: OrganisationPage = index.add_child(
        instance=OrganisationPage(title=title_of(organisation.label), slug=organisation.slug, organisation=organisation)
    )
    for branch in BranchPage.Branch:
        corner.add_child(instance=BranchPage(title=branch.label, slug=branch.value, branch=branch))
    corner.save_revision().publish()  # its entry is made when it is told to be live
    return corner
