"""Reads the courses and classes of a OneRoster 1.1 or 1.2 archive of CSV files, whole or changes only."""

from collections.abc import Generator, Iterable, Iterator

from courses.feeds.exchange import (
    Answer,
    ChangesOnly,
    Exchange,
    Notice,
    NotReadable,
    ReaderSettings,
    Request,
    Row,
    Told,
)
from courses.feeds.readers.archive import Archive, open_archive
from courses.feeds.readers.oneroster_files import MANIFEST, Line, Manifest, lines_of, manifest_of
from courses.feeds.readers.oneroster_words import Classes, Sessions, course_values

VERSION = 3
NEEDS_PROFILE = False
ACCEPTS = frozenset({"archive"})

_COURSES, _CLASSES, _SESSIONS, _ORGS = "courses", "classes", "academicSessions", "orgs"
_KNOWN = (_COURSES, _CLASSES, _SESSIONS, _ORGS)


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], _settings: ReaderSettings) -> Iterator[Told]:
    for _, answer in answers:
        with open_archive(answer.path, MANIFEST) as archive:
            yield from _rows(archive, manifest_of(archive, _KNOWN))


def _rows(archive: Archive, manifest: Manifest) -> Iterator[Told]:
    if not manifest.has(_COURSES) and not manifest.has(_CLASSES):
        raise NotReadable("empty", "The manifest says that the archive holds no courses. Nothing was changed.")
    if manifest.is_delta(_COURSES) or not manifest.has(_COURSES):
        yield ChangesOnly()
    sessions = Sessions(_lines(archive, manifest, _SESSIONS))
    schools = {line["sourcedid"]: line["name"] for line in _lines(archive, manifest, _ORGS) if not line.is_deleted}
    classes = Classes(_lines(archive, manifest, _CLASSES), sessions)
    for line in _lines(archive, manifest, _COURSES):
        record_id = line["sourcedid"]
        offerings = classes.of(record_id)
        values = course_values(line, schools, sessions) | ({"offerings": offerings.stated} if offerings.stated else {})
        keeps = offerings.keeps if manifest.is_delta(_CLASSES) else () if manifest.has(_CLASSES) else ("offerings",)
        yield Row(line.place, values, [*line.faults, *offerings.faults], is_deleted=line.is_deleted, keeps=keeps)
    if manifest.is_delta(_CLASSES) or not manifest.has(_COURSES):
        for record_id, offerings in classes.rest():
            values = {"id": record_id, "offerings": offerings.stated}
            yield Row(offerings.place, values, offerings.faults, keeps=("*", *offerings.keeps))
    elif lost := [record_id for record_id, _ in classes.rest()]:
        reason = f"have classes, but stand in no line of courses.csv; these were left out: {len(lost)}"
        yield Notice("classes.csv", ", ".join(lost[:5]), reason, "Have the archive exported with these courses.")


def _lines(archive: Archive, manifest: Manifest, name: str) -> Iterator[Line]:
    return lines_of(archive, f"{name}.csv") if manifest.has(name) else iter(())
