"""How does a page get into its branch of an organisation's corner, and live?"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from consortium.organisations.branches import BranchContent
from consortium.organisations.models import BranchPage, Organisation, OrganisationPage
from consortium.people.models import User
from consortium.vocabulary.profile import consortium_profile
from consortium.vocabulary.words import Vocabulary


def story(paragraphs: Iterable[str], heading: str = "") -> list[tuple[str, Any]]:
    """Blocks of a page's story: one heading, where there is one, and a text block for the paragraphs."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return [*([("heading", heading)] if heading else []), ("text", text)]


@transaction.atomic
def publish(organisation: Organisation, page: BranchContent) -> None:
    """Hang the page into its branch and publish it; raises ValidationError as the CMS would."""
    _hang(organisation, page)
    page.live = True
    page.full_clean()
    page.live = False
    page.save_revision(log_action=True).publish()


@transaction.atomic
def draft(organisation: Organisation, page: BranchContent, editor: User) -> None:
    """Hang the page into its branch as the editor's draft."""
    page.owner = editor
    _hang(organisation, page)
    page.save_revision(user=editor, clean=False)


@transaction.atomic
def submit(organisation: Organisation, page: BranchContent, editor: User) -> None:
    """Hang the page into its branch and ask the organisation's moderator to approve it."""
    draft(organisation, page, editor)
    page.get_workflow().start(page, editor)


def _hang(organisation: Organisation, page: BranchContent) -> None:
    corner = OrganisationPage.objects.get(organisation=organisation)
    branch = BranchPage.objects.child_of(corner).get(branch=page.branch)
    page.live = False
    branch.add_child(instance=page)


def find(model: type[BranchContent], organisation: Organisation, slug: str) -> BranchContent | None:
    """The page of that address in the organisation's corner, live or not."""
    found: BranchContent | None = model.objects.of(organisation).filter(slug=slug).first()
    return found


def disciplines_of(words: Iterable[str]) -> list[str]:
    """The slugs of the words that the consortium's table knows, each once; as with feeds, others are left out."""
    known = Vocabulary(consortium_profile())
    slugs = (known.discipline(word) for word in words)
    return list(dict.fromkeys(slug for slug in slugs if slug))
