"""A page that a college or a network published becomes an entry."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from consortium.networks.models import NetworkPage
from consortium.organisations.models import OrganisationPage
from consortium.people.models.faculty import FacultyPage
from consortium.research.models import ResearchPage
from consortium.vocabulary.profile import Term, Vocabulary
from courses.curricula.models import CurriculumPage
from search.builders.built import SUMMARY_LENGTH, WORDS_LENGTH, Built, Window
from search.builders.owner import OwnerFacts
from search.words import other_spellings, plain_text


def build_college(page: OrganisationPage, owner: OwnerFacts, vocabulary: Vocabulary, url: str) -> Built:
    """A member's own page; `vocabulary` is taken only so that all builders are called alike."""
    return _build(page, "college", owner, url, title=owner.name, summary=_text_of(page.about), facets=[], words=[])


def build_faculty(page: FacultyPage, owner: OwnerFacts, vocabulary: Vocabulary, url: str) -> Built:
    post = page.main_post
    return _build(
        page,
        "faculty",
        owner,
        url,
        title=page.shown_name,
        summary=page.summary,
        facets=_disciplines(page.disciplines, vocabulary),
        words=[
            page.title,
            *page.expertise,
            *_discipline_words(page.disciplines, vocabulary),
            *(name.name for name in page.names.all()),
            *(str(post) for post in page.posts.all()),
            page.orcid,
            _text_of(page.about),
        ],
        by=str(post) if post else "",
        disciplines=[vocabulary.label(slug) for slug in page.disciplines],
    )


def build_research(page: ResearchPage, owner: OwnerFacts, vocabulary: Vocabulary, url: str) -> Built:
    return _build(
        page,
        "research",
        owner,
        url,
        title=page.title,
        summary=page.summary,
        facets=[
            f"type=research-{page.kind}",
            f"open_to={page.open_to}",
            *_disciplines(page.disciplines, vocabulary),
            *(f"level={slug}" for slug in vocabulary.with_ancestors(page.open_from_phase)),
        ],
        words=[
            _label_of_kind(vocabulary.profile.research_kinds, page.kind),
            *_discipline_words(page.disciplines, vocabulary),
            *(supervisor.name for supervisor in page.supervisors.all()),
            page.who_may_apply,
            _text_of(page.body),
        ],
        windows=(Window(opens_on=page.opens_on, closes_on=page.closes_on),),
        by=", ".join(supervisor.name for supervisor in page.supervisors.all()),
        type=page.kind,
        places=page.places,
        duration=page.duration,
        open_to=page.open_to,
        open_from_phase=page.open_from_phase,
    )


def build_curriculum(page: CurriculumPage, owner: OwnerFacts, vocabulary: Vocabulary, url: str) -> Built:
    disciplines = [page.discipline] if page.discipline else []
    return _build(
        page,
        "curriculum",
        owner,
        url,
        title=page.title,
        summary=page.summary,
        facets=[
            f"language={page.language.lower()}",
            *_disciplines(disciplines, vocabulary),
            *(f"level={slug}" for slug in vocabulary.with_ancestors(page.phase)),
        ],
        words=[*_discipline_words(disciplines, vocabulary), *(author.name for author in page.authors.all())],
        language=page.language,
        by=", ".join(author.name for author in page.authors.all()),
        level=page.phase,
        version=page.version,
        licence=page.get_licence_display(),
    )


def build_network(page: NetworkPage, owner: OwnerFacts, vocabulary: Vocabulary, url: str) -> Built:
    return _build(
        page,
        "network",
        owner,
        url,
        title=page.title,
        summary=page.purpose,
        facets=[f"type={page.kind}"],
        words=[_label_of_kind(vocabulary.profile.network_kinds, page.kind), _text_of(page.story)],
        type=page.kind,
    )


def _build(
    page: Page,
    kind: str,
    owner: OwnerFacts,
    url: str,
    *,
    title: str,
    summary: str,
    facets: Iterable[str],
    words: Iterable[str],
    windows: tuple[Window, ...] = (),
    language: str = "",
    **payload: Any,
) -> Built:
    summary = plain_text(summary, SUMMARY_LENGTH)
    parts = [*words, *owner.words()]
    parts += other_spellings(" ".join((title, summary, *parts)))
    facts = {"id": str(page.pk), **payload}
    return Built(
        key=f"{kind}:{page.pk}",
        kind=kind,
        title=title,
        organisation=owner.id,
        facets=tuple(sorted({f"kind={kind}", *owner.facets(), *facets})),
        language=language or page.locale.language_code,
        url=url,
        summary=summary,
        words=" ".join(part for part in parts if part)[:WORDS_LENGTH],
        stated_at=page.last_published_at,
        windows=windows,
        payload={name: value for name, value in facts.items() if value not in ("", None, [])},
    )


def _disciplines(slugs: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    return [f"discipline={wider}" for slug in slugs for wider in vocabulary.with_ancestors(slug)]


def _discipline_words(slugs: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    return [word for slug in slugs for word in (vocabulary.label(slug), *vocabulary.aliases(slug))]


def _label_of_kind(kinds: Iterable[Term], slug: str) -> str:
    return next((kind.label for kind in kinds if kind.slug == slug), slug)


def _text_of(stream: Any) -> str:
    """The words of a StreamField, without its markup."""
    return plain_text(
        " ".join(text for block in stream for text in block.block.get_searchable_content(block.value)), SUMMARY_LENGTH
    )
