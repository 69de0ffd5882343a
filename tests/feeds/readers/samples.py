"""How a college's system would state courses in each format: what the contract of readers is tried on."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

ADDRESS = "https://tapi.example/v5"
"""Where every sample is read from; its answers are at this address or below it."""

Records = list[tuple[str, str]]
"""(id, title) of each course."""


class Sample(NamedTuple):
    """`state` gives the body of every address that the system knows, for these records.

    `miscount` does the same with a count that is wrong, for formats that state one. `is_text` is false where bytes
    cannot be exchanged in the body without breaking it; `finds_encoding` where another encoding is found and told.
    `beside` is what such a system says at other addresses, whatever its records are. Of formats that are paged
    `in_pages_of` is told how many records a page holds, and `another` makes of the first page one that announces yet
    another.
    """

    state: Callable[[Records], dict[str, bytes]]
    profile: str = ""
    miscount: Callable[[Records], dict[str, bytes]] | None = None
    is_text: bool = True
    finds_encoding: bool = False
    beside: dict[str, bytes] = {}
    in_pages_of: Callable[[Records, int], dict[str, bytes]] | None = None
    another: Callable[[bytes, str], bytes] | None = None


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

MAPPED_XML = """
id = "@code"
[rows]
items = "courses.course"
[fields.title]
from = "name"
"""

MAPPED = """
id = "code"
[fields.title]
from = "name"
"""


def as_csv(records: Records) -> dict[str, bytes]:
    text = io.StringIO()
    csv.writer(text).writerows([("code", "name"), *records])
    return {ADDRESS: text.getvalue().encode()}


def as_json(records: Records) -> dict[str, bytes]:
    return {ADDRESS: _json([{"code": code, "name": name} for code, name in records])}


def as_xlsx(records: Records) -> dict[str, bytes]:
    """The least workbook that is one, unpacked, so that its text stands in it as it is."""
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in [("code", "name"), *records]
    )
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", _OFFICE
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="w" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="s" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Courses" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return {ADDRESS: body.getvalue()}


def as_jsonl(records: Records) -> dict[str, bytes]:
    return {ADDRESS: b"".join(_json({"code": code, "name": name}) + b"\n" for code, name in records)}


def as_xml(records: Records) -> dict[str, bytes]:
    courses = "".join(f'<course code="{escape(code)}"><name>{escape(name)}</name></course>' for code, name in records)
    return {ADDRESS: f"<catalog><courses>{courses}</courses></catalog>".encode()}


def as_ooapi(records: Records, size: int = 10, more: int = 0) -> dict[str, bytes]:
    """Pages of ten, or as large as the server will; `more` is added to the number of pages that each announces."""
    courses = [{"courseId": code, "name": [{"language": "en-GB", "value": name}]} for code, name in records]
    pages = _paged(courses, size) or [[]]
    return {
        f"{ADDRESS}/courses?pageSize=10&pageNumber={number}": _json(
            {
                "pageSize": size,
                "pageNumber": number,
                "hasPreviousPage": number > 1,
                "hasNextPage": number < len(pages),
                "totalPages": len(pages) + more,
                "items": page,
            }
        )
        for number, page in enumerate(pages, 1)
    }


def as_moodle(records: Records) -> dict[str, bytes]:
    """A Moodle of our days; its categories are not told."""
    service = f"{ADDRESS}/webservice/rest/server.php?moodlewsrestformat=json"
    courses = [{"id": code, "fullname": name, "visible": 1} for code, name in records]
    return {f"{service}&wsfunction=core_course_get_courses_by_field": _json({"courses": courses, "warnings": []})}


def as_moodle_csv(records: Records) -> dict[str, bytes]:
    text = io.StringIO()
    csv.writer(text).writerows([("shortname", "fullname"), *records])
    return {ADDRESS: text.getvalue().encode()}


def as_oneroster(records: Records) -> dict[str, bytes]:
    """Unpacked, so that its text stands in it as it is."""
    courses = io.StringIO()
    csv.writer(courses).writerows([("sourcedId", "title"), *records])
    manifest = "propertyName,value\nfile.courses,bulk\n"
    return {ADDRESS: zipped({"manifest.csv": manifest, "courses.csv": courses.getvalue()})}


def zipped(files: dict[str, str], packing: int = zipfile.ZIP_STORED) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", packing) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return body.getvalue()


def as_xcri_cap(records: Records) -> dict[str, bytes]:
    courses = "".join(
        f"<course><dc:identifier>{escape(code)}</dc:identifier><dc:title>{escape(name)}</dc:title></course>"
        for code, name in records
    )
    spaces = 'xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return {ADDRESS: f"<catalog {spaces}><provider>{courses}</provider></catalog>".encode()}


def _paged(records: list[Any], size: int) -> list[list[Any]]:
    return [records[start : start + size] for start in range(0, len(records), size)]


def as_oai_pmh(records: Records, size: int = 10) -> dict[str, bytes]:
    """Pages of ten, each with a token that leads to the next."""
    pages = _paged(records, size)
    if not pages:
        return {_OAI_FIRST: _oai('<error code="noRecordsMatch"/>')}
    told = {}
    for number, page in enumerate(pages, 1):
        address = _OAI_FIRST if number == 1 else f"{ADDRESS}?verb=ListRecords&resumptionToken=page{number}"
        token = f"<resumptionToken>page{number + 1}</resumptionToken>" if number < len(pages) else ""
        told[address] = _oai(f"<ListRecords>{''.join(_oai_record(*record) for record in page)}{token}</ListRecords>")
    return told


_OAI_FIRST = f"{ADDRESS}?verb=ListRecords&metadataPrefix=oai_dc"
OAI_IDENTIFY = {
    f"{ADDRESS}?verb=Identify": b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><Identify>'
    b"<deletedRecord>no</deletedRecord><granularity>YYYY-MM-DD</granularity></Identify></OAI-PMH>"
}


def _oai(inner: str) -> bytes:
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>'.encode()


def _oai_record(code: str, name: str) -> str:
    return (
        f"<record><header><identifier>{escape(code)}</identifier><datestamp>2026-11-01</datestamp></header><metadata>"
        f'<dc xmlns="http://purl.org/dc/elements/1.1/"><title>{escape(name)}</title></dc></metadata></record>'
    )


def _another_oai_page(first: bytes, address: str) -> bytes:
    """The same records, with a token that was not told before."""
    token = f"page{abs(hash(address))}".encode()
    return re.sub(b"<resumptionToken>.*</resumptionToken>", b"<resumptionToken>" + token + b"</resumptionToken>", first)


def _another_ooapi_page(first: bytes, address: str) -> bytes:
    """The first page's records under the number that was asked for."""
    number = re.search(r"pageNumber=(\d+)", address)
    assert number
    return first.replace(b'"pageNumber": 1', f'"pageNumber": {number[1]}'.encode())


