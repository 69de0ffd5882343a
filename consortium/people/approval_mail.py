"""Who is told by mail that a page waits for approval, is approved or is to be changed?

In place of Wagtail's own mails, which know no moderators of an organisation and are kept nowhere.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState

from consortium.organisations.models import Organisation, OrganisationGroup, OrganisationPage
from consortium.people.mailing import Message, queue_mail
from consortium.people.models import Membership, User

WAITS, REJECTED, APPROVED = "page_waits", "page_rejected", "page_approved"


def on_submitted(instance: TaskState, user: User | None = None, **_: Any) -> None:
    """The moderators of the organisation; at each submission once."""
    page = instance.workflow_state.content_object
    if isinstance(page, Page) and (organisation := _organisation_of(page)) is not None:
        others = (one for one in _moderators_of(organisation) if user is None or one.pk != user.pk)
        _tell(others, WAITS, "{page} waits for your approval", organisation, page, instance, user)


def on_rejected(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    _tell_author(instance, user, REJECTED, "changes are asked for in {page}")


def on_approved(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    _tell_author(instance, user, APPROVED, "{page} is approved")


def reason_of(page: Page) -> str:
    """What is asked to be changed, and by whom; nothing where nothing is."""
    return reason_in(page.current_workflow_state)


def reason_in(state: WorkflowState | None) -> str:
    """The same of a way of approval."""
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    task = state.current_task_state
    asks = f"{task.finished_by or 'The moderator'} asks for changes"
    return f"{asks}: {task.comment}" if task.comment else f"{asks}."


def _tell_author(state: WorkflowState, decided_by: User | None, kind: str, what: str) -> None:
    page, author = state.content_object, state.requested_by
    if not isinstance(page, Page) or author is None or author == decided_by or not author.is_active:
        return
    if (organisation := _organisation_of(page)) is not None:
        _tell([author], kind, what, organisation, page, state.current_task_state, decided_by)


def _tell(
    people: Iterable[User],
    kind: str,
    what: str,
    organisation: Organisation,
    page: Page,
    task: TaskState,
    by: User | None,
) -> None:
    shown = page.specific_deferred.get_latest_revision_as_object().title
    context = {
        "page": shown,
        "by": by,
        "comment": task.comment,
        "address": settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "shown_at": page.full_url if kind == APPROVED else "",
    }
    subject = f"{organisation.label}: {what.format(page=shown)}"
    body = render_to_string(f"people/mail/{kind}.txt", context).strip() + "\n"
    queue_mail(Message(person.email, subject, body, kind, f"{kind}-{task.pk}-{person.pk}") for person in people)


def _organisation_of(page: Page) -> Organisation | None:
    corner = OrganisationPage.objects.ancestor_of(page, inclusive=True).select_related("organisation").first()
    return corner.organisation if corner is not None else None


def _moderators_of(organisation: Organisation) -> Iterable[User]:
    held = Membership.objects.current().filter(organisation=organisation, role=OrganisationGroup.Role.MODERATOR)
    return User.objects.filter(pk__in=held.values("person"), is_active=True)
