"""Which rows does one record of the benchmark's file become? Worked out as shortly as this one file allows."""

import csv
import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from itertools import islice
from typing import Any, NamedTuple

import msgspec

BLOCK = 1_000
COURSE = (
    "id", "public_id", "source_id", "organisation_id", "record_id", "slug", "changed_at", "hidden_reason", "stated",
    "fingerprint", "volatile_fingerprint", "carried", "title", "titles", "description", "descriptions", "main_language",
    "code", "kind", "part_of", "type", "level", "award", "disciplines", "subjects", "modes", "languages", "credits",
    "credit_scheme", "duration", "open_to", "open_from_phase", "letter_needed", "admission", "admission_text",
    "admission_url", "url", "people", "outcomes", "prerequisites", "intake", "numbers_stated_on", "extra", "twin_key",
    "written",
)  # fmt: skip
OFFERING = (
    "course_id", "offering_id", "label", "starts_on", "ends_on", "time_zone", "modes", "languages", "place", "meetings",
    "places", "places_taken", "places_left", "url",
)  # fmt: skip
ENTRY = (
    "id", "kind", "gone", "group", "facet_set_id", "source_id", "organisation_id", "version", "digest", "key",
    "language", "url", "title", "summary", "words", "payload",
)  # fmt: skip
DATE = ("entry_id", "starts_on", "applies")
CREATED = ("run_id", "course_id", "kind", "after", "carried_before", "carried_after")
CHANGED_COURSE = (*COURSE[6:7], *COURSE[8:])
CHANGED_OFFERING = OFFERING[2:]
CHANGED_ENTRY = (*ENTRY[3:5], *ENTRY[7:9], *ENTRY[11:])

# The last keys there are, and those of a source's courses by record: read by both databases alike.
LAST = """SELECT coalesce((SELECT max(id) FROM catalogue_course), 0), coalesce((SELECT max(id) FROM search_entry), 0),
 coalesce((SELECT max(version) FROM search_entry), 0)"""
HELD = """SELECT c.record_id, c.id, e.id FROM catalogue_course c JOIN search_entry e ON e.key = 'course:' || c.id
 WHERE c.source_id = {0}"""

_TYPES = {
    "Course": "course",
    "Elective": "elective",
    "Rotation": "rotation",
    "Programme": "programme",
    "CME": "continuing",
}
_MODES = {"On site": "onsite", "Online": "online", "Blended": "blended", "Clinical": "clinical"}
_LANGUAGES = {"English": "en", "Gujarati": "gu", "Hindi": "hi"}
_OPEN_TO = {"Own college": "own", "Member colleges": "members", "Anyone": "anyone"}
_json = msgspec.json.encode


class Owner(NamedTuple):
    """Whose file it is, and the run that its changes belong to."""

    organisation: int
    source: int
    run: int
    slug: str
    label: str
    place: str
    university: str


class Word(NamedTuple):
    """What a word of the file means: its slug, the slugs of all wider terms and it, what it is found by, and how that
    may be spelt otherwise."""

    slug: str
    line: tuple[str, ...]
    found_by: tuple[str, ...]
    spelt: tuple[str, ...]


Words = dict[str, dict[str, Word]]
"""By column ("level", "discipline") and word."""


class Rows(NamedTuple):
    """The rows of one record."""

    stated: str
    course: tuple[Any, ...]
    offering: tuple[Any, ...] | None
    facet_set: tuple[int, str]
    entry: tuple[Any, ...]
    date: tuple[Any, ...] | None


def read(path: str) -> Iterator[list[dict[str, str]]]:
    """The records of the file, a block at a time."""
    with open(path, encoding="utf-8", newline="") as source:  # noqa: PTH123 -- newline
        records = csv.DictReader(source)
        while block := list(islice(records, BLOCK)):
            yield block


class Keys(NamedTuple):
    """Primary keys of a record's course and entry, and the entry's version."""

    course: int
    entry: int
    version: int

    def plus(self, number: int) -> "Keys":
        return Keys(self.course + number, self.entry + number, self.version + number)


