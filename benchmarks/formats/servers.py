"""What does a server that knows the records answer, in each format that is asked for at addresses?"""

import datetime as dt
from collections.abc import Callable, Iterator
from html import escape
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from benchmarks.catalogue import DISCIPLINES, Record

Told = Iterator[tuple[str, bytes]]
"""What comes behind the server's own address, and the body there."""

_json = msgspec.json.encode
_MOODLE = "/webservice/rest/server.php?moodlewsrestformat=json&wsfunction="
_OAI = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_PAGES = 2_000
"""Of a website, unless its profile allows more."""


class Server(NamedTuple):
    """`at` is where its feed is, below its own address."""

    at: str
    tell: Callable[[Iterator[Record], str], Told]


def _moodle(rows: Iterator[Record], base: str) -> Told:
    courses = [_moodle_course(number, row) for number, row in enumerate(rows, 2)]
    yield f"{_MOODLE}core_course_get_courses_by_field", _json({"courses": courses, "warnings": []})
    categories = [{"id": number, "name": name, "parent": 0} for number, name in enumerate(DISCIPLINES, 1)]
    yield f"{_MOODLE}core_course_get_categories", _json(categories)


def _moodle_course(number: int, row: Record) -> dict[str, Any]:
    return {
        "id": number,
        "shortname": row["id"],
        "idnumber": row["code"],
        "fullname": row["title"],
        "displayname": row["title"],
        "categoryid": DISCIPLINES.index(row["discipline"]) + 1,
        "summary": f"<p>{escape(row['about'])}</p>",
        "summaryformat": 1,
        "startdate": _seconds(row["starts"]),
        "enddate": _seconds(row["ends"]),
        "lang": "",
        "visible": 1,
        "contacts": [{"id": number, "fullname": row["teacher"]}],
        "enrollmentmethods": ["manual"],
    }


def _seconds(day: str) -> int:
    return int(dt.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()) if day else 0


def _openedx(rows: Iterator[Record], base: str) -> Told:
    """The list of an LMS: runs, in pages of a hundred; each tenth course has a second run."""
    runs = [run for number, row in enumerate(rows) for run in _runs(number, row)]
    pages = [runs[start : start + 100] for start in range(0, len(runs), 100)]
    list_at = "/api/courses/v1/courses/?page_size=100"
    for number, page in enumerate(pages, 1):
        following = f"{base}{list_at}&page={number + 1}" if number < len(pages) else None
        pagination = {"next": following, "count": len(runs), "num_pages": len(pages)}
        yield list_at + (f"&page={number}" if number > 1 else ""), _json({"results": page, "pagination": pagination})


def _runs(number: int, row: Record) -> Iterator[dict[str, Any]]:
    for year in ("2027", "2026")[: 1 if number % 10 else 2]:
        key = f"course-v1:Tapi+{row['id']}+{year}"
        yield {
            "blocks_url": f"https://tapi.example/api/courses/v2/blocks/?course_id={key}",
            "effort": "2 hours",
            "end": f"{row['ends']}T00:00:00Z" if row["ends"] else None,
            "enrollment_start": None,
            "id": key,
            "media": {"image": {"raw": f"https://tapi.example/asset-v1:Tapi+{row['id']}+{year}+image.jpg"}},
            "name": row["title"],
            "number": row["id"],
            "org": "Tapi",
            "short_description": row["about"],
            "start": f"{row['starts'] or year + '-01-01'}T00:00:00Z",
            "pacing": "instructor",
            "mobile_available": False,
            "hidden": False,
            "course_id": key,
        }


def _oai_pmh(rows: Iterator[Record], base: str) -> Told:
    """Dublin Core, a hundred records a page."""
    keeps = "<deletedRecord>no</deletedRecord><granularity>YYYY-MM-DD</granularity>"
    yield "/oai?verb=Identify", f"<OAI-PMH {_OAI}><Identify>{keeps}</Identify></OAI-PMH>".encode()
    records, number = [*islice(rows, 100)], 1
    while records:
        following = [*islice(rows, 100)]
        token = f"<resumptionToken>page{number + 1}</resumptionToken>" if following else ""
        page = f"<ListRecords>{''.join(map(_oai_record, records))}{token}</ListRecords>"
        how = "metadataPrefix=oai_dc" if number == 1 else f"resumptionToken=page{number}"
        yield f"/oai?verb=ListRecords&{how}", f"<OAI-PMH {_OAI}>{page}</OAI-PMH>".encode()
        records, number = following, number + 1


