"""What do the blocks, events and competencies of a curriculum inventory say in our words?"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from courses.feeds.exchange import Fault
from courses.feeds.readers.lom import at, local
from courses.feeds.readers.xml_words import html_of, kept, text_of

Stated = dict[str, Any]

# A reference is written as an XPath. It is taken for what it is meant as, one id in quotes, and never evaluated.
_REFERENCE = re.compile(
    r"^/(?:\w{1,20}:)?Curriculum(?:Inventory|Report)(?:/(?:\w{1,20}:)?[A-Za-z]{1,40}){1,2}"
    r"\[\s*(?:@id|@number|lom:lom/lom:general/lom:identifier/lom:entry)\s*=\s*(?:'([^'\[\]]{1,255})'|\"([^\"\[\]]{1,255})\")\s*\]$"
)
_MOST_EVENTS_TOLD = 50
_ELECTIVE = frozenset({"elective", "optional", "false"})


class Event(msgspec.Struct, frozen=True, array_like=True):
    """Of an event, what its block tells of it."""

    title: str
    keywords: list[Stated]
    competencies: list[str]
    methods: list[str]
    assessments: list[str]


_decode_event = msgspec.msgpack.Decoder(Event).decode


class Inventory:
    """All that a block may refer to. Events are held in bytes: there may be a hundred thousand."""

    def __init__(self) -> None:
        self.events: dict[str, bytes] = {}
        self.competencies: dict[str, str] = {}
        self.levels: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.language = self.institution = self.programme = ""

    def take(self, element: Any) -> None:
        take = getattr(self, f"_take_{local(element).lower()}", None)
        if take is not None:
            take(element)

    def _take_event(self, event: Any) -> None:
        told = Event(
            _text(event, "Title"),
            [_keyword(one) for one in at(event, "Keyword")],
            _texts(event, "CompetencyObjectReference", "ObjectReference"),
            _texts(event, "InstructionalMethod"),
            _texts(event, "AssessmentMethod"),
        )
        self.events[event.get("id") or ""] = msgspec.msgpack.encode(told)

    def _take_competencyobject(self, competency: Any) -> None:
        title = next((text_of(one) for one in at(competency, "lom", "general", "title")), "")
        description = next((text_of(one) for one in at(competency, "lom", "general", "description")), "")
        for entry in at(competency, "lom", "general", "identifier", "entry"):
            code = text_of(entry)
            self.competencies[code] = title or description
            # The standard's own sample names http://…/zxcvb as 'zxcvb'.
            self.competencies.setdefault(code.rpartition("/")[2], title or description)

    def _take_object(self, holder: Any) -> None:
        for competency in at(holder, "CompetencyObject"):
            self._take_competencyobject(competency)
            titles = [text_of(one) for one in at(competency, "lom", "general", "title")]
            self.competencies[holder.get("id") or ""] = next(iter(titles), "")

    def _take_level(self, level: Any) -> None:
        self.levels[level.get("number") or ""] = _text(level, "Label")

    def _take_sequenceblock(self, block: Any) -> None:
        for reference in _texts(block, "SequenceBlockReference"):
            if (child := referred(reference)) is not None and child != block.get("id"):
                self.parents.setdefault(child, block.get("id") or "")

    def _take_language(self, element: Any) -> None:
        self.language = text_of(element)

    def _take_institution(self, element: Any) -> None:
        self.institution = _text(element, "InstitutionName")

    def _take_program(self, element: Any) -> None:
        self.programme = _text(element, "ProgramName")


def referred(reference: str) -> str | None:
    """The id that a reference names; None where it is written otherwise than as one."""
    found = _REFERENCE.match(reference.strip())
    return (found[1] or found[2]) if found else None


def block_values(block: Any, inventory: Inventory) -> tuple[Stated, list[Fault]]:
    """A course, and which of its references lead nowhere."""
    faults: list[Fault] = []
    record_id = block.get("id") or ""
    references = [text_of(one) for one in at(block, "SequenceBlockEvent", "EventReference")]
    followed = _followed(references, inventory.events, "extra.events", faults)
    events = [_decode_event(inventory.events[one]) for one in followed]
    stated = [
        *_texts(block, "CompetencyObjectReference", "ObjectReference"),
        *(reference for event in events for reference in event.competencies),
    ]
    codes = [*dict.fromkeys(_followed(stated, inventory.competencies, "outcomes", faults))]
    level = _level(block, inventory, faults)
    values = {
        "id": record_id,
        "title": _text(block, "Title"),
        "description": html_of(next(iter(at(block, "Description")), None)),
        "part_of": inventory.parents.get(record_id),
        "type": "elective" if str(block.get("required") or "").lower() in _ELECTIVE else None,
        "level": level,
        "languages": inventory.language,
        "duration": next((text_of(one) for one in at(block, "Timing", "Duration")), ""),
        "prerequisites": "\n".join(_texts(block, "Precondition")),
        "outcomes": [{"text": inventory.competencies[code] or code, "codes": [code]} for code in codes],
        "subjects": [*_once(keyword for event in events for keyword in event.keywords)],
        "offerings": _offerings(block, record_id),
        "extra.postcondition": "\n".join(_texts(block, "Postcondition")),
        "extra.instructional methods": _joined(method for event in events for method in event.methods),
        "extra.assessment": _joined(method for event in events for method in event.assessments),
        "extra.events": _joined([event.title for event in events][:_MOST_EVENTS_TOLD]),
        "extra.clerkship": _text(block, "ClerkshipModel"),
        "extra.programme": inventory.programme,
        "extra.provider": inventory.institution,
    }
    return kept(values), faults


def _followed(references: Iterable[str], known: dict[str, Any], field: str, faults: list[Fault]) -> Iterator[str]:
    for reference in references:
        found = referred(reference)
        if found is not None and found in known:
            yield found
            continue
        why = "is no reference that can be followed" if found is None else "refers to what is not in the file"
        faults.append(Fault(field, reference, why, "Have the inventory exported anew.", "note"))


def _level(block: Any, inventory: Inventory, faults: list[Fault]) -> str:
    """The label of the level that it refers to, else what is stated."""
    stated = _text(block, "Level")
    if not stated.startswith("/"):
        return stated if not stated.isdecimal() else inventory.levels.get(stated, f"Year {stated}")
    return next((inventory.levels[one] for one in _followed([stated], inventory.levels, "level", faults)), "")


def _offerings(block: Any, record_id: str) -> list[Stated]:
    dates = [*at(block, "Timing", "Dates"), block]
    starts = next((text for one in dates if (text := _text(one, "StartDate"))), "")
    ends = next((text for one in dates if (text := _text(one, "EndDate"))), "")
    stated = kept({"starts_on": starts, "ends_on": ends})
    return [{"id": record_id, **stated}] if stated else []


def _keyword(element: Any) -> Stated:
    told = {local_name(name): value for name, value in element.attrib.items()}
    scheme = told.get("source", "") or "stated"
    return {"scheme": scheme.lower()[:60], "code": told.get("id", ""), "label": text_of(element)}


def local_name(name: str) -> str:
    return name.rpartition("}")[2]


def _once(keywords: Iterable[Stated]) -> Iterator[Stated]:
    seen = set()
    for keyword in keywords:
        key = tuple(keyword.values())
        if key not in seen:
            seen.add(key)
            yield keyword


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _text(element: Any, name: str) -> str:
    return next((text for one in at(element, name) if (text := text_of(one))), "")


def _texts(element: Any, *names: str) -> list[str]:
    return [text for name in names for one in at(element, name) if (text := text_of(one))]
