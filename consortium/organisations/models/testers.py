"""What a person may do with the fixed pages of a corner, which rights on its branches alone would open too far."""

from collections.abc import Set
from typing import Any

from wagtail.models import Page, PagePermissionTester

ON_TOP = frozenset({"change", "publish", "lock", "unlock"})


class FixedPageTester(PagePermissionTester):
    """A page that admission made and that nobody moves, copies or deletes in the CMS."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class CornerTester(FixedPageTester):
    """Who may change or publish what hangs in the corner may do so with its top page; the office may hide it."""

    permissions: Set[str]

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            below = {
                grant.permission.codename.rsplit("_", maxsplit=1)[0]
                for grant in self.permission_policy.get_cached_permissions_for_user(user)
                if grant.page.path[: -Page.steplen] == page.path
            }
            self.from_above = frozenset(self.permissions)
            self.permissions = self.permissions | (below & ON_TOP)

    def can_unpublish(self) -> bool:
        return super().can_unpublish() and (self.user.is_superuser or "publish" in self.from_above)

    def can_set_view_restrictions(self) -> bool:
        return self.user.is_superuser or (self.user.is_active and "publish" in self.from_above)


class BranchTester(FixedPageTester):
    """A branch is only a place: rights on it are for what hangs there."""

    def can_edit(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False
