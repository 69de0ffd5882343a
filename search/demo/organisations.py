"""Who takes part in the invented consortium, admitted as the office would."""

from typing import Any

from consortium.organisations.models import Organisation, OrganisationPage
from consortium.people.admission import admit
from search.demo.publishing import story
from search.demo.tables import toml_rows

_SHOWN = {"website": "website", "email": "contact_email", "phone": "contact_phone", "grievance": "grievance_contact"}


def admit_all() -> dict[str, Organisation]:
    """Every member by its slug; those admitted before stay as they are."""
    for row in toml_rows("organisations"):
        _admit(row)
    # Read anew: collections are kept in the order of their names, so each admission moved those after it.
    return Organisation.objects.select_related("collection").in_bulk(
        [row["slug"] for row in toml_rows("organisations")], field_name="slug"
    )


def _admit(row: dict[str, Any]) -> None:
    organisation = admit(
        row["slug"],
        name=row["name"],
        place=row["place"],
        kind=row.get("kind", Organisation.Kind.COLLEGE),
        codes=row.get("codes", {}).items(),
        university=row.get("university", ""),
    ).organisation
    page = OrganisationPage.objects.filter(organisation=organisation).first()
    if page is not None and not page.about:
        _describe(page, row)


def _describe(page: OrganisationPage, row: dict[str, Any]) -> None:
    page.about = story(row["about"])
    for name, field in _SHOWN.items():
        setattr(page, field, row.get(name, ""))
    page.full_clean()
    page.save_revision(log_action=True).publish()
