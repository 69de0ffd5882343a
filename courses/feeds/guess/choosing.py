"""Which column becomes which field, each with a reason in words?"""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.feeds.explained import NOTHING, label_of_target
from courses.feeds.guess.column import Column
from courses.feeds.guess.fitting import fit, reaches_people
from courses.feeds.guess.headings import meanings_of

SHARED = ("disciplines", "subjects", "outcomes")
"""Fields that several columns may fill together; people too."""
_ENOUGH = 25
_BY_VALUES = 45
_SURE = 0.8


@dataclass(frozen=True)
class Choice:
    """What a column becomes: a target, or "extra" to be kept under its own name."""

    column: Column
    target: str
    why: str
    score: int = 0


def choose(columns: Sequence[Column]) -> list[Choice]:
    """One choice for each column, in their order."""
    offers = sorted(
        (offer for column in columns for offer in _offers(column)),
        key=lambda offer: (-offer.score, columns.index(offer.column)),
    )
    chosen: dict[str, Choice] = {}
    taken: set[str] = set()
    for offer in offers:
        if offer.column.name in chosen or (offer.target in taken and not _is_shared(offer.target)):
            continue
        chosen[offer.column.name] = offer
        taken.add(offer.target)
    choices = [chosen.get(column.name) or _kept(column) for column in columns]
    return _with_places(_with_title(choices))


def _is_shared(target: str) -> bool:
    return target in (*SHARED, NOTHING) or target.partition(".")[0] == "people"


def _offers(column: Column) -> list[Choice]:
    found = []
    for meaning in meanings_of(column.name):
        judged = fit(meaning.target, column)
        if judged is None:
            continue
        more, seen = judged
        score = meaning.score + more
        if score >= _ENOUGH:
            said = f"“{column.name}” means {_named(meaning.target)}" + (f", and {seen}" if seen else "")
            found.append(Choice(column, meaning.target, said, score))
    return found or _by_values(column)


def _named(target: str) -> str:
    return f"“{label_of_target(target)}”" if target else "a running number, which shifts when a row is added"


def _by_values(column: Column) -> list[Choice]:
    """A heading that says nothing: do its values?"""
    shares = column.shares
    if column.filled < 3:
        return []
    candidates = (
        ("award", shares.awards, "its words are awards of the consortium"),
        ("level", shares.levels, "its words are levels of the consortium"),
        ("disciplines", shares.disciplines, "its words are disciplines of the consortium"),
        ("languages", shares.languages, "its words are languages"),
        ("url", shares.addresses, "its values are web addresses"),
        ("modes", shares.modes, "its words are ways of teaching"),
        ("type", shares.types, "its words are types of courses"),
    )
    return [
        Choice(column, target, f"the heading says nothing that we know, but {seen}", _BY_VALUES)
        for target, share, seen in candidates
        if share >= _SURE
    ]


def _kept(column: Column) -> Choice:
    if not column.filled:
        return Choice(column, NOTHING, "no row has anything in it")
    if column.is_running:
        return Choice(column, NOTHING, "it only counts the rows, and such a number shifts when a row is added")
    if reaches_people(column):
        return Choice(
            column, NOTHING, "it holds addresses or telephone numbers; keep it only if everybody may see them"
        )
    return Choice(column, "extra", f"nothing of ours is called so; it is kept as “{column.name}”")


def _with_title(choices: list[Choice]) -> list[Choice]:
    """A sheet with no title column has one that is called otherwise: what was taken for a weaker thing, else text."""
    titles = {choice.target for choice in choices if choice.target.partition(".")[0] == "title"}
    if titles & {"title", "title.en"} or (not titles and title_of_two(choices)):
        return choices
    if titles:
        return _beside_other_languages(choices)
    candidates = [choice for choice in choices if _may_be_title(choice)]
    if not candidates:
        return choices
    best = max(candidates, key=_title_worth)
    why = "no column is called a title; this one tells the rows apart best in words"
    return [Choice(best.column, "title", why, 1) if choice is best else choice for choice in choices]


def _beside_other_languages(choices: list[Choice]) -> list[Choice]:
    """ "Subject" beside "Subject in Gujarati" is the title too, whatever else it could have been."""
    named = [choice for choice in choices if _may_be_title(choice, anyhow=True) and _is_called_title(choice)]
    if not named:
        return choices
    best = max(named, key=_title_worth)
    why = f"“{best.column.name}” stands beside the same in another language, so it is the title"
    return [Choice(best.column, "title", why, 1) if choice is best else choice for choice in choices]


def _is_called_title(choice: Choice) -> bool:
    return any(meaning.target == "title" for meaning in meanings_of(choice.column.name))


def title_of_two(choices: Sequence[Choice]) -> tuple[Choice, Choice] | None:
    """The columns of award and subject, where a title can only be the two together: "MD" and "Anatomy"."""
    awards = [choice for choice in choices if choice.target == "award"]
    subjects = [choice for choice in choices if choice.target == "disciplines"]
    if len(awards) != 1 or not subjects or any(choice.target.startswith("title") for choice in choices):
        return None
    others = [choice for choice in choices if _may_be_title(choice) and choice.target == "extra"]
    named = any(meaning.target == "title" for choice in others for meaning in meanings_of(choice.column.name))
    return None if named else (awards[0], subjects[0])


def _may_be_title(choice: Choice, *, anyhow: bool = False) -> bool:
    column, shares = choice.column, choice.column.shares
    is_value = max(shares.dates, shares.numbers, shares.mails, shares.addresses, shares.times) > 0.3
    named = [meaning.target.partition(".")[0] for meaning in meanings_of(column.name)]
    if is_value or not column.filled or choice.target.startswith(("offering.", "people")):
        return False
    if anyhow and choice.target.partition(".")[0] == "title":
        return False
    return "title" in named or choice.target in ("extra", "description", "subjects")


def _title_worth(choice: Choice) -> tuple[bool, float, float]:
    named = any(meaning.target == "title" for meaning in meanings_of(choice.column.name))
    column = choice.column
    return named, column.distinct / max(1, column.filled + column.empty), -abs(column.length - 30)


def _with_places(choices: list[Choice]) -> list[Choice]:
    """Seats of a dated row are those of that run; without dates they are the places of a year."""
    targets = {choice.target for choice in choices}
    is_dated = "offering.starts_on" in targets
    moved = []
    for choice in choices:
        if choice.target == "intake" and is_dated and "offering.places" not in targets:
            why = f"{choice.why}; the row has a start date, so they are the places of that run"
            choice = Choice(choice.column, "offering.places", why, choice.score)
        elif choice.target == "offering.places" and not is_dated and "intake" not in targets:
            why = f"{choice.why}; no column is a start date, so they are the places of a year"
            choice = Choice(choice.column, "intake", why, choice.score)
        moved.append(choice)
    return moved
