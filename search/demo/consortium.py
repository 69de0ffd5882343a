"""Makes the invented consortium, in the order in which a real one would grow."""

from consortium.organisations.models import Organisation, OrganisationCode
from consortium.organisations.site import ensure_site
from search.demo.accounts import open_accounts
from search.demo.curricula import share_curricula
from search.demo.faculty import publish_faculty
from search.demo.feeds import connect_all
from search.demo.networks import form_networks
from search.demo.organisations import admit_all
from search.demo.pushed import push_catalogues
from search.demo.research import publish_research
from search.demo.tables import toml_rows


class NotOurs(Exception):
    """The database holds a consortium already, and it is not the invented one."""


def admit_consortium() -> dict[str, Organisation]:
    """Members, accounts, feeds and what is pushed: what is missing of them. Raises NotOurs."""
    _refuse_a_real_one()
    ensure_site()
    organisations = admit_all()
    open_accounts(organisations)
    connect_all(organisations)
    push_catalogues()
    return organisations


def publish_all(organisations: dict[str, Organisation]) -> None:
    """What the members publish: what is missing of it."""
    publish_faculty(organisations)
    form_networks(organisations)
    publish_research(organisations)
    share_curricula(organisations)


def _refuse_a_real_one() -> None:
    """Passwords of the demo's accounts are known to everybody."""
    ours = [value for row in toml_rows("organisations") for value in row.get("codes", {}).values()]
    if Organisation.objects.exists() and not OrganisationCode.objects.filter(value__in=ours).exists():
        raise NotOurs(
            "The database holds organisations that are not those of the demo, so the demo is not set up in it. "
            "Unset DATABASE_URL, or point VAR_DIR at an empty folder."
        )
