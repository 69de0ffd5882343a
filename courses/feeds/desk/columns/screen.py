"""What does the mapping screen show of one file and one profile, and what became of a form that was filled in?"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.conf import settings

from consortium.vocabulary.answers import answered_profile
from courses.feeds.desk.columns.build import build, read_form
from courses.feeds.desk.columns.choices import UNITS, constants, target_groups
from courses.feeds.desk.columns.state import OFFERING, ColumnState, State, state_of
from courses.feeds.explained import BY_TARGET, EXTRA, label_of_target
from courses.feeds.guess.written import written
from courses.feeds.looking import CannotLook, LookJob, Seen, look_at
from courses.feeds.looking.job import Became
from courses.feeds.models import Feed
from courses.feeds.profile import AUTO, FeedProfile, ProfileError, parse_profile
from courses.feeds.reading import ReadingCrashed

logger = logging.getLogger(__name__)
OURS = "Our own program failed on this file. Its operators find it in the log; nothing was changed."


@dataclass
class ColumnShown:
    """A card of the screen: `why` is the guess's reason where the choice is still the guess."""

    number: int
    state: ColumnState
    samples: tuple[str, ...]
    why: str
    about: str
    previews: tuple[Became, ...] = ()
    with_others: tuple[str, ...] = ()

    @property
    def has_trouble(self) -> bool:
        return any(value.wrong for value in self.previews)


@dataclass
class Screen:
    """All that the template needs. `faults` are those of the text; while it has any, the form shows the guess."""

    text: str
    seen: Seen | None = None
    columns: list[ColumnShown] = field(default_factory=list)
    state: State | None = None
    beside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cannot_look: str = ""
    is_guess: bool = False

    rules: dict[str, str] = field(default_factory=dict)

    @property
    def profile(self) -> FeedProfile:
        return parse_profile(self.text)

    @property
    def offers_better_id(self) -> bool:
        """A guess may have taken it already."""
        chosen = {column.state.name for column in self.columns if column.state.in_id}
        return bool(self.seen and self.seen.better_id) and set(self.seen.better_id if self.seen else ()) != chosen


def screen_of(feed: Feed, path: str, text: str) -> Screen:
    """The screen for the TOML text; without any, for the guess."""
    screen = Screen(text)
    try:
        screen.seen = _look(feed, path, text)
    except CannotLook as error:
        if error.reason != "profile" and not text.strip():
            screen.cannot_look = error.message
            return screen
        screen.faults = error.message.splitlines()
        try:
            screen.seen = _look(feed, path, "")
        except CannotLook as again:
            screen.cannot_look = again.message
            return screen
    screen.is_guess = not text.strip()
    screen.text = screen.seen.profile if screen.is_guess else text
    _fill(screen, _profile_or_guess(screen, screen.seen))
    return screen


def text_of_form(form: Mapping[str, str], columns: list[str]) -> str:
    """The TOML that the form says: its text, where that was changed by hand, else its columns."""
    base, text = (form.get(name, "").replace("\r\n", "\n") for name in ("base", "toml"))
    if text.strip() != base.strip() or not columns:
        return text
    try:
        before = parse_profile(base)
    except ProfileError:
        return text
    built = build(read_form(form, columns, state_of(before, columns)), before, form)
    return text if built == before else written(built)


def with_id(text: str, parts: tuple[str, ...]) -> str:
    """The text with these columns as id; as it is where it has faults."""
    try:
        profile = parse_profile(text)
    except ProfileError:
        return text
    return written(msgspec.structs.replace(profile, id=parts[0] if len(parts) == 1 else parts))


def context_of_choices() -> dict[str, Any]:
    return {"groups": target_groups(), "constants": constants(), "units": UNITS}


def _look(feed: Feed, path: str, text: str) -> Seen:
    """Raises CannotLook, also where the fault is ours: it reaches the log, and the person is told."""
    job = LookJob(
        path,
        answered_profile(),
        format=feed.format,
        profile=text,
        memory_bytes=settings.FEED_READER_MEMORY_BYTES,
        seconds=settings.FEED_TRY_SECONDS,
    )
    try:
        return look_at(job)
    except ReadingCrashed as error:
        logger.exception("feed %s: %s", feed.pk, error)
        raise CannotLook("ours", OURS) from error


def _profile_or_guess(screen: Screen, seen: Seen) -> FeedProfile:
    for text in (screen.text, seen.profile):
        try:
            return parse_profile(text)
        except ProfileError as error:
            screen.faults = screen.faults or str(error).splitlines()
    return FeedProfile()


def _fill(screen: Screen, profile: FeedProfile) -> None:
    seen = screen.seen
    assert seen is not None  # noqa: S101 -- for the types: whoever calls has looked
    state = state_of(profile, seen.columns)
    guessed = {one.column: one for one in seen.guessed}
    previews = {one.rule: one.values for one in seen.previews}
    screen.state = state
    screen.rules = _rules(profile)
    for number, column in enumerate(state.columns):
        guess = guessed[column.name]
        others = [o.name for o in state.columns if o is not column and o.target == column.target != EXTRA and o.target]
        screen.columns.append(
            ColumnShown(
                number,
                column,
                seen.samples.get(column.name, ()),
                guess.why if guess.target == column.target else "",
                BY_TARGET[column.target].about if column.target in BY_TARGET else "",
                previews.get(_rule_name(column), ()),
                tuple(others),
            )
        )
    screen.beside = [_in_words(target, rule) for target, rule in state.beside.items()]


def _rules(profile: FeedProfile) -> dict[str, str]:
    """What is stated of the file; what is found by looking is empty."""
    stated = {key: getattr(profile.file, key) for key in ("sheet", "header_row", "delimiter", "encoding")}
    shown = {key: "" if value in (None, AUTO) else str(value).replace("\t", r"\t") for key, value in stated.items()}
    return {**shown, "items": profile.rows.items}


def _rule_name(column: ColumnState) -> str:
    if column.target.startswith(OFFERING):
        return column.target
    return f"fields.extra.{column.kept_as}" if column.target == EXTRA else f"fields.{column.target}"


def _in_words(target: str, rule: Any) -> str:
    label = label_of_target(target)
    if rule.const is not None:
        return f"{label} is “{rule.const}” for every course"
    if rule.sources:
        return f"{label} is made of {', '.join(f'“{one}”' for one in rule.sources)}"
    return f"{label} is made of what a pattern gives"
