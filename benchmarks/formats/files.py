"""How are the records stated in each format that comes as a file?"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from string import ascii_uppercase

from benchmarks.catalogue import PROFILE, Record

Rows = Callable[[], Iterator[Record]]

_XML_PROFILE = PROFILE.replace("open to", "open_to") + '[rows]\nitems = "course"\n'
PROFILES = {"csv": PROFILE, "json": PROFILE, "jsonl": PROFILE, "xml": _XML_PROFILE, "xlsx": PROFILE, "ods": PROFILE}
_XCRI = (
    'xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:mlo="http://purl.org/net/mlo"'
)
_XLSX = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_XLSX_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="r1" Type="{_RELATION}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_XLSX} xmlns:r="{_RELATION}"><sheets>'
    '<sheet name="Courses" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f"<Relationships {_RELATIONS}>"
    f'<Relationship Id="r1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
_ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def _csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as output:
        _write_table(output, rows())


def _write_table(output: Iterable[str] | io.TextIOBase, rows: Iterator[Record]) -> None:
    first = next(rows)
    writer = csv.DictWriter(output, [*first])  # type: ignore[type-var]
    writer.writeheader()
    writer.writerow(first)
    writer.writerows(rows)


def _json(path: Path, rows: Rows) -> None:
    _write_lines(path, (f"{',' if number else '['}{_as_json(row)}\n" for number, row in enumerate(rows())), end="]")


def _jsonl(path: Path, rows: Rows) -> None:
    _write_lines(path, (f"{_as_json(row)}\n" for row in rows()))


def _as_json(row: Record) -> str:
    return json.dumps(row, ensure_ascii=False)


def _xml(path: Path, rows: Rows) -> None:
    _write_lines(path, map(_xml_of, rows()), "<courses>", "</courses>")


def _xml_of(row: Record) -> str:
    cells = ((name.replace(" ", "_"), escape(cell)) for name, cell in row.items())
    return "<course>" + "".join(f"<{name}>{cell}</{name}>" for name, cell in cells) + "</course>\n"


def _xlsx(path: Path, rows: Rows) -> None:
    """The least that is one, as Excel writes it: each text once, in a part of its own, and its number in the cells."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _XLSX_PARTS.items():
            archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as output:
            output.write(f"<worksheet {_XLSX}><sheetData>".encode())
            for number, row in enumerate(rows(), 2):
                if number == 2:
                    output.write(_xlsx_row(1, row.keys(), texts).encode())
                output.write(_xlsx_row(number, row.values(), texts).encode())
            output.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as output:
            output.write(f'<sst {_XLSX} uniqueCount="{len(texts)}">'.encode())
            output.writelines(f"<si><t>{escape(text)}</t></si>".encode() for text in texts)
            output.write(b"</sst>")


def _xlsx_row(number: int, cells: Iterable[str], texts: dict[str, int]) -> str:
    shown = (
        f'<c r="{letter}{number}"><v>{cell}</v></c>'
        if cell.isdecimal()
        else f'<c r="{letter}{number}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
        for letter, cell in zip(ascii_uppercase, cells, strict=False)
        if cell
    )
    return f'<row r="{number}">{"".join(shown)}</row>'


