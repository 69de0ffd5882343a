"""The profile that a filled-in mapping form says; what the form does not show stays as it was."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from courses.feeds.desk.columns.choices import constants
from courses.feeds.desk.columns.state import OFFERING, ColumnState, State, rules_of, texts_of
from courses.feeds.explained import EXTRA
from courses.feeds.profile import FeedProfile, FieldRule, FileRules

_MARKS = {r"\n": "\n", r"\t": "\t"}
_NUMBER = "header_row"


def read_form(form: Mapping[str, str], columns: Sequence[str], before: State) -> State:
    """The state that the form's fields say; `form` has "c0.target" and so on for the first column."""
    read = [_column(form, f"c{number}.", name) for number, name in enumerate(columns)]
    stated = {one.name: value for one in constants() if (value := form.get(f"const.{one.name}", ""))}
    return State(read, stated, before.beside, before.id_beside)


def build(state: State, before: FeedProfile, form: Mapping[str, str]) -> FeedProfile:
    """The profile; `before` is the one that the form was made from."""
    earlier = dict(rules_of(before))
    rules = {**state.beside}
    for target, columns in _by_target(state.columns).items():
        rules[target] = _rule(columns, earlier.get(target))
    for name, value in state.constants.items():
        rules.setdefault(name, FieldRule(const=value))
    ordered = {target: rules[target] for target in (*(t for t in earlier if t in rules), *rules)}
    parts = (*(column.name for column in state.columns if column.in_id), *state.id_beside)
    return msgspec.structs.replace(
        before,
        id=parts[0] if len(parts) == 1 else parts,
        file=_file(before.file, form),
        rows=msgspec.structs.replace(before.rows, items=form.get("rows.items", before.rows.items).strip()),
        fields={target: rule for target, rule in ordered.items() if not target.startswith(OFFERING)},
        offering={t.removeprefix(OFFERING): rule for t, rule in ordered.items() if t.startswith(OFFERING)},
    )


def _column(form: Mapping[str, str], prefix: str, name: str) -> ColumnState:
    def said(key: str) -> str:
        return form.get(f"{prefix}{key}", "").replace("\r\n", "\n")

    return ColumnState(
        name,
        target=said("target"),
        kept_as=said("kept_as").strip(),
        in_id=bool(said("in_id")),
        dates=said("dates").strip(),
        split=said("split"),
        blank=said("blank").strip("\n"),
        pattern=said("pattern"),
        map=said("map"),
        unit=said("unit"),
    )


def _by_target(columns: Sequence[ColumnState]) -> dict[str, list[ColumnState]]:
    found: dict[str, list[ColumnState]] = {}
    for column in columns:
        if column.target:
            found.setdefault(_full_target(column), []).append(column)
    return found


def _full_target(column: ColumnState) -> str:
    if column.target != EXTRA:
        return column.target
    return f"extra.{column.kept_as or ' '.join(column.name.split())[:60].strip()}"


def _rule(columns: Sequence[ColumnState], before: FieldRule | None) -> FieldRule:
    """What the first column that says more says; several columns are read together."""
    names = tuple(column.name for column in columns)
    said = next((column for column in columns if column.has_more), columns[0])
    keeps = before is not None and bool(set(names) & set(before.sources))
    rule = before if before is not None and keeps else FieldRule(optional=columns[0].target == EXTRA)
    changed: dict[str, Any] = {"source": names[0] if len(names) == 1 else names, "const": None}
    for key, text in texts_of(rule).items():
        if getattr(said, key).rstrip("\n") != text:  # else a value that is no text, such as a truth, stays one
            changed[key] = _READ[key](getattr(said, key))
    return msgspec.structs.replace(rule, **changed)


def _map(text: str) -> dict[str, Any]:
    """Lines of "theirs = ours"; a line without the sign is a word of theirs that becomes nothing that we know."""
    found = {}
    for line in text.split("\n"):
        theirs, sign, ours = line.rpartition("=")
        if sign and theirs.strip():
            found[theirs.strip()] = ours.strip()
        elif line.strip():
            found[line.strip()] = ""
    return found


def _one_or_many(words: list[str]) -> Any:
    return words[0] if len(words) == 1 else tuple(words)


_READ: dict[str, Callable[[str], Any]] = {
    "dates": lambda text: _one_or_many([part.strip() for part in text.split(";") if part.strip()]),
    "split": lambda text: _MARKS.get(text, text),
    "blank": lambda text: _one_or_many([line for line in text.split("\n") if line.strip()]),
    "pattern": str,
    "map": _map,
    "unit": str,
}


def _file(before: FileRules, form: Mapping[str, str]) -> FileRules:
    """Empty means: found by looking. `auto` stays where it stood."""
    changed: dict[str, Any] = {}
    for key in ("sheet", "encoding", "delimiter", _NUMBER):
        if f"file.{key}" not in form:
            continue
        text = form[f"file.{key}"].strip(" ") if key == "delimiter" else form[f"file.{key}"].strip()
        said = _MARKS.get(text, text)
        was = getattr(before, key)
        if key == _NUMBER:
            changed[key] = int(said) if said.isdecimal() else (was if was == "auto" else None)
        elif key == "sheet":
            changed[key] = said
        else:
            changed[key] = said or (was if was == "auto" else None)
    if changed.get("sheet"):
        changed["sheets"] = ()
    return msgspec.structs.replace(before, **changed)
