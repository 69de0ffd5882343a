"""What readers see for a facet and its values."""

from functools import lru_cache

from django.utils.text import slugify

from consortium.organisations.models import Organisation
from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from courses.catalogue.labels import MODES, language_name
from courses.catalogue.models import Course

FACET_LABELS = {
    "kind": "Kind",
    "type": "Type",
    "college": "College",
    "network": "Network",
    "place": "Place",
    "discipline": "Discipline",
    "level": "Level",
    "mode": "How it is taught",
    "language": "Language",
    "open_to": "Who may come",
}
KIND_LABELS = {
    "course": "Course",
    "curriculum": "Curriculum",
    "research": "Research",
    "faculty": "Faculty",
    "college": "College",
    "network": "Network",
}
KIND_PLURALS = {
    "course": "Courses",
    "curriculum": "Curricula",
    "research": "Research",
    "faculty": "Faculty",
    "college": "Colleges",
    "network": "Networks",
}
CALLED = {
    "college": "the college",
    "hospital": "the hospital",
    "company": "the company",
    "public_body": "the body",
    "network": "the network",
    "office": "the office",
}
OPEN_TO_LABELS = {str(value): str(label) for value, label in Course.OpenTo.choices}
TREES = ("discipline", "level")


@lru_cache(maxsize=1)
def type_labels() -> dict[str, str]:
    """Of courses, research and networks; research's are marked, as both have electives."""
    profile = consortium_profile()
    return {
        **{str(value): str(label) for value, label in Course.Type.choices},
        **{f"research-{kind.slug}": kind.label for kind in profile.research_kinds},
        **{kind.slug: kind.label for kind in profile.network_kinds},
    }


class Labels:
    """The labels of one answer's values: one query for all organisations and their places."""

    def __init__(self) -> None:
        self._organisations: dict[str, str] = {}
        self._places: dict[str, str] = {}
        for slug, label, place in Organisation.objects.public().values_list("slug", "label", "place"):
            self._organisations[slug] = label
            self._places.setdefault(slugify(place, allow_unicode=True), place)

    def of(self, facet: str, value: str) -> str:
        if facet in ("college", "network"):
            return self._organisations.get(value, value)
        if facet == "place":
            return self._places.get(value) or value.replace("-", " ").title()
        if facet in TREES:
            return consortium_vocabulary().label(value)
        if facet == "language":
            return language_name(value)
        fixed = {"kind": KIND_PLURALS, "type": type_labels(), "mode": MODES, "open_to": OPEN_TO_LABELS}
        return fixed[facet].get(value, value)
