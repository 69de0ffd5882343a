"""Who states courses, and when was each catalogue last accepted?"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course


def shown_organisations() -> QuerySet[Organisation]:
    """Members that are colleges, and any other member that has a public course."""
    courses = Course.objects.public().filter(organisation=OuterRef("pk"))
    shown = Q(kind=Organisation.Kind.COLLEGE) | Exists(courses)
    return Organisation.objects.public().filter(shown).prefetch_related("codes")


def college_of(organisation: Organisation, site: str) -> dict[str, Any]:
    codes: dict[str, list[str]] = {}
    for code in organisation.codes.all():
        codes.setdefault(code.scheme, []).append(code.value)
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "label": organisation.label,
        "kind": organisation.kind,
        "place": organisation.place,
        "university": organisation.university,
        "codes": codes,
        "page": f"{site}/colleges/{organisation.slug}/",
        "sources": [
            {"name": source.name, "title": source.title, "stated_at": source.accepted_at}
            for source in organisation.sources.all()
        ],
    }
