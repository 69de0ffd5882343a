"""Which word of a feed is in none of the consortium's tables, and how often was it stated?"""

import re
from typing import NamedTuple

from courses.feeds import models
from courses.feeds.record import Problem

_REASON = re.compile(r"^is not among the consortium's (\w+)(?:, stated (\d+) times)?$")


class UnknownWord(NamedTuple):
    """A word that is kept as stated until the office says what it means."""

    field: str
    word: str
    times: int


def unknown_word(problem: Problem | models.Problem) -> UnknownWord | None:
    """The reading tells each such word once, as a note."""
    found = _REASON.match(problem.reason)
    return UnknownWord(problem.field, problem.value, int(found[2] or 1)) if found else None
