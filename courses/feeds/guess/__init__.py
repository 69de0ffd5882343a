"""From the columns of a table and its first rows to a feed profile, with a reason for each guess."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.explained import NOTHING
from courses.feeds.guess.choosing import Choice, choose, title_of_two
from courses.feeds.guess.column import Column, look_at_column
from courses.feeds.guess.headings import folded_words, meanings_of
from courses.feeds.guess.pointing import to_look_at
from courses.feeds.guess.rules import profile_of
from courses.feeds.profile import FeedProfile

__all__ = ["Guess", "Guessed", "guess"]
ROWS = 300
_MONEY = frozenset({"fee", "fees", "amount", "price", "cost", "charge", "rs", "inr", "शुल्क", "फीस", "ફી"})


class Guessed(msgspec.Struct, frozen=True):
    """What one column was taken for: `target` as in `explained.FIELDS`, and why. `samples` are its first values."""

    column: str
    target: str
    why: str
    samples: tuple[str, ...]


class Guess(msgspec.Struct, frozen=True):
    """`profile` has an id and a title wherever the table has any column for them; `ids` are other choices of id, the
    likeliest first; `warnings` say what a person should look at."""

    profile: FeedProfile
    columns: tuple[Guessed, ...]
    ids: tuple[tuple[str, ...], ...]
    title: tuple[str, ...]
    warnings: tuple[str, ...]


def guess(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], vocabulary: Vocabulary, hidden: Collection[str] = ()
) -> Guess:
    """Pure. `rows` are the first some hundred; a row may be shorter than the columns. `hidden` are columns that nobody
    sees who opens the file."""
    looked = [
        look_at_column(name, [row[at] if at < len(row) else None for row in rows[:ROWS]], vocabulary)
        for at, name in enumerate(columns)
        if name.strip()
    ]
    choices = [_unless_hidden(choice, hidden) for choice in choose(looked)]
    ids = _ids(choices)
    title = _title_columns(choices)
    profile = profile_of(choices, ids[0] if ids else (), title, vocabulary)
    guessed = tuple(Guessed(one.column.name, one.target, one.why, one.column.samples) for one in choices)
    return Guess(profile, guessed, tuple(ids), title, tuple(to_look_at(choices, ids, title)))


def _unless_hidden(choice: Choice, hidden: Collection[str]) -> Choice:
    """What a college hides in its own sheet is not shown to readers as it stands; a hidden code still is the id."""
    if choice.target != "extra" or choice.column.name not in hidden:
        return choice
    return Choice(choice.column, NOTHING, "it is hidden in the sheet; keep it only if everybody may see it")


def _title_columns(choices: Sequence[Choice]) -> tuple[str, ...]:
    if two := title_of_two(choices):
        return tuple(choice.column.name for choice in two)
    named = [choice.column.name for choice in choices if choice.target.partition(".")[0] == "title"]
    return tuple(named[:1])


def _ids(choices: Sequence[Choice]) -> list[tuple[str, ...]]:
    """Choices of id, the likeliest first: a code, then what is unique and short, then a title with what tells it
    apart. A running number is there only where nothing else is, so that it can be warned of."""
    by_target: dict[str, list[str]] = {}
    for choice in choices:
        by_target.setdefault(choice.target, []).append(choice.column.name)
    code, title = by_target.get("code", []), list(_title_columns(choices))
    unique = [one.column.name for one in choices if _is_key(one)]
    apart = [*by_target.get("award", []), *by_target.get("level", []), *by_target.get("disciplines", [])]
    found: list[tuple[str, ...]] = [(name,) for name in code]
    found += [(name,) for name in unique]
    found += [(name, *code[:1]) for name in by_target.get("disciplines", []) if code and _is_half_a_code(name)]
    if title:
        found.append(tuple(title))
        found += [(*title, name) for name in apart if name not in title]
        found += [(*code[:1], *title)] if code else []
        found += [(*title, one) for one in by_target.get("extra", [])[:4]]
    if not found:
        found += [(one.column.name,) for one in choices if one.target == "" and one.column.filled]
    return list(dict.fromkeys(found))[:8]


def _is_key(choice: Choice) -> bool:
    column = choice.column
    if choice.target not in ("extra", "code", "part_of") or not column.is_unique or column.is_running:
        return False
    return column.length <= 40 and column.shares.dates < 0.5 and (choice.target != "extra" or not _is_amount(column))


def _is_half_a_code(heading: str) -> bool:
    """ "Dept Code" beside "Course No": the two together are what people call the code."""
    return not {"code", "cd", "no"}.isdisjoint(folded_words(heading))


def _is_amount(column: Column) -> bool:
    """Seats, fees, credits and lengths: no two rows may have the same today, and another one next year."""
    if any(meaning.target not in ("code", "part_of") for meaning in meanings_of(column.name)):
        return True
    if not _MONEY.isdisjoint(folded_words(column.name)):
        return True
    return column.shares.numbers >= 0.5 and (column.shares.whole < 1 or column.length < 3)