def _ods(path: Path, rows: Rows) -> None:
    """The least that is one."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS_KIND, zipfile.ZIP_STORED)
        entries = "".join(
            f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>'
            for name, kind in (("/", _ODS_KIND), ("content.xml", "text/xml"))
        )
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{_MANIFEST}">{entries}</m:manifest>')
        with archive.open("content.xml", "w", force_zip64=True) as output:
            begin = f"<office:document-content {_ODS}><office:body><office:spreadsheet>"
            output.write(f'{begin}<table:table table:name="Courses">'.encode())
            for number, row in enumerate(rows()):
                output.write((("" if number else _ods_row(row.keys())) + _ods_row(row.values())).encode())
            output.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def _ods_row(cells: Iterable[str]) -> str:
    shown = (
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{''.join(shown)}</table:table-row>"


def _moodle_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as output:
        _write_table(output, map(_of_moodle, rows()))


def _of_moodle(row: Record) -> Record:
    return {
        "shortname": row["id"],
        "idnumber": row["code"],
        "fullname": row["title"],
        "category_path": f"Medicine / {row['discipline']}",
        "summary": f"<p>{escape(row['about'])}</p>",
        "startdate": row["starts"],
        "enddate": row["ends"],
        "visible": "1",
    }


def _oneroster_csv(path: Path, rows: Rows) -> None:
    """A class for each course that has dates, in a session of its own day."""
    sessions = {row["starts"]: row["ends"] for row in rows() if row["starts"]}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        names = ("courses", "classes", "academicSessions")
        archive.writestr("manifest.csv", "propertyName,value\n" + "".join(f"file.{name},bulk\n" for name in names))
        _add(archive, "courses.csv", ("sourcedId", "title", "courseCode", "subjects"), map(_one_course, rows()))
        classes = (_one_class(row) for row in rows() if row["starts"])
        _add(archive, "classes.csv", ("sourcedId", "title", "courseSourcedId", "termSourcedIds", "location"), classes)
        terms = ((start, start, start, end) for start, end in sessions.items())
        _add(archive, "academicSessions.csv", ("sourcedId", "title", "startDate", "endDate"), terms)


def _one_course(row: Record) -> tuple[str, ...]:
    return row["id"], row["title"], f"{row['code']}-{row['seats']}", row["discipline"]


def _one_class(row: Record) -> tuple[str, ...]:
    return f"{row['id']}-1", f"{row['title']}, {row['starts']}", row["id"], row["starts"], row["teacher"]


def _add(archive: zipfile.ZipFile, name: str, columns: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> None:
    with archive.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(columns)
        writer.writerows(lines)


def _xcri_cap(path: Path, rows: Rows) -> None:
    begin = f"<catalog {_XCRI}><provider><dc:title>Tapi Medical College</dc:title>\n"
    _write_lines(path, map(_xcri_course, rows()), begin, "</provider></catalog>")


def _xcri_course(row: Record) -> str:
    starts, ends = row["starts"], row["ends"]
    dates = f'<mlo:start dtf="{starts}">{starts}</mlo:start><end dtf="{ends}">{ends}</end>' if starts else ""
    run = f"<presentation><dc:identifier>{starts}</dc:identifier>{dates}</presentation>" if starts else ""
    return (
        f"<course><dc:identifier>{row['id']}</dc:identifier><dc:title>{escape(row['title'])}</dc:title>"
        f"<dc:description>{escape(row['about'])}</dc:description><dc:subject>{row['discipline']}</dc:subject>"
        f"<mlo:level>{row['level']}</mlo:level>{run}</course>\n"
    )


def _medbiq_ci(path: Path, rows: Rows) -> None:
    """An event for each block."""
    space = "http://ns.medbiq.org/curriculuminventory/v1/"
    begin = f'<CurriculumInventory xmlns="{space}"><Title>Curriculum</Title><Events>\n'
    with path.open("w", encoding="utf-8") as output:
        output.write(begin)
        output.writelines(map(_event, rows()))
        output.write("</Events><Sequence>\n")
        output.writelines(map(_block, rows()))
        output.write("</Sequence></CurriculumInventory>")


def _event(row: Record) -> str:
    return (
        f'<Event id="E-{row["id"]}"><Title>{escape(row["title"])}, session</Title>'
        f"<Keyword>{row['discipline']}</Keyword><InstructionalMethod>Lecture</InstructionalMethod></Event>\n"
    )


def _block(row: Record) -> str:
    dates = f"<Dates><StartDate>{row['starts']}</StartDate><EndDate>{row['ends']}</EndDate></Dates>"
    event = f"/CurriculumInventory/Events/Event[@id='E-{row['id']}']"
    return (
        f'<SequenceBlock id="{row["id"]}"><Title>{escape(row["title"])}</Title>'
        f"<Description>{escape(row['about'])}</Description><Timing>{dates if row['starts'] else ''}</Timing>"
        f"<SequenceBlockEvent><EventReference>{event}</EventReference></SequenceBlockEvent></SequenceBlock>\n"
    )


def _write_lines(path: Path, lines: Iterable[str], begin: str = "", end: str = "") -> None:
    with path.open("w", encoding="utf-8") as output:
        output.write(begin)
        output.writelines(lines)
        output.write(end)


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "xml": _xml,
    "xlsx": _xlsx,
    "ods": _ods,
    "moodle-csv": _moodle_csv,
    "oneroster-csv": _oneroster_csv,
    "xcri-cap": _xcri_cap,
    "medbiq-ci": _medbiq_ci,
}
