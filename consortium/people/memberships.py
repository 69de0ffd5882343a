"""Who holds which role where: memberships begin and end here, and groups follow them."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from consortium.organisations.models import Organisation, OrganisationGroup
from consortium.people.models import Membership, User

Role = OrganisationGroup.Role


class MembershipError(Exception):
    """The role can't be held there; the message says why and how to mend it."""


@transaction.atomic
def begin(person: User, organisation: Organisation, role: str) -> Membership:
    """The person's current membership in that role, begun now when there is none."""
    if not OrganisationGroup.objects.filter(organisation=organisation, role=role).exists():
        held = OrganisationGroup.objects.filter(organisation=organisation).values_list("role", flat=True)
        known = ", ".join(sorted(held)) or "none: admit the organisation first"
        raise MembershipError(f"Nobody can be {role} of {organisation}. Roles there: {known}.")
    membership = Membership.objects.current().filter(person=person, organisation=organisation, role=role).first()
    if membership is None:
        membership = Membership.objects.create(person=person, organisation=organisation, role=role)
    settle_groups(person)
    return membership


@transaction.atomic
def end(membership: Membership) -> None:
    """End it now; the row stays."""
    Membership.objects.current().filter(pk=membership.pk).update(until=Now())
    settle_groups(membership.person)


def roles_of(person: User) -> frozenset[str]:
    """The roles that the person holds now, anywhere.

    Asked once for the life of the object, as Django asks permissions: a page of the CMS asks it many times.
    """
    if (known := vars(person).get("_roles_held")) is None:
        held = Membership.objects.current().filter(person=person)
        known = vars(person)["_roles_held"] = frozenset(held.values_list("role", flat=True))
    roles: frozenset[str] = known
    return roles


def settle_ended() -> None:
    """Whoever's role ended by its date since the last look leaves its group, signed in or not."""
    held = Membership.objects.current().filter(
        person=OuterRef("user"),
        organisation=OuterRef("group__organisation_role__organisation"),
        role=OuterRef("group__organisation_role__role"),
    )
    belonging = User.groups.through.objects.filter(~Exists(held), group__organisation_role__isnull=False)
    for person in User.objects.filter(pk__in=belonging.values("user")):
        settle_groups(person)


@transaction.atomic
def settle_groups(person: User) -> None:
    """Put the person into the groups of the roles held now, and out of those of all others.

    Groups that belong to no organisation are left alone.
    """
    held = set(Membership.objects.current().filter(person=person).values_list("organisation", "role"))
    groups = OrganisationGroup.objects.filter(organisation__in={organisation for organisation, _ in held})
    wanted = {row.group_id for row in groups if (row.organisation_id, row.role) in held}
    present = set(Group.objects.filter(user=person, organisation_role__isnull=False).values_list("pk", flat=True))
    person.groups.remove(*present - wanted)
    person.groups.add(*wanted - present)
