"""Who states courses, and when was each catalogue last accepted?"""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course, Source


def shown_organisations() -> QuerySet[Organisation]:
    """Members that are colleges, and any other member that has a public course."""
    courses = Course.objects.public().filter(organisation=OuterRef("pk"))
    shown = Q(kind=Organisation.Kind.COLLEGE) | Exists(courses)
    return Organisation.objects.public().filter(shown).prefetch_related("codes")


def with_sources(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those that were accepted once: not what is hidden, nor what is only being connected."""
    stating = Q(accepted_at__isnull=False) | Exists(Course.objects.public().filter(source=OuterRef("pk")))
    shown = Source.objects.filter(stating, hidden_at__isnull=True, organisation__hidden_courses__isnull=True)
    return organisations.prefetch_related(Prefetch("sources", shown))


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
