"""Makes the invented consortium, in the order in which a real one would grow."""

from consortium.organisations.models import Organisation
from consortium.organisations.site import ensure_site
from search.demo.accounts import open_accounts
from search.demo.feeds import connect_all
from search.demo.organisations import admit_all


def make_consortium() -> dict[str, Organisation]:
    """Make what is missing of it, leave the rest as it is."""
    ensure_site()
    organisations = admit_all()
    open_accounts(organisations)
    connect_all(organisations)
    return organisations
