"""What of a guess should a person look at?"""

from collections.abc import Iterator, Sequence

from courses.feeds.explained import label_of_target
from courses.feeds.guess.choosing import Choice
from courses.feeds.guess.column import Column
from courses.feeds.guess.fitting import fit
from courses.feeds.guess.headings import meanings_of, unit_of
from courses.feeds.guess.rules import old_font


def to_look_at(choices: Sequence[Choice], ids: Sequence[tuple[str, ...]], title: tuple[str, ...]) -> list[str]:
    said = []
    if not title:
        said.append("No column looks like a title. Choose the one that students should read first.")
    if not ids:
        said.append("No column looks like an id. Choose the columns that together never change.")
    for choice in choices:
        doubtful = choice.column.dates.doubtful
        if choice.target == "duration" and choice.column.amounts and not unit_of(choice.column.name):
            said.append(
                f"“{choice.column.name}” holds bare numbers. Say under “How its values are read” what they count, or "
                "students read a length without its unit."
            )
        if choice.target.startswith("offering.") and doubtful:
            said.append(f"“{choice.column.name}”: {doubtful} could also be read month first. It is read day first.")
    return [*said, *_old_fonts(choices), *_rivals(choices), *_contacts(choices), *_ended(choices)]


def _old_fonts(choices: Sequence[Choice]) -> Iterator[str]:
    for choice in choices:
        if choice.target.partition(".")[0] == "title" and old_font(choice.column):
            yield (
                f"“{choice.column.name}” is typed in an old font, such as “{choice.column.samples[0]}”: elsewhere its "
                "letters are Latin ones without a sense. Convert the whole sheet to Unicode before you give it; other "
                "columns may need it too."
            )


def _rivals(choices: Sequence[Choice]) -> Iterator[str]:
    """Where a column was taken, and another one says the same of itself: the intake of two years, say."""
    for choice in choices:
        others = [one.column.name for one in choices if one.target == "extra" and _is_also(one.column, choice)]
        if others and choice.target not in ("", "extra"):
            names = ", ".join(f"“{name}”" for name in others)
            yield (
                f"“{choice.column.name}” was taken for “{label_of_target(choice.target)}”, and {names} may be it too. "
                "Look which one is right."
            )


def _is_also(column: Column, choice: Choice) -> bool:
    """Both headings mean one thing first of all, and the values fit it."""
    ours, theirs = meanings_of(choice.column.name), meanings_of(column.name)
    return bool(ours and theirs) and ours[0].target == theirs[0].target and fit(theirs[0].target, column) is not None


def _contacts(choices: Sequence[Choice]) -> Iterator[str]:
    """A column of names, or one that is kept, in which an address or a number stands here and there."""
    for choice in choices:
        if choice.column.contacts and (choice.target == "extra" or choice.target.startswith("people")):
            yield (
                f"“{choice.column.name}” holds an address or a telephone number: “{choice.column.contacts[0]}”. "
                "Everybody would see it: take it out of the sheet, or leave the column out."
            )


def _ended(choices: Sequence[Choice]) -> Iterator[str]:
    """Rows are read whatever a column says of them."""
    for choice in choices:
        ended = choice.column.ended
        if ended and choice.target.partition(".")[0] not in ("title", "description"):
            words = ", ".join(f"“{word}”" for word in dict.fromkeys(ended))
            one = "1 row: it is read as a course like any other"
            said = one if len(ended) == 1 else f"{len(ended)} rows: they are read as courses like any other"
            yield f"“{choice.column.name}” says {words} in {said}. Take out of the sheet what students are not to see."
