"""A course becomes an entry."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from consortium.vocabulary.profile import Vocabulary
from consortium.vocabulary.titles import label_of
from search.builders.built import SUMMARY_LENGTH, WORDS_LENGTH, Built, Window
from search.builders.owner import OwnerFacts
from search.titles import folded, group_of
from search.words import other_spellings, plain_text


class CourseFacts(msgspec.Struct, frozen=True):
    """The columns of a course that search needs, in the order in which they are read."""

    id: int
    public_id: str
    source_id: int
    slug: str
    title: str
    titles: dict[str, str]
    description: str
    descriptions: dict[str, str]
    main_language: str
    code: str
    type: str
    level: str
    award: str
    disciplines: list[str]
    subjects: list[dict[str, Any]]
    modes: list[str]
    languages: list[str]
    credits: Decimal | None
    credit_scheme: str
    duration: str
    open_to: str
    open_from_phase: str
    letter_needed: bool | None
    admission: str
    people: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    prerequisites: str
    intake: int | None
    numbers_stated_on: dt.date | None
    stated_at: dt.datetime | None


class OfferingFacts(msgspec.Struct, frozen=True):
    """What search needs of an offering that its source still states."""

    starts_on: dt.date | None
    enrol_from: dt.date | None
    enrol_until: dt.date | None
    modes: list[str]
    languages: list[str]
    is_open: bool | None
    places: int | None
    places_left: int | None


def build_course(
    course: CourseFacts, owner: OwnerFacts, offerings: list[OfferingFacts], vocabulary: Vocabulary, url: str
) -> Built:
    summary = plain_text(course.description, SUMMARY_LENGTH)
    return Built(
        key=f"course:{course.id}",
        kind="course",
        title=label_of(course.title),
        organisation=owner.id,
        facets=_facets(course, owner, offerings, vocabulary),
        group=group_of(course.type, folded(course.title)),
        source=course.source_id,
        language=course.main_language,
        url=url,
        summary=summary,
        words=_words(course, owner, summary, vocabulary),
        stated_at=course.stated_at,
        windows=tuple(window for offering in offerings if (window := _window(offering))),
        payload=_payload(course, offerings),
    )


def _facets(
    course: CourseFacts, owner: OwnerFacts, offerings: list[OfferingFacts], vocabulary: Vocabulary
) -> tuple[str, ...]:
    values = {*owner.facets(), "kind=course", f"type={course.type}"}
    values.update(_line(vocabulary, "level", course.level))
    for discipline in course.disciplines:
        values.update(_line(vocabulary, "discipline", discipline))
    values.update(f"mode={mode}" for mode in course.modes)
    values.update(f"language={language.lower()}" for language in course.languages)
    for offering in offerings:
        values.update(f"mode={mode}" for mode in offering.modes)
        values.update(f"language={language.lower()}" for language in offering.languages)
    if course.open_to:
        values.add(f"open_to={course.open_to}")
    return tuple(sorted(values))


@lru_cache(maxsize=2_000)
def _line(vocabulary: Vocabulary, facet: str, slug: str) -> tuple[str, ...]:
    """A term and all wider ones."""
    return tuple(f"{facet}={one}" for one in vocabulary.with_ancestors(slug))


def _words(course: CourseFacts, owner: OwnerFacts, summary: str, vocabulary: Vocabulary) -> str:
    parts = [course.code, *owner.words()]
    if course.title != label_of(course.title):
        parts.append(course.title)
    parts += [title for title in course.titles.values() if title != course.title]
    parts += [plain_text(text, 2_000) for text in course.descriptions.values() if text != course.description]
    for slug in course.disciplines:
        parts += [vocabulary.label(slug), *vocabulary.aliases(slug)]
    for slug in filter(None, (course.level, course.award)):  # their aliases are short: "MD" is no word of a DNB course
        parts += [vocabulary.label(slug), *vocabulary.answers(slug)]
    parts += [subject.get("label", "") for subject in course.subjects]
    parts += [person.get("name", "") for person in course.people]
    parts += [part for outcome in course.outcomes for part in (outcome.get("text", ""), *outcome.get("codes", ()))]
    parts.append(plain_text(course.prerequisites, 1_000))
    parts += other_spellings(" ".join((course.title, summary, *parts)))
    return " ".join(part for part in parts if part)[:WORDS_LENGTH]


def _window(offering: OfferingFacts) -> Window | None:
    """Open and closed only as stated: by dates of enrolment, or by the word of the source."""
    states_enrolment = bool(offering.enrol_from or offering.enrol_until or offering.is_open)
    applies = states_enrolment and offering.is_open is not False
    if not applies and not offering.starts_on:
        return None
    return Window(
        opens_on=offering.enrol_from if applies else None,
        closes_on=offering.enrol_until if applies else None,
        starts_on=offering.starts_on,
        applies=applies,
    )


def _payload(course: CourseFacts, offerings: list[OfferingFacts]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": course.public_id,
        "type": course.type,
        "code": course.code,
        "award": course.award,
        "level": course.level,
        "credits": str(course.credits.normalize()) if course.credits is not None else "",
        "credit_scheme": course.credit_scheme,
        "duration": course.duration,
        "modes": course.modes or sorted({mode for offering in offerings for mode in offering.modes}),
        "languages": course.languages,
        "open_to": course.open_to,
        "open_from_phase": course.open_from_phase,
        "letter_needed": course.letter_needed,
        "admission": course.admission,
        "intake": course.intake,
        "numbers_stated_on": course.numbers_stated_on.isoformat() if course.numbers_stated_on else "",
        "by": ", ".join(person["name"] for person in course.people[:3] if person.get("name")),
    }
    if len(offerings) == 1:
        [offering] = offerings
        facts["places"], facts["places_left"] = offering.places, offering.places_left
        facts["starts_on"] = offering.starts_on.isoformat() if offering.starts_on else ""
    return {name: value for name, value in facts.items() if value not in ("", None, [])}
