"""`admit_college`: admits a college or another organisation and prints its registrar's one-time link."""

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from consortium.organisations.models import Organisation
from consortium.people.admission import Admission, AdmissionError, WrongFacts, admit
from consortium.people.invitations import one_time_link


class Command(BaseCommand):
    help = "Admits an organisation: row, page, groups, collection and workflow. The same facts again change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="its name in addresses, such as gmers-gotri")
        parser.add_argument("--name", required=True)
        parser.add_argument("--city", default="")
        parser.add_argument("--code", action="append", default=[], type=_code, metavar="SCHEME=VALUE")
        parser.add_argument("--kind", default=Organisation.Kind.COLLEGE, choices=Organisation.Kind.values)
        parser.add_argument("--university", default="")
        parser.add_argument("--registrar", type=_address, metavar="EMAIL")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, **options: Any) -> None:
        try:
            admission = admit(
                options["slug"],
                name=options["name"],
                place=options["city"],
                codes=options["code"],
                kind=options["kind"],
                university=options["university"],
                registrar=options["registrar"] or "",
            )
        except WrongFacts as wrong:
            raise CommandError(str(wrong), returncode=2) from None
        except AdmissionError as refused:
            raise CommandError(str(refused), returncode=1) from None
        self.stdout.write(json.dumps(_facts(admission)) if options["json"] else _text(admission))


def _facts(admission: Admission) -> dict[str, Any]:
    organisation, registrar = admission.organisation, admission.registrar
    return {
        "college": organisation.slug,
        "label": organisation.label,
        "kind": organisation.kind,
        "city": organisation.place,
        "codes": [str(code) for code in organisation.codes.all()],
        "created": admission.created,
        "registrar": registrar and registrar.email,
        "link": _link(admission),
    }


def _text(admission: Admission) -> str:
    organisation = admission.organisation
    lines = [
        f"{organisation.label} is admitted as “{organisation.slug}”."
        if admission.created
        else f"{organisation.label} is admitted already as “{organisation.slug}”: nothing changed."
    ]
    if link := _link(admission):
        lines.append(f"One-time link for {admission.registrar}, to set a password:\n{link}")
    elif admission.registrar:
        lines.append(f"{admission.registrar} has a password already and signs in at /admin/.")
    return "\n".join(lines)


def _link(admission: Admission) -> str | None:
    """None for who has a password: the account's owner resets it, nobody else."""
    registrar = admission.registrar
    return one_time_link(registrar) if registrar and not registrar.has_usable_password() else None


def _code(written: str) -> tuple[str, str]:
    scheme, equals, value = written.partition("=")
    if not (scheme.strip() and equals and value.strip()):
        raise ArgumentTypeError(f"“{written}” is no code: state it as SCHEME=VALUE, such as ror=02jx3x895.")
    return scheme, value


def _address(written: str) -> str:
    try:
        validate_email(written)
    except ValidationError:
        raise ArgumentTypeError(f"“{written}” is no e-mail address.") from None
    return written
