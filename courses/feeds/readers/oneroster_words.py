"""What do the courses, classes and sessions of OneRoster say in our words?"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from courses.feeds.exchange import Fault
from courses.feeds.readers.oneroster_files import Line

Stated = dict[str, Any]


class Sessions:
    """Terms and years by their id."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._known = {
            line["sourcedid"]: (line["title"], line["startdate"], line["enddate"])
            for line in lines
            if not line.is_deleted
        }

    def title(self, session: str) -> str:
        return self._known.get(session, ("", "", ""))[0]

    def span(self, sessions: list[str]) -> tuple[str, str]:
        """From the first day of the earliest to the last day of the latest."""
        known = [self._known[one] for one in sessions if one in self._known]
        begins = [begin for _, begin, _ in known if begin]
        ends = [end for _, _, end in known if end]
        return min(begins, default=""), max(ends, default="")


class OfferingsOfOne(NamedTuple):
    """The classes of one course; `gone` are the ids of those that are deleted, `faults` say which cannot be read."""

    stated: list[Stated]
    gone: list[str]
    faults: list[Fault]
    place: str

    @property
    def keeps(self) -> tuple[str, ...]:
        """In a file of changes: every class that it does not tell."""
        return ("offerings", *(f"-offerings/{one}" for one in self.gone))


class Classes:
    """Classes by their course, as its offerings."""

    def __init__(self, lines: Iterable[Line], sessions: Sessions) -> None:
        self._of: dict[str, OfferingsOfOne] = {}
        for line in lines:
            of_one = self._of.setdefault(line["coursesourcedid"], OfferingsOfOne([], [], [], line.place))
            if line.faults:
                of_one.faults.extend(_of_a_class(fault, line.place) for fault in line.faults)
            elif line.is_deleted:
                of_one.gone.append(line["sourcedid"])
            else:
                of_one.stated.append(_offering(line, sessions))

    def of(self, course: str) -> OfferingsOfOne:
        """They are told once."""
        return self._of.pop(course, OfferingsOfOne([], [], [], ""))

    def rest(self) -> Iterator[tuple[str, OfferingsOfOne]]:
        """Those of courses that were not asked for."""
        yield from self._of.items()


def _of_a_class(fault: Fault, place: str) -> Fault:
    """It costs the course its offerings of this reading: they stay as they were."""
    return Fault("offerings", fault.value, f"{place} {fault.reason}", fault.remedy)


def course_values(course: Line, schools: dict[str, str], sessions: Sessions) -> Stated:
    values = {
        "id": course["sourcedid"],
        "code": course["coursecode"],
        "title": course["title"],
        "disciplines": course.many("subjects"),
        "extra.subject codes": course["subjectcodes"],
        "extra.grades": course["grades"],
        "extra.school": schools.get(course["orgsourcedid"]),
        "extra.school year": sessions.title(course["schoolyearsourcedid"]),
        **{f"extra.{name}": text for name, text in course.metadata.items()},
    }
    return {name: value for name, value in values.items() if value}


def _offering(line: Line, sessions: Sessions) -> Stated:
    begins, ends = sessions.span(line.many("termsourcedids"))
    values = {
        "id": line["sourcedid"],
        "label": line["title"] or line["classcode"],
        "starts_on": begins,
        "ends_on": ends,
        "place": line["location"],
    }
    return {name: value for name, value in values.items() if value}
