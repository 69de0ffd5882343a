"""Who can sign in to try the CMS, one account for each role."""

from typing import NamedTuple

from consortium.organisations.models import Organisation, OrganisationGroup
from consortium.people.memberships import begin
from consortium.people.models import User

PASSWORD = "warp-and-weft-2026"  # noqa: S105 -- printed for every visitor of the demo, and of no use elsewhere

Role = OrganisationGroup.Role


class Login(NamedTuple):
    """An account and what it may do where."""

    address: str
    name: str
    role: str
    organisation: str


LOGINS = (
    Login("office@tantu.example", "Charulata Office", Role.OFFICE, "office"),
    Login("registrar@narmada.example", "Dhruvi Registrar", Role.REGISTRAR, "narmada"),
    Login("registrar@mahi.example", "Parthiv Registrar", Role.REGISTRAR, "mahi"),
    Login("registrar@damanganga.example", "Bhumika Registrar", Role.REGISTRAR, "damanganga"),
    Login("registrar@aji.example", "Nirav Registrar", Role.REGISTRAR, "aji"),
    Login("registrar@machhu.example", "Hetal Registrar", Role.REGISTRAR, "machhu"),
    Login("editor@narmada.example", "Esha Editor", Role.EDITOR, "narmada"),
    Login("moderator@narmada.example", "Malhar Moderator", Role.MODERATOR, "narmada"),
    Login("faculty@narmada.example", "Ketaki Oza", Role.FACULTY, "narmada"),
)


def open_accounts(organisations: dict[str, Organisation]) -> None:
    """Make what is missing; a password that a visitor changed stays changed."""
    for login in LOGINS:
        person = User.objects.filter(email=login.address).first()
        if person is None:
            person = User.objects.create_user(login.address, PASSWORD, name=login.name)
        begin(person, organisations[login.organisation], login.role)


def account_of(name: str, college: str) -> User | None:
    """The account of a person who may sign in."""
    address = next((one.address for one in LOGINS if (one.name, one.organisation) == (name, college)), "")
    return User.objects.filter(email=address).first()


def account_for(role: str, college: str) -> User:
    """Whoever holds the role there."""
    address = next(one.address for one in LOGINS if (one.role, one.organisation) == (role, college))
    return User.objects.get(email=address)


def logins_in_words(base_url: str) -> str:
    """A table for the terminal."""
    lines = [f"  {login.address:<28} {login.role:<10} {login.organisation}" for login in LOGINS]
    return "\n".join(
        [
            f"Sign in at {base_url}/admin/ with the password {PASSWORD} as",
            *lines,
            "Students need no account: all of it is public.",
        ]
    )
