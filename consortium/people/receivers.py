"""What happens to accounts when others act on them."""

from typing import Any

from consortium.people.memberships import settle_groups
from consortium.people.models import User


def on_signed_in(user: User, **_: Any) -> None:
    """A role that ended on its day is left at the next sign-in, if nobody ended it before."""
    settle_groups(user)
