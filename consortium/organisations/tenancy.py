"""Which pages of the CMS a person may know of: those of the own corners, and what anyone may see."""

from typing import Any

from django.db.models import F, Q
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from consortium.pages.restrictions import unrestricted

ROOT_PATH = "0001"


def granted_paths(user: Any) -> set[str]:
    """Where in the tree the person's groups are granted anything."""
    policy = policy_registry.get_by_type(Page)
    return {grant.page.path for grant in policy.get_cached_permissions_for_user(user)}


def sees_all(user: Any) -> bool:
    """The office, and who keeps the installation."""
    return user.is_superuser or ROOT_PATH in granted_paths(user)


def may_enter(user: Any, page: Page) -> bool:
    """Below a grant, or on the way down to one."""
    return user.is_superuser or any(
        page.path.startswith(path) or path.startswith(page.path) for path in granted_paths(user)
    )


def choosable(pages: PageQuerySet, user: Any) -> PageQuerySet:
    """Those the person may link to: the own ones, and what anyone may see.

    The CMS shows the title of the draft; that of another's published page is no secret only while both are the same.
    """
    if sees_all(user):
        return pages
    public = unrestricted(Page.objects.live()).filter(draft_title=F("title"))
    return pages.filter(own(user) | Q(pk__in=public.values("pk")))


def own(user: Any) -> Q:
    """What lies below the person's grants, and the way down to them."""
    found = Q(pk__in=[])
    for path in granted_paths(user):
        above = [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]
        found |= Q(path__startswith=path) | Q(path__in=above)
    return found
