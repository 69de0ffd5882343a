"""Who works together in the invented consortium, and since when?"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from consortium.networks.forming import Joining, form_network
from consortium.networks.models import NetworkPage
from consortium.organisations.models import Organisation
from search.demo.publishing import story
from search.demo.tables import toml_rows


def form_networks(organisations: Mapping[str, Organisation]) -> None:
    """Form what is missing; a network that was formed before keeps the members it has."""
    for row in toml_rows("networks"):
        if not NetworkPage.objects.filter(slug=row["slug"], first_published_at__isnull=False).exists():
            form_network(
                row["slug"],
                name=row["name"],
                kind=row["kind"],
                purpose=row["purpose"],
                members=[_joining(organisations, member) for member in row["members"]],
                founded_on=row["founded"],
                story=story(row["story"]),
                website=f"https://{row['slug']}.example/",
                contact_email=f"secretariat@{row['slug']}.example",
            )


def _joining(organisations: Mapping[str, Organisation], member: dict[str, Any]) -> Joining:
    return Joining(
        organisations[member["slug"]],
        role=member.get("role", "member"),
        part=member.get("part", ""),
        since=dt.date(member["since"], 4, 1),
    )
