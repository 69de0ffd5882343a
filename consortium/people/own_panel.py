"""What is mine? On the first page of the CMS, for those who write for their college."""

from typing import Any

from wagtail.admin.ui.components import Component

from consortium.organisations.models import OrganisationGroup
from consortium.people.memberships import roles_of
from consortium.people.own_pages import beginnings, own_pages


class OwnPagesPanel(Component):
    """A person's profile, research places, curricula and drafts; nothing for those who have none and are no faculty."""

    name = "own_pages"
    template_name = "people/desk/own_pages.html"
    order = 140

    class Media:
        css = {"all": ["consortium/css/desk-components.css", "consortium/css/desk.css"]}

    def __init__(self, person: Any) -> None:
        self.person = person

    def get_context_data(self, _parent: dict[str, Any] | None = None) -> dict[str, Any]:
        pages = own_pages(self.person)
        is_faculty = OrganisationGroup.Role.FACULTY in roles_of(self.person)
        return {"pages": pages, "beginnings": beginnings(self.person) if pages or is_faculty else []}
