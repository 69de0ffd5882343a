"""Who has a profile in the invented consortium?"""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.utils.text import slugify

from consortium.organisations.models import Organisation
from consortium.people.models import FacultyPage, User
from consortium.people.models.faculty import FacultyName, FacultyPost
from search.demo.accounts import account_of
from search.demo.faculty_table import all_faculty, orcid_of
from search.demo.publishing import disciplines_of, find, publish, story
from search.demo.tables import Row, words


def publish_faculty(organisations: Mapping[str, Organisation]) -> None:
    """Publish the profiles that are missing."""
    for row in all_faculty():
        organisation = organisations[row["college"]]
        if find(FacultyPage, organisation, _slug(row)) is None:
            publish(organisation, _profile(row, account_of(row["name"], row["college"])))


def named(texts: list[str]) -> Iterator[tuple[FacultyPage | None, str, str]]:
    """Profile, name and role of each "NAME" or "NAME, ROLE"; the profile may be gone, the name stays."""
    for text in texts:
        name, _, role = text.partition(",")
        profile = FacultyPage.objects.filter(slug=slugify(name)).first()
        yield profile, profile.shown_name if profile else name.strip(), role.strip()


def _profile(row: Row, account: User | None) -> FacultyPage:
    page = FacultyPage(
        title=row["name"],
        slug=_slug(row),
        honorific=row["honorific"],
        summary=row["summary"],
        orcid=orcid_of(row),
        disciplines=disciplines_of(words(row["teaches"])),
        expertise=words(row["expertise"]),
        about=story([row["about"]]) if row["about"] else [],
        email=f"{_slug(row)}@{row['college']}.example",
        person=account,
        owner=account,
    )
    since = dt.date(int(row["since"]), 7, 1)
    page.posts = [FacultyPost(title=row["post"], department=row["department"], since=since, main=True)]
    if row["gu"]:
        page.names = [FacultyName(language="gu", name=row["gu"])]
    return page


def _slug(row: Row) -> str:
    return slugify(row["name"])
