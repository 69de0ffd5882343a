"""Which faculty profiles are those that a course names, and which courses name the person of a profile?"""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower

from consortium.people.models import FacultyPage
from consortium.people.orcid import normalise_orcid
from courses.catalogue.models import Course

_HONORIFICS = re.compile(r"^(?:\w+\.\s*)+")


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody whom a course names; `profile` is what a reader may follow."""

    name: str
    role: str
    profile: FacultyPage | None = None


def teachers_of(course: Course) -> list[Teacher]:
    """In the order of the source, each with the published profile of the same college that is the same person."""
    named = [person for person in course.people if person.get("name")]
    if not named:
        return []
    profiles = (
        FacultyPage.objects.published()
        .of(course.organisation)
        .alias(folded=Lower("title"))
        .filter(
            Q(folded__in=[_plain(p["name"]) for p in named])
            | Q(orcid__in=[orcid for p in named if (orcid := _orcid(p))])
        )
    )
    known = list(profiles)
    return [
        Teacher(person["name"], person.get("role", ""), next((p for p in known if _is(p, person)), None))
        for person in named
    ]


def courses_naming(profile: FacultyPage) -> list[Course]:
    """The public courses of the profile's college that name its person, by ORCID or by name."""
    words = [profile.title, json.dumps(profile.title)[1:-1], *([profile.orcid] if profile.orcid else [])]
    said = Q()
    for word in words:
        said |= Q(named__icontains=word)
    likely = Course.objects.public().filter(organisation=profile.organisation).alias(named=Cast("people", TextField()))
    found = likely.filter(said).select_related("organisation").order_by("title", "pk")
    return [course for course in found if any(_is(profile, person) for person in course.people)]


def _is(profile: FacultyPage, person: dict[str, Any]) -> bool:
    """The same ORCID or, where one of the two has none, the same name without what stands before it: "Dr."."""
    orcid = _orcid(person)
    if orcid and profile.orcid:
        return bool(orcid == profile.orcid)
    return _plain(person.get("name", "")) == _plain(profile.title)


def _orcid(person: dict[str, Any]) -> str:
    """However the source writes it; empty where the id is one of its own."""
    try:
        return normalise_orcid(person.get("id", ""))
    except ValidationError:
        return ""


def _plain(name: str) -> str:
    return _HONORIFICS.sub("", " ".join(name.split())).casefold()
