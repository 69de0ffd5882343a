"""A profile as the screen shows it: each column with what becomes of it; what columns cannot show is kept as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from courses.feeds.desk.columns.choices import constants
from courses.feeds.explained import BY_TARGET, EXTRA, NOTHING
from courses.feeds.profile import FeedProfile, FieldRule

OFFERING = "offering."


@dataclass
class ColumnState:
    """One column. Texts are as they stand in the form: `blank` and `map` have one entry a line."""

    name: str
    target: str = NOTHING
    kept_as: str = ""
    in_id: bool = False
    dates: str = ""
    split: str = ""
    blank: str = ""
    pattern: str = ""
    map: str = ""
    unit: str = ""

    @property
    def has_more(self) -> bool:
        return bool(self.dates or self.split or self.blank or self.pattern or self.map or self.unit)

    @property
    def in_short(self) -> str:
        """What is said of its values, for the line that opens the rest."""
        blanks, words = self.blank.count("\n") + 1, self.map.count("\n") + 1
        parts = (
            self.dates and f"dates as {self.dates}",
            self.split and f"cut at “{self.split.strip() or ' '}”",
            self.blank and f"{blanks} word{'s' if blanks > 1 else ''} left out",
            self.map and f"{words} word{'s' if words > 1 else ''} for others",
            self.pattern and "a part taken out",
            self.unit and f"numbers are {self.unit}",
        )
        return ", ".join(part for part in parts if part)


@dataclass
class State:
    """`beside` are rules by their place in the profile that columns do not show; `id_beside` parts of the id that are
    no columns; `constants` by field."""

    columns: list[ColumnState]
    constants: dict[str, str] = field(default_factory=dict)
    beside: dict[str, FieldRule] = field(default_factory=dict)
    id_beside: tuple[str, ...] = ()


def state_of(profile: FeedProfile, columns: Sequence[str]) -> State:
    states = {name: ColumnState(name, in_id=name in profile.id_parts) for name in columns}
    state = State(
        list(states.values()), id_beside=tuple(part for part in profile.id_parts if part and part not in states)
    )
    known = {one.name for one in constants()}
    taken: set[str] = set()
    for target, rule in rules_of(profile):
        if target in known and rule.const is not None:
            state.constants[target] = str(rule.const)
        elif is_shown(target, rule) and all(one in states and one not in taken for one in rule.sources):
            taken.update(rule.sources)
            _show(states, target, rule)
        else:
            state.beside[target] = rule
    return state


def rules_of(profile: FeedProfile) -> list[tuple[str, FieldRule]]:
    """Every rule by its target."""
    return [*profile.fields.items(), *((f"{OFFERING}{name}", rule) for name, rule in profile.offering.items())]


def is_shown(target: str, rule: FieldRule) -> bool:
    """Whether the form has all that the rule says."""
    is_known = target in BY_TARGET or target.startswith("extra.")
    plain_map = all(not isinstance(value, dict) for value in rule.map.values())
    return is_known and bool(rule.sources) and plain_map and not (rule.parse or rule.keys or rule.first)


def _show(states: dict[str, ColumnState], target: str, rule: FieldRule) -> None:
    for name in rule.sources:
        states[name].target = EXTRA if target.startswith("extra.") else target
    first = states[rule.sources[0]]
    first.kept_as = target.removeprefix("extra.") if target.startswith("extra.") else ""
    for key, text in texts_of(rule).items():
        setattr(first, key, text)


def texts_of(rule: FieldRule) -> dict[str, str]:
    """What the form's fields say of a rule."""
    formats = (rule.dates,) if isinstance(rule.dates, str) else rule.dates
    blanks = rule.blank if isinstance(rule.blank, tuple) else (rule.blank,)
    return {
        "dates": "; ".join(formats),
        "split": _visible(rule.split),
        "blank": "\n".join(str(word) for word in blanks),
        "pattern": rule.pattern,
        "map": "\n".join(f"{theirs} = {ours}" for theirs, ours in rule.map.items()),
        "unit": rule.unit,
    }


def _visible(mark: str) -> str:
    return {"\n": r"\n", "\t": r"\t"}.get(mark, mark)
