"""Forms a network: its row, its page and its members, whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from django.db import transaction

from consortium.networks.models import NetworkIndexPage, NetworkMember, NetworkPage
from consortium.organisations.models import Organisation


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
    Raises NetworkFormingError, or ValidationError for a value that a page can't hold.
    """
    network = _row(slug, name)
    formed = NetworkPage.objects.filter(organisation=network).first()
    if formed is None:
        formed = NetworkPage(title=name, slug=slug, organisation=network, kind=kind, purpose=purpose, **page)
        _index().add_child(instance=formed)
        formed.save_revision(log_action=True).publish()
    for joining in members:
        _join(network, joining)
    return formed


def _row(slug: str, name: str) -> Organisation:
    network, _ = Organisation.objects.get_or_create(
        slug=slug,
        defaults={"kind": Organisation.Kind.NETWORK, "name": name, "label": name, "dye": crc32(slug.encode()) % 12 + 1},
    )
    if network.kind != Organisation.Kind.NETWORK:
        raise NetworkFormingError(f"“{slug}” is {network} already, which is no network: choose another slug.")
    return network


def _index() -> NetworkIndexPage:
    index = NetworkIndexPage.objects.first()
    if index is None:
        raise NetworkFormingError(
            "The site has no list of networks yet: admit the first college, which makes the site."
        )
    return index


def _join(network: Organisation, joining: Joining) -> None:
    NetworkMember.objects.get_or_create(
        network=network,
        organisation=joining.organisation,
        until=None,
        defaults={"role": joining.role, "part": joining.part, "since": joining.since},
    )
