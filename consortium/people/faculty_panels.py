"""What other pages show of faculty: the profiles of a college, and what is held of a person."""

from django.http import HttpRequest
from wagtail import hooks

from consortium.organisations.models import Organisation
from consortium.pages.panels import Panel
from consortium.people.models import FacultyPage, User

SHOWN = 6


@hooks.register("organisation_panels")
def faculty_of_organisation(_request: HttpRequest, organisation: Organisation) -> list[Panel]:
    profiles = FacultyPage.objects.published().of(organisation).order_by("-first_published_at", "-pk")
    shown = list(profiles.prefetch_related("posts")[: SHOWN + 1])
    if not shown:
        return []
    return [
        Panel(
            "people/panels/faculty.html",
            {"organisation": organisation, "profiles": shown[:SHOWN], "more": len(shown) > SHOWN},
            order=40,
        )
    ]


@hooks.register("person_data")
def profiles_of_person(_request: HttpRequest, person: User) -> list[Panel]:
    profiles = list(FacultyPage.objects.filter(person=person).prefetch_related("names", "posts"))
    return [Panel("people/panels/person_data.html", {"profiles": profiles}, order=10)] if profiles else []
