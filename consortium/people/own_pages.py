"""Which pages are a person's own, how does each stand, and what may she begin?"""

from typing import NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.query import PageQuerySet

from consortium.organisations.models import BranchPage
from consortium.organisations.tenancy import granted_paths
from consortium.people.approval_mail import reason_in
from consortium.people.models import FacultyPage, User
from consortium.people.models.named import NamedFaculty

MOST = 20


class OwnPage(NamedTuple):
    """`leads_to` is where she may work on it, else where everybody may look at it, else nothing."""

    title: str
    kind: str
    state: str
    tone: str
    reason: str
    leads_to: str


class Beginning(NamedTuple):
    """A page that she may write, and where."""

    kind: str
    address: str


def own_pages(person: User) -> list[OwnPage]:
    """Her profile, what she wrote and what names her, in the corners of her roles: first what waits for her."""
    pages = list(_pages_of(person).order_by("-latest_revision_created_at", "-pk").specific(defer=True)[:MOST])
    states = _workflow_states(pages)
    found = [(_standing(page, states.get(page.pk)), page) for page in pages]
    found.sort(key=lambda one: (one[0].rank, not isinstance(one[1], FacultyPage)))
    return [
        OwnPage(
            page.draft_title,
            str(page.specific_class._meta.verbose_name).capitalize(),
            standing.label,
            standing.tone,
            reason_in(states.get(page.pk)),
            _leads_to(page, person),
        )
        for standing, page in found
    ]


def beginnings(person: User) -> list[Beginning]:
    """A profile only where she has none yet."""
    has_profile = FacultyPage.objects.filter(_below_grants(person), person=person).exists()
    branches = BranchPage.objects.filter(path__in=granted_paths(person)).order_by("path")
    return [
        Beginning(str(model._meta.verbose_name), _address_to_add(model, branch))
        for branch in branches
        if branch.permissions_for_user(person).can_add_subpage()
        for model in branch.creatable_subpage_models()
        if model.can_create_at(branch) and not (has_profile and model is FacultyPage)
    ]


class _Standing(NamedTuple):
    rank: int
    label: str
    tone: str


def _standing(page: Page, state: WorkflowState | None) -> _Standing:
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _Standing(0, "Changes are asked for", "stop")
    if state is not None:
        return _Standing(2, "Waits for approval", "soon")
    if not page.live:
        return _Standing(1, "Draft, not shown yet", "")
    if page.has_unpublished_changes:
        return _Standing(1, "Shown, with changes that are not", "")
    return _Standing(3, "Shown", "open")


def _pages_of(person: User) -> PageQuerySet:
    theirs = Q(owner=person) | Q(pk__in=FacultyPage.objects.filter(person=person).values("pk"))
    for model in apps.get_models():
        if issubclass(model, NamedFaculty):
            theirs |= Q(pk__in=model.objects.filter(faculty__person=person).values("page"))
    return Page.objects.filter(theirs, _below_grants(person))


def _below_grants(person: User) -> Q:
    found = Q(pk__in=[])
    for path in granted_paths(person):
        found |= Q(path__startswith=path)
    return found


def _workflow_states(pages: list[Page]) -> dict[int, WorkflowState]:
    """What is under way, for one query."""
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(page.pk) for page in pages],
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
    )
    return {int(state.object_id): state for state in states.select_related("current_task_state__finished_by")}


def _leads_to(page: Page, person: User) -> str:
    if page.permissions_for_user(person).can_edit():
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return (page.get_url() or "") if page.live else ""


def _address_to_add(model: type[Page], branch: BranchPage) -> str:
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, branch.pk])
