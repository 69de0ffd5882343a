"""What is wrong with one value, before it is known whose it is?"""

from typing import NamedTuple

from courses.feeds.record import Severity


class Wrong(NamedTuple):
    """A reason and a remedy in words, and how much it costs.

    `by_profile` is one more remedy, for those who have a feed with a profile that says how it is read.
    """

    reason: str
    remedy: str
    severity: Severity = "field"
    by_profile: str = ""


class WrongValue(ValueError):
    """A value that cannot be kept."""

    def __init__(self, reason: str, remedy: str, by_profile: str = "") -> None:
        super().__init__(reason)
        self.wrong = Wrong(reason, remedy, by_profile=by_profile)
