"""What may a student or resident join in the invented consortium? Dates are reckoned from the day it is set up."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from consortium.organisations.models import Organisation, OrganisationGroup
from consortium.pages.clock import today
from consortium.research.models import ResearchPage, ResearchSupervisor
from search.demo.accounts import account_for
from search.demo.faculty import named
from search.demo.publishing import disciplines_of, find, publish, story, submit
from search.demo.tables import toml_rows


def publish_research(organisations: Mapping[str, Organisation]) -> None:
    """Publish the opportunities that are missing; one waits for its moderator."""
    for row in toml_rows("research"):
        organisation = organisations[row["college"]]
        if find(ResearchPage, organisation, slugify(row["title"])) is None:
            page = opportunity(row, today())
            if row.get("waits"):
                submit(organisation, page, account_for(OrganisationGroup.Role.EDITOR, row["college"]))
            else:
                publish(organisation, page)


def opportunity(row: dict[str, Any], on: dt.date) -> ResearchPage:
    """The page of one row; `opens` and `closes` are days from `on`."""
    page = ResearchPage(
        title=row["title"],
        slug=slugify(row["title"]),
        kind=row["kind"],
        summary=row["summary"],
        disciplines=disciplines_of(row["disciplines"]),
        open_to=row["open_to"],
        open_from_phase=row.get("phase", ""),
        who_may_apply=row.get("needs", ""),
        places=row.get("places"),
        duration=row.get("duration", ""),
        funding=row.get("funding", ""),
        opens_on=_day(on, row.get("opens")),
        closes_on=_day(on, row.get("closes")),
        how_to_apply=row.get("how", ""),
        apply_url=row.get("url", ""),
        apply_email=row.get("email", ""),
        ethics=row.get("ethics", ""),
        body=story(row["body"], "What you would do") if "body" in row else [],
    )
    page.supervisors = [
        ResearchSupervisor(faculty=profile, name=name, role=role) for profile, name, role in named(row["supervisors"])
    ]
    return page


def _day(on: dt.date, days: int | None) -> dt.date | None:
    return None if days is None else on + dt.timedelta(days=days)