def as_schema_org(records: Records) -> dict[str, bytes]:
    """One page that lists them all."""
    courses = [{"@type": "Course", "@id": f"https://tapi.example/{code}", "name": name} for code, name in records]
    return {ADDRESS: _json({"@context": "https://schema.org", "@graph": courses})}


def as_records(records: Records) -> dict[str, bytes]:
    return {ADDRESS: _json({"records": [{"id": code, "title": name} for code, name in records]})}


def as_medbiq_ci(records: Records) -> dict[str, bytes]:
    blocks = "".join(
        f'<SequenceBlock id="{escape(code)}"><Title>{escape(name)}</Title></SequenceBlock>' for code, name in records
    )
    space = "http://ns.medbiq.org/curriculuminventory/v1/"
    body = f'<CurriculumInventory xmlns="{space}"><Sequence>{blocks}</Sequence></CurriculumInventory>'
    return {ADDRESS: body.encode()}


def as_openedx(records: Records, size: int = 10, more: int = 0) -> dict[str, bytes]:
    """Pages of ten of a catalogue service; `more` is added to the number of courses that each counts."""
    courses = [{"key": code, "title": name} for code, name in records]
    pages = _paged(courses, size) or [[]]
    first = f"{ADDRESS}/api/courses/v1/courses/"
    return {
        f"{first}?page_size=100" if number == 1 else f"{first}?page={number}": _json(
            {
                "results": page,
                "pagination": {
                    "next": f"{first}?page={number + 1}" if number < len(pages) else None,
                    "count": len(courses) + more,
                },
            }
        )
        for number, page in enumerate(pages, 1)
    }


def _another_openedx_page(first: bytes, address: str) -> bytes:
    return re.sub(rb"\?page=\d+", f"?page=1{abs(hash(address))}".encode(), first)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


_OOAPI = Sample(
    as_ooapi,
    miscount=lambda records: as_ooapi(records, more=1),
    in_pages_of=as_ooapi,
    another=_another_ooapi_page,
)

SAMPLES = {
    "csv": Sample(as_csv, MAPPED),
    "json": Sample(as_json, MAPPED),
    "jsonl": Sample(as_jsonl, MAPPED),
    "medbiq-ci": Sample(as_medbiq_ci, finds_encoding=True),
    "moodle": Sample(as_moodle),
    "moodle-csv": Sample(as_moodle_csv, finds_encoding=True),
    "oai-pmh": Sample(
        as_oai_pmh, finds_encoding=True, beside=OAI_IDENTIFY, in_pages_of=as_oai_pmh, another=_another_oai_page
    ),
    "oeapi-v6": _OOAPI,
    "oneroster-csv": Sample(as_oneroster, is_text=False),
    "openedx": Sample(
        as_openedx,
        miscount=lambda records: as_openedx(records, more=1),
        in_pages_of=as_openedx,
        another=_another_openedx_page,
    ),
    "ooapi-v5": _OOAPI,
    "schema-org": Sample(as_schema_org, finds_encoding=True),
    "records": Sample(as_records),
    "xcri-cap": Sample(as_xcri_cap, finds_encoding=True),
    "xlsx": Sample(as_xlsx, MAPPED, is_text=False),
    "xml": Sample(as_xml, MAPPED_XML),
}
"""One line for each format."""
