"""Courses and classes of a published mock of OneRoster 1.1, packed as the archive that a system would export."""

import csv
import io
from pathlib import Path

from tests.feeds.readers.samples import zipped
from tests.feeds.stating import read

COURSES = {
    "sourcedId": "sourcedId",
    "status": "",
    "dateLastModified": "",
    "title": "title",
    "courseCode": "courseCode",
    "grades": "grade",
    "orgSourcedId": "orgId",
    "subjects": "subjects",
}


def test_42_courses_with_84_classes_are_read(shared_feeds: Path) -> None:
    folder = shared_feeds / "oneroster"
    courses, classes, schools = (rows(folder / f"{name}.csv") for name in ("Courses", "Classes", "Schools"))
    ids = {course["courseId"]: course["sourcedId"] for course in courses}
    files = {
        "manifest.csv": "propertyName,value\nfile.courses,bulk\nfile.classes,bulk\nfile.orgs,bulk\n",
        "orgs.csv": text([{"sourcedId": one["orgId"], "name": one["name"]} for one in schools]),
        "courses.csv": text([{ours: one.get(theirs, "") for ours, theirs in COURSES.items()} for one in courses]),
        "classes.csv": text(
            [
                {
                    "sourcedId": one["sourcedId_cl"],
                    "title": one["classCode_cl"],
                    "courseSourcedId": ids[one["courseId_cl"]],
                    "location": one["location_cl"],
                }
                for one in classes
            ]
        ),
    }
    found = read("oneroster-csv", zipped(files), profile="")
    assert len(found.checked) == len(courses) == 42
    assert sum(len(one.record.offerings) for one in found.checked) == len(classes) == 84
    record = found.of("7c2fc4b7-d53c-4b37-9ba4-1ba3cf2e0fe4")
    assert (record.title, record.code) == ({"und": "Algebra I"}, "Alg-101")
    assert record.extra == {"grades": "6", "school": "Spring Valley Elementary School"}
    assert (record.offerings[0].label, record.offerings[0].place) == ("Algebra I - Fall", "305")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return [*csv.DictReader(source)]


def text(lines: list[dict[str, str]]) -> str:
    output = io.StringIO()
    writer = csv.DictWriter(output, [*lines[0]])
    writer.writeheader()
    writer.writerows(lines)
    return output.getvalue()
