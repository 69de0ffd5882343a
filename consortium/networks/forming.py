"""Forms a network: its row, its page and its members, whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from consortium.networks.models import NetworkMember, NetworkPage
from consortium.organisations.models import Organisation
from consortium.people.admission import admit


class NetworkFormingError(Exception):
    """The network can't be formed; the message says why and how to mend it."""


@dataclass(frozen=True)
class Joining:
    """One organisation's part, as it joins."""

    organisation: Organisation
    role: str = NetworkMember.Role.MEMBER
    part: str = ""
    since: date | None = None


@transaction.atomic
def form_network(
    slug: str, *, name: str, kind: str, purpose: str, members: Iterable[Joining], **page: Any
) -> NetworkPage:
    """Form the network, or complete what is missing of it; what is there already is left as it is.

    `page` may state the page's other fields: founded_on, story, website, contact_email.
    Raises NetworkFormingError, WrongFacts for a slug that is none, ValidationError for a value that a page can't hold.
    """
    network = _row(slug, name)
    formed = NetworkPage.objects.get(organisation=network)
    if formed.first_published_at is None:
        for field, value in {"kind": kind, "purpose": purpose, **page}.items():
            setattr(formed, field, value)
        formed.live = True
        formed.full_clean()
        formed.live = False
        formed.save_revision(log_action=True).publish()
        formed.refresh_from_db()
    for joining in members:
        _join(network, joining)
    return formed


def _row(slug: str, name: str) -> Organisation:
    network = Organisation.objects.filter(slug=slug).first()
    if network is None:
        return admit(slug, name=name, kind=Organisation.Kind.NETWORK).organisation
    if network.kind != Organisation.Kind.NETWORK:
        raise NetworkFormingError(f"“{slug}” is {network} already, which is no network: choose another slug.")
    return network


def _join(network: Organisation, joining: Joining) -> None:
    NetworkMember.objects.get_or_create(
        network=network,
        organisation=joining.organisation,
        until=None,
        defaults={"role": joining.role, "part": joining.part, "since": joining.since},
    )
