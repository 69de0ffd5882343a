"""Which names may a reader or a profile use for the fields of a record?"""

import re

TEXTS = (
    "code", "part_of", "kind", "type", "level", "award", "credits", "credit_scheme", "duration", "open_to",
    "open_from_phase", "letter_needed", "admission", "admission_text", "admission_url", "url", "prerequisites",
    "intake", "numbers_stated_on",
)  # fmt: skip
LISTS = ("disciplines", "subjects", "modes", "languages", "people", "outcomes")
OFFERING_TEXTS = (
    "id", "label", "starts_on", "starts_at", "ends_on", "ends_at", "time_zone", "enrol_from", "enrol_until", "place",
    "places", "places_taken", "places_left", "is_open", "url",
)  # fmt: skip
OFFERING_LISTS = ("modes", "languages", "meetings")

_PLAIN = frozenset((*TEXTS, *LISTS, "title", "description"))
_OFFERING = frozenset((*OFFERING_TEXTS, *OFFERING_LISTS))
_LANGUAGE = re.compile(r"^(title|description)\.[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_FREE = re.compile(r"^(extra|people|subjects)\.\S.{0,59}$")


def is_course_field(name: str) -> bool:
    """A field of a record; "title.hi" is a title in Hindi, "people.teacher" people of a role, "subjects.isced-f"
    codes of a scheme, and "extra.room" a column kept under its name."""
    return name in _PLAIN or bool(_LANGUAGE.match(name)) or bool(_FREE.match(name))


def is_offering_field(name: str) -> bool:
    return name in _OFFERING


def known_names() -> str:
    """For messages."""
    return ", ".join(["title", "description", *TEXTS, *LISTS, "extra.NAME"])


def known_offering_names() -> str:
    """For messages."""
    return ", ".join([*OFFERING_TEXTS, *OFFERING_LISTS])
