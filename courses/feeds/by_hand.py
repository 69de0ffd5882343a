"""Are values that a person gives a course fit to be shown? They pass the checks that records of feeds pass."""

from typing import Any

import msgspec

from consortium.pages.clock import today
from consortium.vocabulary.profile import consortium_vocabulary
from courses.catalogue.checking import Answer, Wrong
from courses.feeds.exchange import Row
from courses.feeds.reading.checks import Checker
from courses.feeds.reading.report import Report


def check_by_hand(values: dict[str, Any]) -> Answer:
    """The record as plain values; of one that is refused nothing but why."""
    report = Report()
    checked = Checker(consortium_vocabulary(), report, today()).check(Row("", values))
    # Through JSON, so that what is compared with a stored record has the types of one.
    stated = msgspec.json.decode(msgspec.json.encode(checked.record)) if checked else {}
    wrongs = [Wrong(one.field, one.reason, one.remedy, one.severity != "note") for one in report.problems()]
    return Answer(stated, wrongs, *((checked.fingerprint, checked.volatile_fingerprint) if checked else (b"", b"")))