def _oai_record(row: Record) -> str:
    told = (
        ("title", row["title"]),
        ("creator", row["teacher"]),
        ("subject", row["discipline"]),
        ("description", row["about"]),
        ("type", row["type"]),
        ("identifier", row["code"]),
    )
    cells = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told)
    return (
        f"<record><header><identifier>oai:tapi.example:{row['id']}</identifier><datestamp>2026-11-01</datestamp>"
        f'</header><metadata><dc xmlns="http://purl.org/dc/elements/1.1/">{cells}</dc></metadata></record>'
    )


def _schema_org(rows: Iterator[Record], base: str) -> Told:
    """A website: a sitemap, and pages with one course each where there are not more than pages."""
    records = list(rows)
    on_one = -(-len(records) // _MOST_PAGES)
    pages = [records[start : start + on_one] for start in range(0, len(records), on_one)]
    places = "".join(f"<url><loc>{base}/courses/{number}</loc></url>" for number in range(len(pages)))
    yield "/sitemap.xml", f'<urlset xmlns="{_SITEMAP}">{places}</urlset>'.encode()
    for number, page in enumerate(pages):
        told = _json({"@context": "https://schema.org", "@graph": [_schema_course(row) for row in page]}).decode()
        script = f'<script type="application/ld+json">{told}</script>'
        shown = "".join(f"<h2>{escape(row['title'])}</h2><p>{escape(row['about'])}</p>" for row in page)
        head = f"<head><title>Courses</title>{script}</head>"
        yield f"/courses/{number}", f"<!doctype html><html>{head}<body>{shown}</body></html>".encode()


def _schema_course(row: Record) -> dict[str, Any]:
    course: dict[str, Any] = {
        "@type": "Course",
        "@id": f"https://tapi.example/{row['id']}",
        "courseCode": row["code"],
        "name": row["title"],
        "description": row["about"],
        "educationalLevel": row["level"],
        "about": row["discipline"],
        "provider": {"@type": "CollegeOrUniversity", "name": "Tapi Medical College"},
    }
    if row["starts"]:
        run = {"@type": "CourseInstance", "startDate": row["starts"], "endDate": row["ends"], "courseMode": "onsite"}
        course["hasCourseInstance"] = [run]
    return course


def _open_education(offerings: str, since: str) -> Callable[[Iterator[Record], str], Told]:
    """Pages of ten courses, and a list of offerings for each that has one."""

    def tell(rows: Iterator[Record], base: str) -> Told:
        records, number = [*islice(rows, 10)], 1
        while records:
            following = [*islice(rows, 10)]
            page = _page(number, [_oe_course(row) for row in records], is_last=not following)
            yield f"/courses?pageSize=10&pageNumber={number}", page
            for row in records:
                if row["starts"]:
                    offering = {"offeringId": row["starts"], "startDate": row["starts"], "endDate": row["ends"]}
                    at = f"/courses/{row['id']}/{offerings}?pageSize=10&pageNumber=1&since={since}"
                    yield at, _page(1, [offering], is_last=True)
            records, number = following, number + 1

    return tell


def _page(number: int, objects: list[dict[str, Any]], *, is_last: bool) -> bytes:
    beside = {"pageSize": 10, "pageNumber": number, "hasPreviousPage": number > 1, "hasNextPage": not is_last}
    return _json({**beside, "items": objects})


def _oe_course(row: Record) -> dict[str, Any]:
    return {
        "courseId": row["id"],
        "primaryCode": {"codeType": "identifier", "code": row["code"]},
        "name": [{"language": "en-GB", "value": row["title"]}],
        "description": [{"language": "en-GB", "value": row["about"]}],
        "level": row["level"],
        "ext": {"discipline": row["discipline"]},
    }


TELLERS = {
    "moodle": Server("", _moodle),
    "openedx": Server("", _openedx),
    "oai-pmh": Server("/oai", _oai_pmh),
    "schema-org": Server("/sitemap.xml", _schema_org),
    "ooapi-v5": Server("", _open_education("offerings", "1900-01-01")),
    "oeapi-v6": Server("", _open_education("course-offerings", "1900-01-01T00:00:00Z")),
}
