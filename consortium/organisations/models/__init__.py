"""Members of the consortium, what they own and where it hangs in the page tree."""

from consortium.organisations.models.approval import ModeratorApproval
from consortium.organisations.models.media import Document, Image, Rendition
from consortium.organisations.models.organisation import Organisation, OrganisationCode, OrganisationGroup
from consortium.organisations.models.pages import BranchPage, OrganisationIndexPage, OrganisationPage
from consortium.organisations.models.todo import ToDo

__all__ = [
    "BranchPage",
    "Document",
    "Image",
    "ModeratorApproval",
    "Organisation",
    "OrganisationCode",
    "OrganisationGroup",
    "OrganisationIndexPage",
    "OrganisationPage",
    "Rendition",
    "ToDo",
]
