"""What went wrong in a reading, as problems that a registrar can act on?"""

from collections.abc import Iterable
from typing import Any

from courses.feeds.exchange import Fault, Notice, advice
from courses.feeds.mapping import as_text
from courses.feeds.reading.job import StatedWord
from courses.feeds.reading.texts import clean
from courses.feeds.reading.wrong import Wrong
from courses.feeds.record import Problem, Severity

MOST_PROBLEMS = 20_000
VALUE_LIMIT = 200
MOST_WORDS = 2_000

_UNKNOWN_REMEDY = (
    "It is kept as stated, and the consortium's office is asked what it means; read again, its answer counts."
)


_TABLES = {"level": "levels", "award": "awards"}


class Report:
    """Collects problems; `unsettled` are the fields of the current row that were left out.

    `has_profile`: those who read them have a feed with a profile, and may mend what is wrong there too.
    """

    def __init__(self, *, has_profile: bool = False) -> None:
        self._has_profile = has_profile
        self.row = ""
        self.record = ""
        self.unsettled: tuple[str, ...] = ()
        self.dropped = 0
        self._problems: list[Problem] = []
        self._unknown: dict[tuple[str, str], list[Any]] = {}

    def at(self, place: str) -> "Report":
        """The row that the next problems belong to."""
        self.row, self.record, self.unsettled = place, "", ()
        return self

    def wrong(self, field: str, value: Any, wrong: Wrong, unsettled: str = "") -> None:
        self.tell(field, value, wrong)
        if wrong.severity == "field":
            self._leave_open(unsettled or field.replace("extra.", "extra/"))

    def wrongs(self, field: str, value: Any, wrongs: Iterable[Wrong]) -> None:
        for wrong in dict.fromkeys(wrongs):
            self.tell(field, value, wrong)

    def tell(self, field: str, value: Any, wrong: Wrong) -> None:
        """The problem alone: whether the field is left open is for the caller to say."""
        self.add(field, as_text(value), wrong.reason, self._advice(wrong), wrong.severity)

    def fault(self, fault: Fault) -> None:
        self.add(fault.field, fault.value, fault.reason, self._advice(fault), fault.severity)
        if fault.severity == "field":
            self._leave_open(fault.field.replace("extra.", "extra/"))

    def notice(self, notice: Notice) -> None:
        """Something about the feed as a whole."""
        self.at(notice.place[:60]).add("", notice.value, notice.reason, self._advice(notice), "note")

    def refuse(self, field: str, value: str, reason: str, remedy: str) -> None:
        self.add(field, value, reason, remedy, "record")

    def unknown_word(self, field: str, word: str) -> None:
        """A word outside the vocabulary is told once for the whole feed, with how often it came."""
        known = self._unknown.setdefault((field, word), [self.row, self.record, 0])
        known[2] += 1

    def add(self, field: str, value: str, reason: str, remedy: str, severity: Severity) -> None:
        if len(self._problems) >= MOST_PROBLEMS:
            self.dropped += 1
            return
        value = clean(value[: VALUE_LIMIT * 2]).strip()
        shown = value if len(value) <= VALUE_LIMIT else value[: VALUE_LIMIT - 1] + "…"
        self._problems.append(Problem(self.row, self.record, clean(field), shown, reason, remedy, severity))

    def problems(self) -> list[Problem]:
        """All of them, the unknown words last."""
        problems = [*self._problems]
        for (field, word), (row, record, count) in self._unknown.items():
            times = "" if count == 1 else f", stated {count} times"
            reason = f"is not among the consortium's {_TABLES.get(field, field)}{times}"
            problems.append(Problem(row, record, field, word[:VALUE_LIMIT], reason, _UNKNOWN_REMEDY, "note"))
        if self.dropped:
            reason = f"{self.dropped} more problems were not listed"
            problems.append(Problem("", "", "", "", reason, "Mend those that are listed first.", "note"))
        return problems

    def words(self) -> tuple[StatedWord, ...]:
        """The unknown ones, with where each stood first."""
        return tuple(
            StatedWord(field, word[:VALUE_LIMIT], ", ".join(filter(None, (record, row))), count)
            for (field, word), (row, record, count) in [*self._unknown.items()][:MOST_WORDS]
        )

    def _advice(self, wrong: Wrong | Fault | Notice) -> str:
        return advice(wrong.remedy, wrong.by_profile, has_profile=self._has_profile)

    def _leave_open(self, name: str) -> None:
        if name and name not in self.unsettled:
            self.unsettled = (*self.unsettled, name)
