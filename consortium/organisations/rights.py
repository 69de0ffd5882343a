"""What each role may do in an organisation: its groups, and what they are granted on branches and collection."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, WorkflowPage

from consortium.organisations.approval import approval_workflow
from consortium.organisations.models import BranchPage, Organisation, OrganisationGroup, OrganisationPage
from consortium.organisations.naming import title_of

Role = OrganisationGroup.Role
Branch = BranchPage.Branch

OWN = ("add",)  # Wagtail: who may add may change what is one's own
WRITE = ("add", "change")
APPROVE = ("add", "change", "publish", "lock", "unlock")
ON_BRANCHES: dict[Role, dict[Branch, tuple[str, ...]]] = {
    Role.FACULTY: {Branch.PEOPLE: OWN, Branch.RESEARCH: OWN, Branch.CURRICULA: OWN},
    # A profile is its person's: an editor may start one, and change those that were started so.
    Role.EDITOR: {Branch.PEOPLE: OWN, Branch.RESEARCH: WRITE, Branch.CURRICULA: WRITE, Branch.PAGES: WRITE},
    Role.MODERATOR: dict.fromkeys(Branch, APPROVE),
}
ON_PAGE: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: ("change",),
    Role.MODERATOR: ("change", "publish", "lock", "unlock"),
}
ON_COLLECTION: dict[Role, tuple[str, ...]] = {
    Role.FACULTY: ("add_image", "choose_image", "add_document", "choose_document"),
    Role.EDITOR: ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"),
    Role.MODERATOR: (
        *("add_image", "change_image", "delete_image", "choose_image"),
        *("add_document", "change_document", "delete_document", "choose_document"),
    ),
}
ROLES = (Role.EDITOR, Role.MODERATOR, Role.REGISTRAR, Role.FACULTY)


def grant_rights(organisation: Organisation, corner: Page | None) -> None:
    """Make the organisation's groups and collection, and grant each role what is its own in this corner."""
    roles = (Role.OFFICE,) if organisation.kind == Organisation.Kind.OFFICE else ROLES
    groups = {role: _make_group(organisation, role) for role in roles}
    if Role.OFFICE in groups:
        grant_office(groups[Role.OFFICE])
        return
    organisation.collection = Collection.get_first_root_node().add_child(name=title_of(organisation.label))
    organisation.save(update_fields=["collection"])
    _grant_on_collection(groups, organisation.collection)
    if corner is not None:
        grant_on_corner(groups, corner)


def grant_on_corner(groups: dict[Role, Group], corner: Page) -> None:
    """Rights on the branches of a corner, or on the page itself where it has none; and its way of approval."""
    if isinstance(corner, OrganisationPage):
        branches = {page.branch: page for page in BranchPage.objects.child_of(corner)}
        wanted = [
            (groups[role], branches[branch], right)
            for role, on in ON_BRANCHES.items()
            for branch, rights in on.items()
            for right in rights
        ]
    else:
        wanted = [(groups[role], corner, right) for role, rights in ON_PAGE.items() for right in rights]
    _grant_on_pages(wanted)
    WorkflowPage.objects.get_or_create(page=Page.objects.get(pk=corner.pk), defaults={"workflow": approval_workflow()})


def grant_office(group: Group) -> None:
    """All pages, images and documents, and the rows that only the office keeps."""
    root = Page.objects.get(depth=1)
    _grant_on_pages([(group, root, right) for right in (*APPROVE, "bulk_delete")])
    _grant_on_collection({Role.OFFICE: group}, Collection.get_first_root_node(), ON_COLLECTION[Role.MODERATOR])
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label__in=("organisations", "networks", "wagtailredirects")),
        *Permission.objects.filter(content_type__app_label="people", content_type__model="membership"),
    )


def _make_group(organisation: Organisation, role: Role) -> Group:
    group = Group.objects.create(name=f"{organisation.slug}: {role.label}")
    OrganisationGroup.objects.create(organisation=organisation, role=role, group=group)
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    return group


def _grant_on_pages(wanted: Iterable[tuple[Group, Page, str]]) -> None:
    rights = {right.codename: right for right in Permission.objects.filter(content_type__app_label="wagtailcore")}
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page.pk, permission=rights[f"{right}_page"])
            for group, page, right in wanted
        ],
        ignore_conflicts=True,
    )


def _grant_on_collection(
    groups: dict[Role, Group], collection: Collection, all_of: tuple[str, ...] | None = None
) -> None:
    # Wagtail asks the permissions of its own models, whichever models stand in for them.
    of_files = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"))
    rights = {right.codename: right for right in of_files}
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=collection, permission=rights[name])
            for role, group in groups.items()
            for name in all_of or ON_COLLECTION.get(role, ())
        ],
        ignore_conflicts=True,
    )
