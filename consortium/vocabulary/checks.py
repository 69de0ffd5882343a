"""Is this consortium profile fit to run a site by?"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import available_timezones

import msgspec

from consortium.vocabulary.tables import TABLES, ConsortiumProfile, Term
from consortium.vocabulary.words import fold

_PLACE = re.compile(r" - at `\$(?P<path>.*)`$")


class ConsortiumProfileError(ValueError):
    """Says which file, where in it, what is wrong and how to mend it."""


def read_profile(path: Path) -> ConsortiumProfile:
    """Read and check a profile; raises ConsortiumProfileError that lists everything wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConsortiumProfileError(f"{path}: cannot be read ({error}). Name a TOML file in UTF-8.") from error
    return parse_profile(text, name=str(path))


def parse_profile(text: str, name: str = "profile") -> ConsortiumProfile:
    """Check the text of a profile; `name` stands in the messages."""
    try:
        profile = msgspec.toml.decode(text, type=ConsortiumProfile)
    except msgspec.ValidationError as error:
        raise ConsortiumProfileError(f"{name}: {_in_words(str(error))}") from error
    except msgspec.DecodeError as error:
        raise ConsortiumProfileError(f"{name}: is no TOML: {error}. Mend the line it names.") from error
    faults = [fault for check in _CHECKS for fault in check(profile)]
    if faults:
        raise ConsortiumProfileError("\n".join(f"{name}: {fault}" for fault in faults))
    return profile


def _in_words(message: str) -> str:
    """msgspec's message with its place in front, counted as a person counts: "disciplines, entry 3, slug: …"."""
    found = _PLACE.search(message)
    if found is None:
        return f"{message}. Mend it as docs/consortium-profile.md describes."
    path = re.sub(r"\[(\d+)\]", lambda index: f", entry {int(index[1]) + 1}", found["path"]).replace(".", ", ")
    return f"{path.removeprefix(', ')}: {message[: found.start()]}. Mend it as docs/consortium-profile.md describes."


def _time_zone_exists(profile: ConsortiumProfile) -> Iterator[str]:
    if profile.time_zone not in available_timezones():
        yield f"time_zone: {profile.time_zone!r} is no time zone. Write one of the tz database, such as 'Europe/Oslo'."


def _slugs_are_unique(profile: ConsortiumProfile) -> Iterator[str]:
    for table in TABLES:
        seen: set[str] = set()
        for number, term in enumerate(_terms(profile, table), 1):
            if term.slug in seen:
                yield f"{table}, entry {number}: the slug {term.slug!r} is taken above. Give it another."
            seen.add(term.slug)


def _words_mean_one_term(profile: ConsortiumProfile) -> Iterator[str]:
    for table in TABLES:
        owner: dict[str, str] = {}
        for number, term in enumerate(_terms(profile, table), 1):
            for word in (term.slug, term.label, *term.aliases):
                first = owner.setdefault(fold(word), term.slug)
                if not fold(word):
                    yield f"{table}, entry {number}: an alias of {term.slug!r} holds no letter. Take it out."
                elif first != term.slug:
                    yield (
                        f"{table}, entry {number}: {word!r} of {term.slug!r} also means {first!r}. "
                        "Leave it with the one that readers expect."
                    )


def _parents_exist(profile: ConsortiumProfile) -> Iterator[str]:
    for table in TABLES:
        parents = {term.slug: term.parent for term in _terms(profile, table)}
        for number, (slug, parent) in enumerate(parents.items(), 1):
            if parent and parent not in parents:
                yield f"{table}, entry {number}: the parent {parent!r} of {slug!r} is not in this table. Add it."
            elif _is_its_own_ancestor(slug, parents):
                yield f"{table}, entry {number}: {slug!r} is its own ancestor. Break the circle of parents."


def _is_its_own_ancestor(slug: str, parents: dict[str, str]) -> bool:
    above, steps = parents[slug], 0
    while above and above != slug and steps <= len(parents):
        above, steps = parents.get(above, ""), steps + 1
    return above == slug


def _levels_of_awards_exist(profile: ConsortiumProfile) -> Iterator[str]:
    levels = {level.slug for level in profile.levels}
    for number, award in enumerate(profile.awards, 1):
        if award.level and award.level not in levels:
            yield f"awards, entry {number}: the level {award.level!r} of {award.slug!r} is not in levels. Add it."


def _terms(profile: ConsortiumProfile, table: str) -> tuple[Term, ...]:
    terms: tuple[Term, ...] = getattr(profile, table)
    return terms


_CHECKS: tuple[Callable[[ConsortiumProfile], Iterator[str]], ...] = (
    _time_zone_exists,
    _slugs_are_unique,
    _words_mean_one_term,
    _parents_exist,
    _levels_of_awards_exist,
)
