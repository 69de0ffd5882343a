"""What does a file hold: its columns, what they may be, whether its id will last, what a profile makes of its rows?"""

from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.exchange import NotReadable
from courses.feeds.guess import Guess, Guessed
from courses.feeds.guess.identity import Words, better_than, tell_apart
from courses.feeds.guess.written import written
from courses.feeds.looking.job import LookJob, Seen
from courses.feeds.looking.kinds import format_by_content
from courses.feeds.looking.previews import previews_of
from courses.feeds.looking.sources import Source, looked_for, open_source
from courses.feeds.mapping import Mapper, as_text
from courses.feeds.profile import FeedProfile, parse_profile
from courses.feeds.reading.texts import identifier

_SAMPLES = 3
_SHOWN = 120
_SAMPLE_ROWS = 60


def look(job: LookJob) -> Seen:
    """Raises NotReadable, and ProfileError where the profile that is tried has faults."""
    form = job.format or format_by_content(job.path)
    tried = parse_profile(job.profile) if job.profile.strip() else None
    rules = tried or msgspec.convert({"id": "", **job.rules}, FeedProfile)
    file = rules.file if tried else looked_for(form, rules.file)
    source = open_source(job.path, form, file, rules.rows, finds_list=tried is None)
    found = source.guess(Vocabulary(job.consortium))
    tested = _test_ids(source, tried or found.profile, found)
    profile = tried or _with_id(found.profile, tested)
    return Seen(
        format=form,
        kind=source.kind,
        columns=tuple(source.columns),
        samples=_samples(source),
        rows=tested.rows,
        profile=job.profile if tried else written(profile),
        guessed=_all_columns(source, found),
        warnings=() if tried else found.warnings,
        id_warnings=tested.warnings,
        better_id=tested.better,
        sheets=tuple(source.sheets),
        notices=tuple(notice.sentence(has_profile=job.is_of_feed) for notice in source.notices()),
        previews=tuple(previews_of(source, profile)),
    )


def _all_columns(source: Source, found: Guess) -> tuple[Guessed, ...]:
    known = {one.column: one for one in found.columns}
    return tuple(known.get(name, Guessed(name, "", "", ())) for name in source.columns)


def _samples(source: Source) -> dict[str, tuple[str, ...]]:
    """The first values of each column that differ, as they stand in the file."""
    found: dict[str, tuple[str, ...]] = {}
    rows = list(islice((row for _, row in source.rows()), _SAMPLE_ROWS))
    for name in source.columns:
        get = source.getter(name, True)
        words = (as_text(get(row)).strip()[:_SHOWN] for row in rows)
        found[name] = tuple(dict.fromkeys(word for word in words if word))[:_SAMPLES]
    return found


class _Ids(NamedTuple):
    """What the whole file says of the id: `better` is empty where the chosen one will do."""

    rows: int
    warnings: tuple[str, ...]
    better: tuple[str, ...]
    will_do: bool


def _test_ids(source: Source, profile: FeedProfile, found: Guess) -> _Ids:
    """The id that the profile names, beside the others that were thought of."""
    chosen = profile.id_parts
    others = [parts for parts in found.ids if parts != chosen]
    candidates = [chosen, *others] if any(chosen) else others
    title = found.title or tuple(source.columns[:1])
    try:
        fields = frozenset(profile.fields)
        tested, count = tell_apart(candidates, title, _words_of(source, profile), source.rows(), fields)
    except KeyError as error:
        raise NotReadable("unreadable", f"id: {error.args[0]}") from error
    if not any(chosen):
        good = next((one.parts for one in tested if one.is_good), ())
        return _Ids(count, ("No column is chosen as id yet.",), good, False)
    better = better_than(tested[0], tested[1:])
    return _Ids(count, tuple(tested[0].warnings(better)), better.parts if better else (), tested[0].will_do)


def _with_id(profile: FeedProfile, tested: _Ids) -> FeedProfile:
    """A guess that the file itself speaks against gives way to the better one."""
    if tested.will_do or not tested.better:
        return profile
    better = tested.better
    return msgspec.structs.replace(profile, id=better[0] if len(better) == 1 else better)


def _words_of(source: Source, profile: FeedProfile) -> Callable[[str], Words]:
    """A part of an id is a column, or a field that the profile makes of one."""

    def words_of(part: str) -> Words:
        if part in source.columns or part not in {*profile.fields, "code"}:
            get = source.getter(part, False)
            return lambda row: identifier(as_text(get(row)))
        mapper = Mapper(profile, source.getter, None)
        return lambda row: identifier(as_text(mapper.values(row)[0].get(part)))

    return words_of
