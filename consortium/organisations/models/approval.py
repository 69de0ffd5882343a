"""Approval of a page by the moderators of the organisation whose corner it hangs in."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import GroupPagePermission, Page, Task, TaskState

from consortium.organisations.models.organisation import OrganisationGroup
from consortium.organisations.models.pages import BranchPage


class ModeratorApproval(Task):
    """One task for all organisations: each page is approved by those who moderate where it hangs.

    A task for each organisation, as Wagtail's own group task needs, would ask a question for each on every admin home.
    """

    class Meta:
        verbose_name = "approval by the organisation's moderator"

    def user_can_access_editor(self, page: Page, user: AbstractUser) -> bool:
        return _moderates(user, page)

    def locked_for_user(self, page: Page, user: AbstractUser) -> bool:
        return not _moderates(user, page)

    def user_can_lock(self, page: Page, user: AbstractUser) -> bool:
        return _moderates(user, page)

    def user_can_unlock(self, _page: Page, _user: AbstractUser) -> bool:
        return False

    def get_actions(self, page: Page, user: AbstractUser) -> list[tuple[str, str, bool]]:
        if not _moderates(user, page):
            return []
        return [
            ("reject", "Request changes", True),
            ("approve", "Approve", False),
            ("approve", "Approve with comment", True),
        ]

    def get_task_states_user_can_moderate(self, user: AbstractUser, **_: Any) -> QuerySet[TaskState]:
        waiting = TaskState.objects.filter(task=self.task_ptr, status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        pages = Page.objects.filter(moderated_by(user)).annotate(key=Cast("pk", CharField()))
        return waiting.filter(workflow_state__object_id__in=pages.values("key"))

    @classmethod
    def get_description(cls) -> str:
        return "The moderators of the organisation that a page belongs to can approve it"


def moderated_by(user: AbstractUser) -> Q:
    """What the person moderates: all below a grant of a moderators' group, and the top of a corner's branches."""
    grants = GroupPagePermission.objects.filter(
        group__user=user,
        group__organisation_role__role=OrganisationGroup.Role.MODERATOR,
        permission__codename="publish_page",
    )
    paths = list(grants.values_list("page__path", flat=True))
    branches = BranchPage.objects.filter(path__in=paths).values_list("path", flat=True)
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(path__startswith=path)
    return found | Q(path__in={path[: -Page.steplen] for path in branches})


def _moderates(user: AbstractUser, page: Page) -> bool:
    return user.is_superuser or Page.objects.filter(moderated_by(user), pk=page.pk).exists()
