"""Which term of the consortium's tables does a word of a feed mean?"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from consortium.vocabulary.tables import ConsortiumProfile, Term

_ACCENTS = re.compile("[\u0300-\u036f\u093c\u0abc]")
"""Of Latin letters, and the dot below those of two other scripts; what else joins a letter is a vowel."""
_DEPARTMENT = re.compile(r"\b(?:department|dept|deptt)\b\.?(?:\s+of\b)?|(?:विभाग|વિભાગ)(?=\s|$)", re.IGNORECASE)
_FOLDED_LIMIT = 4096
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@lru_cache(maxsize=_FOLDED_LIMIT)
def fold(text: str) -> str:
    """Letters and numbers of the text, without case and accents; "&" and "and" are one.

    "Obstetrics & Gynaecology" and "OBSTETRICS AND  GYNAECOLOGY" fold to the same.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain.replace("+", " and ")))
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LMN")


class Vocabulary:
    """The tables of one profile, ready to be asked. Pure: holds nothing but its profile, and which words of it are the
    office's answers, by term."""

    def __init__(self, profile: ConsortiumProfile, answers: Mapping[str, tuple[str, ...]] = _NONE) -> None:
        self.profile = profile
        self._answers = answers
        self._levels = _by_folded_word(profile.levels)
        self._awards = _by_folded_word(profile.awards)
        self._disciplines = _by_folded_word(profile.disciplines)
        self._terms: dict[str, Term] = {}
        for term in (*profile.disciplines, *profile.levels, *profile.awards):
            self._terms.setdefault(term.slug, term)
        kept = {"level": profile.kept.levels, "award": profile.kept.awards, "disciplines": profile.kept.disciplines}
        self._kept = {(field, fold(word)) for field, words in kept.items() for word in words}
        self._level_of_award = {award.slug: award.level for award in profile.awards}

    def level(self, word: str) -> str | None:
        """The slug of the level that the word means."""
        return self._levels.get(fold(word))

    def award(self, word: str) -> str | None:
        """The slug of the award that the word means."""
        return self._awards.get(fold(word))

    def discipline(self, word: str) -> str | None:
        """The slug of the discipline that the word means; a department is called by its discipline."""
        return self._disciplines.get(fold(word)) or self._disciplines.get(fold(_DEPARTMENT.sub(" ", word)))

    def is_kept(self, field: str, word: str) -> bool:
        """The word means no term and needs none; `field` is "level", "award" or "disciplines"."""
        return (field, fold(word)) in self._kept

    def level_of_award(self, award: str) -> str:
        """The level of study that an award (a slug) implies, or nothing."""
        return self._level_of_award.get(award, "")

    def label(self, slug: str) -> str:
        """What readers see for the slug of a discipline, level or award; an unknown slug is shown as it is."""
        term = self._terms.get(slug)
        return term.label if term else slug

    def aliases(self, slug: str) -> tuple[str, ...]:
        """Other ways to write a term."""
        term = self._terms.get(slug)
        return term.aliases if term else ()

    def answers(self, slug: str) -> tuple[str, ...]:
        """Words that the office answered to mean the term."""
        return self._answers.get(slug, ())

    def with_ancestors(self, slug: str) -> tuple[str, ...]:
        """The slug and those of all wider terms, narrowest first."""
        line: list[str] = []
        while slug and slug not in line:
            line.append(slug)
            term = self._terms.get(slug)
            slug = term.parent if term else ""
        return tuple(line)


def _by_folded_word(terms: Iterable[Term]) -> dict[str, str]:
    return {fold(word): term.slug for term in terms for word in (term.slug, term.label, *term.aliases)}
