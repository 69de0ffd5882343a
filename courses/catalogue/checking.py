"""Which values may a person give a course? Those that pass the checks of records from feeds.

The checks stand above the catalogue (`courses.feeds.reading`); they are reached by the hook `check_course_record`.
"""

from typing import Any, NamedTuple

from wagtail import hooks

HOOK = "check_course_record"
_WORDS = ("level", "award", "disciplines")
_UNKNOWN_REMEDY = "Write a word that the consortium knows."


class Wrong(NamedTuple):
    """What is wrong with one field, and how to mend it. `costs`: the value, or part of it, is not kept."""

    field: str
    reason: str
    remedy: str
    costs: bool


class Answer(NamedTuple):
    """The values as they are kept, with their fingerprints, and what was wrong."""

    stated: dict[str, Any]
    wrongs: list[Wrong]
    fingerprint: bytes = b""
    volatile_fingerprint: bytes = b""

    def errors(self) -> list[Wrong]:
        """What a person must mend first; a word that is not known is one, for it would show nothing."""
        return [
            one._replace(remedy=_UNKNOWN_REMEDY) if not one.costs else one
            for one in self.wrongs
            if one.costs or one.field in _WORDS
        ]

    def notes(self) -> list[Wrong]:
        return [one for one in self.wrongs if not one.costs and one.field not in _WORDS]


def check_record(values: dict[str, Any]) -> Answer:
    """A record's values by field, as a feed would state them."""
    [check] = hooks.get_hooks(HOOK)
    answer: Answer = check(values)
    return answer
