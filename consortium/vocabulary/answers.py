"""What do the words mean that the profile does not know, as the consortium's office answers them?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from consortium.vocabulary.models import Sighting, UnknownWord
from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from consortium.vocabulary.tables import ConsortiumProfile, KeptWords, Term
from consortium.vocabulary.words import Vocabulary, fold

TABLES: dict[str, str] = {
    UnknownWord.Kind.LEVEL: "levels",
    UnknownWord.Kind.AWARD: "awards",
    UnknownWord.Kind.DISCIPLINE: "disciplines",
}
"""The table of the profile that a word of a kind would stand in."""


class Stated(NamedTuple):
    """An unknown word of one catalogue: where it stood first, and how often it came."""

    kind: str
    word: str
    place: str
    times: int


def answered_profile() -> ConsortiumProfile:
    """The profile with the office's answers as the database has them now, the same for workers of any age."""
    return with_answers(consortium_profile(), UnknownWord.objects.exclude(answered_at=None).order_by("pk"))


def answered_vocabulary() -> Vocabulary:
    """The same, ready to be asked, for who looks for what words mean and not for which are kept."""
    meant = UnknownWord.objects.exclude(answered_at=None).exclude(term="")
    return _answered(consortium_vocabulary(), tuple(meant.order_by("pk").values_list("kind", "term", "word")))


def answers_by_term() -> Mapping[str, tuple[str, ...]]:
    """The words that mean each term, of whichever table."""
    meant = UnknownWord.objects.exclude(answered_at=None).exclude(term="")
    return _by_term(meant.order_by("pk").values_list("term", "word"))


@lru_cache(maxsize=2)
def _answered(known: Vocabulary, answers: tuple[tuple[str, str, str], ...]) -> Vocabulary:
    if not answers:
        return known
    rows = [UnknownWord(kind=kind, term=term, word=word) for kind, term, word in answers]
    return Vocabulary(with_answers(known.profile, rows), _by_term((term, word) for _, term, word in answers))


def _by_term(answers: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for term, word in answers:
        words[term] += (word,)
    return dict(words)


def with_answers(profile: ConsortiumProfile, answers: Iterable[UnknownWord]) -> ConsortiumProfile:
    """An answered word is an alias of its term, or one that is kept. Answers whose term has left are left aside."""
    aliases: dict[tuple[str, str], list[str]] = {}
    kept: dict[str, list[str]] = {}
    for one in answers:
        if one.is_kept:
            kept.setdefault(TABLES[one.kind], []).append(one.word)
        else:
            aliases.setdefault((TABLES[one.kind], one.term), []).append(one.word)
    if not aliases and not kept:
        return profile
    tables: dict[str, Any] = {
        table: tuple(_also(term, aliases.get((table, term.slug), [])) for term in getattr(profile, table))
        for table in TABLES.values()
    }
    words = KeptWords(**{table: (*getattr(profile.kept, table), *kept.get(table, ())) for table in TABLES.values()})
    return msgspec.structs.replace(profile, **tables, kept=words)


def note_words(source: str, stated: Iterable[Stated], *, is_all: bool = True) -> int:
    """The unknown words that a catalogue states now; how many nobody had stated before. `is_all`: others it has not.

    In the transaction that writes the catalogue, at its end: two that state a new word wait for each other.
    """
    found = _by_key(stated)
    keys = sorted(found)  # in one order, so that two catalogues never wait in a circle
    known = _rows_of(keys)
    new = [
        UnknownWord(
            kind=kind,
            folded=folded,
            word=found[kind, folded].word[:200],
            first_seen_in=f"{source}, {found[kind, folded].place}"[:300],
        )
        for kind, folded in keys
        if (kind, folded) not in known
    ]
    if new:
        UnknownWord.objects.bulk_create(new, ignore_conflicts=True, batch_size=200)
        known = _rows_of(keys)
    gone = Sighting.objects.filter(source=source).exclude(word__in=known.values())
    if is_all and gone.exists():
        gone.delete()
    sightings = [Sighting(word_id=known[key], source=source, times=found[key].times) for key in keys if key in known]
    Sighting.objects.bulk_create(
        sightings,
        update_conflicts=True,
        update_fields=["times"],
        unique_fields=["word", "source"],
        batch_size=200,
    )
    return len(new)


def words_to_answer() -> QuerySet[UnknownWord]:
    """Those that a catalogue states and nobody answered, the most stated first; with their counts."""
    waiting = _with_counts(UnknownWord.objects.filter(answered_at=None, sightings__isnull=False))
    return waiting.order_by(F("catalogues").desc(), F("times").desc(), "word")


def answered_words() -> QuerySet[UnknownWord]:
    """Those that were answered, the last first."""
    return _with_counts(UnknownWord.objects.exclude(answered_at=None)).order_by("-answered_at", "word")


def _with_counts(words: QuerySet[UnknownWord]) -> QuerySet[UnknownWord]:
    """With `catalogues` that state them and `times` that they do."""
    return words.annotate(catalogues=Count("sightings"), times=Sum("sightings__times", default=0))


def answer(word: UnknownWord, by: Any, *, term: str = "") -> None:
    """It means this term, or without one is kept as stated. Raises ValueError where there is no such term."""
    if term and term not in {one.slug for one in getattr(consortium_profile(), TABLES[word.kind])}:
        raise ValueError(f"There is no {word.get_kind_display().lower()} {term!r}.")
    word.term, word.is_kept = term, not term
    word.answered_by, word.answered_at = by, timezone.now()
    word.save(update_fields=["term", "is_kept", "answered_by", "answered_at"])


def take_back(word: UnknownWord) -> None:
    """The question is open again."""
    word.term, word.is_kept, word.answered_by, word.answered_at = "", False, None, None
    word.save(update_fields=["term", "is_kept", "answered_by", "answered_at"])


def _also(term: Term, words: list[str]) -> Term:
    return msgspec.structs.replace(term, aliases=(*term.aliases, *words)) if words else term


def _by_key(stated: Iterable[Stated]) -> dict[tuple[str, str], Stated]:
    """Once for each way to write it, under its first."""
    found: dict[tuple[str, str], Stated] = {}
    for one in stated:
        if key := fold(one.word)[:200]:
            first = found.get((one.kind, key))
            found[one.kind, key] = one if first is None else first._replace(times=first.times + one.times)
    return found


def _rows_of(keys: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    rows: dict[tuple[str, str], int] = {}
    for start in range(0, len(keys), 200):
        block = keys[start : start + 200]
        found = UnknownWord.objects.filter(folded__in={folded for _, folded in block})
        rows |= {(kind, folded): pk for kind, folded, pk in found.values_list("kind", "folded", "pk")}
    return {key: rows[key] for key in keys if key in rows}
