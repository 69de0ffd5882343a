"""What may a column become, and what may every course of a feed be said to be?"""

from collections.abc import Iterable
from typing import NamedTuple

from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.labels import MODES, language_name
from courses.catalogue.models import Course
from courses.catalogue.page import ADMISSION
from courses.feeds.explained import FIELDS, GROUPS


class Option(NamedTuple):
    value: str
    label: str
    about: str = ""


UNITS = ("hours", "days", "weeks", "months", "years")


class Group(NamedTuple):
    label: str
    options: tuple[Option, ...]


class Constant(NamedTuple):
    """A field that no column states: one word for every course of the feed."""

    name: str
    label: str
    options: tuple[Option, ...]


def target_groups() -> list[Group]:
    return [
        Group(group, tuple(Option(one.target, one.label, one.about) for one in FIELDS if one.group == group))
        for group in GROUPS
    ]


def constants() -> list[Constant]:
    profile = consortium_profile()
    languages = dict.fromkeys((*profile.languages, "en", "gu", "hi"))
    return [
        Constant("type", "Type", _options((str(value), str(label)) for value, label in Course.Type.choices)),
        Constant("level", "Level", _options((term.slug, term.label) for term in profile.levels)),
        Constant("award", "Award", _options((term.slug, term.label) for term in profile.awards)),
        Constant("disciplines", "Discipline", _options((term.slug, term.label) for term in profile.disciplines)),
        Constant("languages", "Language", _options((tag, language_name(tag)) for tag in languages)),
        Constant("modes", "How it is taught", _options(MODES.items())),
        Constant("open_to", "Open to", _options((str(value), str(label)) for value, label in Course.OpenTo.choices)),
        Constant("admission", "Way of admission", _options(ADMISSION.items())),
    ]


def _options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in pairs)
