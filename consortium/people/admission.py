"""Admits an organisation: its row, corner, groups, collection and workflow, whole or not at all."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from django.db import transaction

from consortium.organisations.corner import make_corner
from consortium.organisations.models import Organisation, OrganisationCode, OrganisationGroup
from consortium.organisations.naming import relabel
from consortium.organisations.rights import grant_rights
from consortium.organisations.site import ensure_site
from consortium.people.memberships import begin
from consortium.people.models import User
from consortium.vocabulary.titles import label_of

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SCHEME = re.compile(r"[a-z][a-z0-9-]*")
DYES = 12
LONGEST = {"name": 200, "place": 200, "university": 200}


class AdmissionError(Exception):
    """What is stated contradicts what is held; the message says where and how to mend it."""


class WrongFacts(AdmissionError):
    """What is stated can't be a fact about an organisation: a slug with spaces, a code without a value."""


@dataclass(frozen=True)
class Facts:
    """What an organisation is known by: name, place and codes; the rest describes it."""

    name: str
    place: str = ""
    codes: frozenset[tuple[str, str]] = frozenset()
    kind: str = Organisation.Kind.COLLEGE
    university: str = ""


@dataclass(frozen=True)
class Admission:
    """What an admission came to: `created` is false where the organisation was a member already."""

    organisation: Organisation
    created: bool
    registrar: User | None = None


@transaction.atomic
def admit(
    slug: str,
    *,
    name: str,
    place: str = "",
    codes: Iterable[tuple[str, str]] = (),
    kind: str = Organisation.Kind.COLLEGE,
    university: str = "",
    registrar: str = "",
) -> Admission:
    """Admit the organisation; the same facts again change nothing.

    `registrar` is an e-mail address: its account is made without a password when there is none, and holds the role.
    Raises WrongFacts, or AdmissionError where the facts contradict those held.
    """
    facts = _checked(slug, name, place, codes, kind, university)
    ensure_site()  # it also locks the tree, so that two admissions wait for each other
    organisation = Organisation.objects.filter(slug=slug).first()
    created = organisation is None
    if organisation is None:
        _refuse_known(slug, facts)
        organisation = _create(slug, facts)
    else:
        _refuse_contradiction(organisation, facts)
    return Admission(organisation, created, _name_registrar(organisation, registrar) if registrar else None)


def _checked(slug: str, name: str, place: str, codes: Iterable[tuple[str, str]], kind: str, university: str) -> Facts:
    if not SLUG.fullmatch(slug) or len(slug) > 100:
        raise WrongFacts(f"“{slug}” can't stand in an address: use small letters, digits and hyphens, at most 100.")
    facts = Facts(
        _written(name),
        label_of(place),
        frozenset((scheme.strip().lower(), _spaced(value)) for scheme, value in codes),
        kind,
        _written(university),
    )
    if not facts.name:
        raise WrongFacts(f"The name of “{slug}” is blank: state it.")
    for field, most in LONGEST.items():
        text = getattr(facts, field)
        if len(text) > most:
            raise WrongFacts(f"The {field} of “{slug}” has {len(text)} characters: shorten it to {most}.")
    if kind not in Organisation.Kind.values:
        raise WrongFacts(f"“{kind}” is no kind of organisation: choose one of {', '.join(Organisation.Kind.values)}.")
    for scheme, value in facts.codes:
        if not SCHEME.fullmatch(scheme) or len(scheme) > 40 or not value or len(value) > 200:
            raise WrongFacts(f"“{scheme}={value}” is no code: state it as SCHEME=VALUE, such as ror=02jx3x895.")
    return facts


def _refuse_known(slug: str, facts: Facts) -> None:
    """Another row that is the same organisation by a code, or by name and place with no code to tell them apart."""
    for scheme, value in sorted(facts.codes):
        other = Organisation.objects.filter(codes__scheme=scheme, codes__value=value).first()
        if other:
            raise AdmissionError(
                f"The code {scheme}={value} is that of {other}, admitted as “{other.slug}”: "
                f"use that slug, or mend the code of “{slug}”."
            )
    for other in Organisation.objects.filter(name__iexact=facts.name, place__iexact=facts.place):
        if not _told_apart(set(facts.codes), set(other.codes.values_list("scheme", "value"))):
            raise AdmissionError(
                f"{other} is admitted as “{other.slug}” with the same name and place: use that slug, "
                "or state for both the code by which a body tells them apart."
            )


def _told_apart(ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    return bool({scheme for scheme, _ in ours} & {scheme for scheme, _ in theirs})


def _refuse_contradiction(organisation: Organisation, facts: Facts) -> None:
    held = {"name": organisation.name, "place": organisation.place, "kind": organisation.kind}
    stated = {"name": facts.name, "place": facts.place, "kind": facts.kind}
    different = [
        f"its {field} is “{held[field]}”, not “{value}”"
        for field, value in stated.items()
        if _folded(value) != _folded(held[field])
    ]
    if facts.university and _folded(facts.university) != _folded(organisation.university):
        different.append(f"its university is “{organisation.university}”, not “{facts.university}”")
    codes = set(organisation.codes.values_list("scheme", "value"))
    different += [f"{scheme}={value} is not among its codes" for scheme, value in sorted(facts.codes - codes)]
    if different:
        raise AdmissionError(
            f"“{organisation.slug}” is admitted with other facts: {'; '.join(different)}. "
            "State the facts as they are held, or choose another slug."
        )


def _create(slug: str, facts: Facts) -> Organisation:
    organisation = Organisation(
        slug=slug,
        name=facts.name,
        place=facts.place,
        kind=facts.kind,
        university=facts.university,
        dye=_free_dye(slug, facts.kind),
    )
    relabel(organisation)
    organisation.save()
    OrganisationCode.objects.bulk_create(
        OrganisationCode(organisation=organisation, scheme=scheme, value=value) for scheme, value in sorted(facts.codes)
    )
    grant_rights(organisation, make_corner(organisation))
    return organisation


def _free_dye(slug: str, kind: str) -> int:
    """The dye that the slug gives or, where others of its kind have it, the next that the fewest of them have."""
    taken = Counter(Organisation.objects.filter(kind=kind).values_list("dye", flat=True))
    first = crc32(slug.encode())
    turned = [(first + step) % DYES + 1 for step in range(DYES)]
    return min(turned, key=lambda dye: taken[dye])


def _name_registrar(organisation: Organisation, address: str) -> User:
    person = User.objects.filter(email__iexact=address).first() or User.objects.create_user(address)
    office = organisation.kind == Organisation.Kind.OFFICE
    begin(person, organisation, OrganisationGroup.Role.OFFICE if office else OrganisationGroup.Role.REGISTRAR)
    return person


def _written(name: str) -> str:
    """Spaces put right, and capitals where a list shouts it. A single word may be an abbreviation: it is left alone."""
    return label_of(name) if len(name.split()) > 1 else _spaced(name)


def _folded(text: str) -> str:
    return _spaced(text).casefold()


def _spaced(text: str) -> str:
    return " ".join(text.split())
