"""The short phrases under a result: "3 credits", "200 seats a year"."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from consortium.vocabulary.profile import consortium_vocabulary
from courses.catalogue.labels import MODES, language_name
from search.labels import type_labels

OPEN_TO_PHRASES = {"own": "Own college only", "members": "Open to member colleges", "anyone": "Open to anyone"}


def facts_of(kind: str, payload: Mapping[str, Any], *, is_shared: bool, numbers_on: dt.date | None) -> tuple[str, ...]:
    """In the order in which they are read; a row that stands for many has only what they share.

    `numbers_on`: when places left were stated; None where that is too long ago to say them.
    """
    label = consortium_vocabulary().label
    facts = [_type(kind, payload), label(payload["level"]) if payload.get("level") else ""]
    if not is_shared:
        facts += _numbers(payload, numbers_on)
        facts += [MODES.get(mode, mode) for mode in payload.get("modes", ())]
        facts += [payload.get("duration", ""), OPEN_TO_PHRASES.get(payload.get("open_to", ""), "")]
        if phase := payload.get("open_from_phase"):
            facts.append(f"From {label(phase)}")
        facts += _languages(payload.get("languages", ()))
        facts += payload.get("disciplines", ())[:3]
        facts += [f"Version {payload['version']}" if payload.get("version") else "", payload.get("licence", "")]
    return tuple(dict.fromkeys(fact for fact in facts if fact))


def _type(kind: str, payload: Mapping[str, Any]) -> str:
    key = f"research-{payload.get('type')}" if kind == "research" else payload.get("type", "")
    return "" if key == "course" else type_labels().get(key, "")


def _numbers(payload: Mapping[str, Any], numbers_on: dt.date | None) -> list[str]:
    facts = []
    if worth := payload.get("credits"):
        facts.append("1 credit" if worth == "1" else f"{_plain(worth)} credits")
    if (intake := payload.get("intake")) is not None:
        seats = "1 seat a year" if intake == 1 else f"{intake} seats a year"
        stated_on = payload.get("numbers_stated_on")
        facts.append(f"{seats}, stated {dt.date.fromisoformat(stated_on):%-d %b %Y}" if stated_on else seats)
    places, left = payload.get("places"), payload.get("places_left")
    if left is not None and numbers_on is not None:
        of = f" of {places}" if places else ""
        facts.append(f"{left}{of} places left on {numbers_on:%-d %b}")
    elif places:
        facts.append("1 place" if places == 1 else f"{places} places")
    return facts


def _plain(number: str) -> str:
    """Decimal's "1E+1" as people write it."""
    return f"{float(number):g}"


def _languages(tags: Any) -> list[str]:
    names = [language_name(tag) for tag in tags]
    return [f"Taught in {' and '.join(names)}"] if names else []
