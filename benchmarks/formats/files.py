"""How are the records stated in each format that comes as a file?"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

from openpyxl import Workbook

from benchmarks.catalogue import PROFILE, Record

Rows = Callable[[], Iterator[Record]]

_XML_PROFILE = PROFILE.replace("open to", "open_to") + '[rows]\nitems = "course"\n'
PROFILES = {"csv": PROFILE, "json": PROFILE, "jsonl": PROFILE, "xml": _XML_PROFILE, "xlsx": PROFILE, "ods": PROFILE}
_XCRI = (
    'xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:mlo="http://purl.org/net/mlo"'
)
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
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Courses")
    for number, row in enumerate(rows()):
        if not number:
            sheet.append([*row])
        sheet.append([int(cell) if cell.isdecimal() else cell for cell in row.values()])
    book.save(path)


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
