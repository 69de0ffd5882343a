"""How does a page get into its branch of an organisation's corner, and live?"""

from collections.abc import Iterable
from typing import Any

from consortium.organisations.branches import BranchContent
from consortium.organisations.models import BranchPage, Organisation, OrganisationPage


def story(paragraphs: Iterable[str], heading: str = "") -> list[tuple[str, Any]]:
    """Blocks of a page's story: one heading, where there is one, and a text block for the paragraphs."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return [*([("heading", heading)] if heading else []), ("text", text)]


def publish(organisation: Organisation, page: BranchContent) -> BranchContent:
    """Hang the page into its branch and publish it; raises ValidationError as the CMS would."""
    corner = OrganisationPage.objects.get(organisation=organisation)
    branch = BranchPage.objects.child_of(corner).get(branch=page.branch)
    page.live = False
    branch.add_child(instance=page)
    page.live = True
    page.full_clean()
    page.live = False
    page.save_revision(log_action=True).publish()
    page.refresh_from_db()
    return page


def find(model: type[BranchContent], organisation: Organisation, slug: str) -> BranchContent | None:
    """The page of that address in the organisation's corner, live or not."""
    found: BranchContent | None = model.objects.of(organisation).filter(slug=slug).first()
    return found
