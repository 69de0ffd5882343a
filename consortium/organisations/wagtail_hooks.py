"""What organisations add to the site and to the CMS."""

from wagtail import hooks

from consortium.organisations.models import OrganisationIndexPage
from consortium.pages.lists import SiteList


@hooks.register("site_lists", order=-10)
def list_of_colleges() -> SiteList:
    return SiteList(OrganisationIndexPage, title="Colleges", slug="colleges")
