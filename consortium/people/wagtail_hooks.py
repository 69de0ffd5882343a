"""What the app of people adds to the CMS, and what it answers to the hooks of pages."""

from wagtail import hooks

from consortium.people import faculty_panels  # noqa: F401 -- importing it registers its answers
from consortium.people.membership_desk import MembershipViewSet


@hooks.register("register_admin_viewset")
def roles_of_people() -> MembershipViewSet:
    return MembershipViewSet("memberships")
