"""Which remedies can somebody take who has a file, and no feed with a profile?"""

import re
from collections.abc import Iterable

import msgspec

from courses.feeds.record import Problem

_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


def without_profile(text: str) -> str:
    """The sentences that do not speak of a profile."""
    return " ".join(sentence for sentence in _SENTENCES.split(text) if "profile" not in sentence)


def for_everybody(problems: Iterable[Problem]) -> list[Problem]:
    return [msgspec.structs.replace(one, remedy=without_profile(one.remedy)) for one in problems]
