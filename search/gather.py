"""What is public now, read set by set and built into entries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from wagtail.models import Page
from wagtail.query import PageQuerySet

from consortium.networks.models import NetworkPage
from consortium.organisations.branches import with_organisations
from consortium.organisations.models import Organisation, OrganisationPage
from consortium.people.models.faculty import FacultyPage
from consortium.research.models import ResearchPage
from consortium.vocabulary.answers import answered_vocabulary
from courses.catalogue.bulk import among
from courses.catalogue.models import Course, Offering
from courses.curricula.models import CurriculumPage
from search import builders
from search.builders import Built, CourseFacts, OfferingFacts, OwnerFacts
from search.stored import as_stored, json_places, read_back

COURSE_COLUMNS = CourseFacts.__struct_fields__
OFFERING_COLUMNS = OfferingFacts.__struct_fields__
COURSE_JSON, OFFERING_JSON = json_places(Course, COURSE_COLUMNS), json_places(Offering, OFFERING_COLUMNS)


class PageKind(NamedTuple):
    """How the pages of one kind are found and built."""

    kind: str
    model: type[Page]
    build: Callable[..., Built]
    related: tuple[str, ...] = ()


PAGE_KINDS = (
    PageKind("college", OrganisationPage, builders.build_college),
    PageKind("faculty", FacultyPage, builders.build_faculty, ("names", "posts")),
    PageKind("research", ResearchPage, builders.build_research, ("supervisors",)),
    PageKind("curriculum", CurriculumPage, builders.build_curriculum, ("authors",)),
    PageKind("network", NetworkPage, builders.build_network),
)


def public_courses(ids: Sequence[int]) -> list[Built]:
    """The entries of those of these courses that are public: five queries, however many there are."""
    public = Course.objects.public().filter(pk__in=among(ids))
    rows = list(public.values_list("organisation_id", *as_stored(Course, COURSE_COLUMNS)))
    owners = owners_of({row[0] for row in rows})
    offerings = _offerings([row[1] for row in rows])
    vocabulary = answered_vocabulary()
    built = []
    for organisation, *columns in rows:
        course, owner = CourseFacts(*read_back(columns, COURSE_JSON)), owners[organisation]
        built.append(
            builders.build_course(
                course, owner, offerings.get(course.id, []), vocabulary, course_url(owner.slug, course.slug)
            )
        )
    return built


def public_pages(kind: PageKind, pages: PageQuerySet) -> list[Built]:
    """The entries of those of these pages that anyone may see."""
    shown = list(_published(kind, pages).prefetch_related(*kind.related).select_related("locale"))
    organisations = _organisations_of(kind, shown)
    owners = {owner.pk: _owner(owner) for owner in organisations}
    vocabulary = answered_vocabulary()
    return [
        kind.build(page, owners[organisation.pk], vocabulary, page.get_url() or "")
        for page, organisation in zip(shown, organisations, strict=True)
    ]


def owners_of(ids: Iterable[int]) -> dict[int, OwnerFacts]:
    return {organisation.pk: _owner(organisation) for organisation in Organisation.objects.filter(pk__in=ids)}


def course_url(college: str, slug: str) -> str:
    return _course_pattern().replace("COLLEGE", college).replace("SLUG", slug)


@lru_cache(maxsize=1)
def _course_pattern() -> str:
    return "/courses/COLLEGE/SLUG/"


def _offerings(course_ids: list[int]) -> dict[int, list[OfferingFacts]]:
    offerings: dict[int, list[OfferingFacts]] = defaultdict(list)
    rows = Offering.objects.filter(course__in=among(course_ids), withdrawn_at__isnull=True)
    for course, *columns in rows.values_list("course_id", *as_stored(Offering, OFFERING_COLUMNS)):
        offerings[course].append(OfferingFacts(*read_back(columns, OFFERING_JSON)))
    return offerings


def _published(kind: PageKind, pages: PageQuerySet) -> PageQuerySet:
    if hasattr(pages, "published"):
        return pages.published()
    return pages.live().public().filter(organisation__in=Organisation.objects.public())


def _organisations_of(kind: PageKind, pages: list[Any]) -> list[Organisation]:
    if kind.model not in (OrganisationPage, NetworkPage):
        return [page.organisation for page in with_organisations(pages)]
    known = Organisation.objects.in_bulk({page.organisation_id for page in pages})
    return [known[page.organisation_id] for page in pages]


def _owner(organisation: Organisation) -> OwnerFacts:
    return OwnerFacts(
        id=organisation.pk,
        slug=organisation.slug,
        label=organisation.label,
        name=organisation.name,
        place=organisation.place,
        kind=organisation.kind,
        university=organisation.university,
        is_public=organisation.state == Organisation.State.MEMBER,
    )