def rows_of(record: dict[str, str], keys: Keys, at: dt.datetime, owner: Owner, words: Words) -> Rows:
    key = keys.course
    level, discipline = words["level"][record["level"]], words["discipline"][record["discipline"]]
    kind, mode = _TYPES[record["type"]], _MODES[record["mode"]]
    language, open_to = _LANGUAGES[record["language"]], _OPEN_TO[record["open to"]]
    title, about = record["title"], record["about"]
    description = f"<p>{escape(about, quote=False)}</p>"
    titles, descriptions = {"und": title}, {"und": description}
    people, seats = [{"name": record["teacher"]}], int(record["seats"])
    starts, taken = record["starts"], int(record["taken"] or 0)
    places = int(record["places"] or 0)
    stated: dict[str, Any] = {"id": record["id"], "title": titles, "description": descriptions, "code": record["code"]}
    if kind != "course":
        stated["type"] = kind
    stated |= {
        "level": level.slug, "disciplines": [discipline.slug], "modes": [mode], "languages": [language],
        "credits": record["credits"], "open_to": open_to, "people": people, "intake": seats,
    }  # fmt: skip
    if starts:
        stated["offerings"] = [
            {"id": starts, "starts_on": starts, "ends_on": record["ends"], "places": places, "places_taken": taken}
        ]
    text = _json(stated).decode()
    fingerprint = _hash(text)
    slug = f"{title.casefold().replace(' ', '-')[:70]}-{record['code'].casefold()}"
    public_id = uuid.uuid4()
    course = (
        key, public_id, owner.source, owner.organisation, record["id"], slug, at, "", text,
        fingerprint, fingerprint, "{}", title, _text(titles), description, _text(descriptions), "",
        record["code"], "course", "", kind, level.slug, "", _text([discipline.slug]), "[]", _text([mode]),
        _text([language]), record["credits"], "", "", open_to, "", None, "", "",
        "", "", _text(people), "[]", "", seats, None, "{}", _hash(f"{record['code']} {title}").hex(),
        owner.run,
    )  # fmt: skip
    offering = date = None
    if starts:
        offering = (
            key, starts, "", starts, record["ends"], "", "[]", "[]", "", "[]",
            places, taken, max(0, places - taken), "",
        )  # fmt: skip
        date = (keys.entry, starts, False)
    facets = sorted(
        {
            f"owner={owner.slug}", f"college={owner.slug}", f"place={owner.place.casefold()}", "kind=course",
            f"type={kind}", f"mode={mode}", f"language={language}", f"open_to={open_to}",
            *(f"level={slug}" for slug in level.line), *(f"discipline={slug}" for slug in discipline.line),
        }
    )  # fmt: skip
    facet_set = _number("\x1f".join(facets))
    found_by = (record["code"], owner.label, owner.place, owner.university, *discipline.found_by, *level.found_by)
    payload = {
        "id": str(public_id), "type": kind, "code": record["code"], "level": level.slug,
        "credits": str(Decimal(record["credits"]).normalize()), "modes": [mode], "languages": [language],
        "open_to": open_to, "intake": seats, "by": record["teacher"],
    }  # fmt: skip
    if starts:
        payload |= {"places": places, "places_left": max(0, places - taken)}
    searched = " ".join((*found_by, record["teacher"], *discipline.spelt, *level.spelt))
    entry = (
        keys.entry, "course", False, _number(f"{kind}\x1f{title.casefold().replace(' ', '')}"), facet_set, owner.source,
        owner.organisation, keys.version, _hash(f"{title}{about}{searched}"), f"course:{key}",
        "", f"/courses/{owner.slug}/{slug}/", title, about, searched, _text(payload),
    )  # fmt: skip
    return Rows(text, course, offering, (facet_set, _text(facets)), entry, date)


def names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _text(value: Any) -> str:
    return _json(value).decode()


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
