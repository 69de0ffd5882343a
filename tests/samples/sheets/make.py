"""Makes the ugly sheets beside it: `python tests/samples/sheets/make.py`, with openpyxl, and xlwt for the binary ones.

The colleges, courses and numbers are invented. What each sheet must give stands in tests/feeds/readers/test_sheets.py.
"""

import datetime as dt
import io
import zipfile
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).parent
Rows = list[list[Any]]


def main() -> None:
    for name, body in {**workbooks(), **texts()}.items():
        (HERE / name).write_bytes(body)
    (HERE / "libreoffice.ods").write_bytes(ods())
    try:
        import xlwt  # noqa: F401 -- nobody else needs it
    except ModuleNotFoundError:
        return  # the two binary ones stay as they are
    (HERE / "old-binary.xls").write_bytes(old_binary())
    (HERE / "locked.xls").write_bytes(locked(old_binary()))


def workbooks() -> dict[str, bytes]:
    return {
        "two-row-headings.xlsx": two_row_headings(),
        "departments.xlsx": departments(),
        "serial-dates.xlsx": serial_dates(),
        "dates-of-1904.xlsx": dates_of_1904(),
        "numbers-as-ids.xlsx": numbers_as_ids(),
        "merged-down.xlsx": merged_down(),
        "same-names.xlsx": same_names(),
        "printed-pages.xlsx": printed_pages(),
        "gujarati-headings.xlsx": gujarati_headings(),
        "pictures-only.xlsx": pictures_only(),
    }


def sheet(*rows: list[Any], title: str = "Sheet1", merges: tuple[str, ...] = ()) -> Workbook:
    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for block in merges:
        page.merge_cells(block)
    return book


def saved(book: Workbook) -> bytes:
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def two_row_headings() -> bytes:
    book = sheet(
        ["Vaitarna Medical College, Palghar"],
        ["Electives of the year 2026-27, as approved by the curriculum committee"],
        [],
        ["Sr. No.", "Course", None, "Seats", None, "Dates", None],
        [None, "Code", "Title", "Total", "Taken", "From", "To"],
        [1, "VMC-E01", "Point of care ultrasound", 12, 7, dt.date(2027, 3, 1), dt.date(2027, 3, 13)],
        [2, "VMC-E02", "Snake bite: from field to ICU", 8, 8, dt.date(2027, 4, 5), dt.date(2027, 4, 17)],
        [],
        [3, "VMC-E03", "Total knee replacement", 6, 0, dt.date(2027, 5, 3), dt.date(2027, 5, 15)],
        ["Total", None, None, 26, 15],
        [],
        ["* Seats are subject to revision"],
        title="Block 1",
        merges=("A1:G1", "A2:G2", "A4:A5", "B4:C4", "D4:E4", "F4:G4"),
    )
    return saved(book)


def departments() -> bytes:
    headings = ["Code", "Course name", "Hours"]
    book = sheet(
        headings, ["AN-1", "Dissection of the hand", 20], ["AN-2", "Embryology for clinicians", 12], title="Anatomy"
    )
    pages: dict[str, Rows] = {
        "Physiology": [["Physiology department"], [], headings, ["PY-1", "Spirometry", 8]],
        "Forensic Medicine": [["Code", "Hours", "Course name"], ["FM-1", 16, "Medical certificates of death"]],
        "Read me": [["Prepared by the academic section"], ["Dean", "Dr. A. Solanki"]],
        "Staff": [["Name", "Post", "Extension"], ["Dr. V. Pathak", "Professor", 214]],
        "Lists": [["Code", "Course name", "Hours"], ["X-1", "Old course, kept for reference", 1]],
    }
    for title, rows in pages.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book["Lists"].sheet_state = "hidden"
    return saved(book)


def serial_dates() -> bytes:
    return saved(
        sheet(
            ["Course ID", "Workshop", "Begins on", "Ends on"],
            ["W1", "Basic life support", 46388, 46389],
            ["W2", "Writing a case report", "15/01/2027", "16-Jan-27"],
            ["W3", "Good clinical practice", dt.date(2027, 2, 3), "4th Feb 2027"],
            ["W4", "Suturing", "3rd Sept 2027", "as announced"],
            ["W5", "Research methods", "46420", None],
        )
    )


def dates_of_1904() -> bytes:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    for row in [
        ["Code", "Title", "Cell", "Number"],
        ["M1", "Ophthalmoscopy", dt.date(2027, 1, 1), 44926],
        ["M2", "Refraction", dt.date(2027, 1, 8), 44933],
    ]:
        page.append(row)
    return saved(book)


def numbers_as_ids() -> bytes:
    book = sheet(
        ["Course no.", "Registration", "Name of course", "Fee", "Seats", "Seats left"],
        [101, "0004512", "Clinical pharmacology rounds", 1500, 20, "=E2-4"],
        [102.0, 123456789012345, "Cardiac catheterisation", 2500.5, 10, "=E3-10"],
        [103, "007", "Paediatric dosage", 0.1 + 0.2, 15, "=#REF!"],
        ["104A", 98765432101, "Toxicology", None, "#N/A", "=E5"],
    )
    page = book.active
    body = saved(book)
    assert page.title == "Sheet1"
    # openpyxl writes formulas without their values; a program of an office writes what they came to.
    values = {"E2-4": "<v>16</v>", "E3-10": "<v>0</v>", "#REF!": "<v>#REF!</v>", "E5": "<v>#N/A</v>"}

    def with_values(text: str) -> str:
        for formula, value in values.items():
            text = text.replace(f"<f>{formula}</f><v></v>", f"<f>{formula}</f>{value}").replace(
                f"<f>{formula}</f><v />", f"<f>{formula}</f>{value}"
            )
        return text.replace('<c r="F4">', '<c r="F4" t="e">').replace('<c r="F5">', '<c r="F5" t="e">')

    return rewritten(body, "xl/worksheets/sheet1.xml", with_values)


def merged_down() -> bytes:
    return saved(
        sheet(
            ["Department", "Code", "Posting", "Weeks"],
            ["General Medicine", "GM-1", "Male ward", 4],
            [None, "GM-2", "Female ward", 4],
            [None, "GM-3", "Dialysis unit", 2],
            ["Orthopaedics", "OR-1", "Fracture clinic", 2],
            [None, "OR-2", None, None],
            merges=("A2:A4", "A5:A6"),
        )
    )


def same_names() -> bytes:
    return saved(
        sheet(
            ["Code", "Name", "Name", "Date", "Date", "Date", None, None],
            ["CME-1", "Thyroid disease today", "Dr. R. Bhatt", dt.date(2027, 1, 9), dt.date(2027, 1, 10), None, "x"],
        )
    )


def printed_pages() -> bytes:
    headings = ["क्रम", "पाठ्यक्रम", "सीटें"]
    return saved(
        sheet(
            ["शासकीय चिकित्सा महाविद्यालय, सागरतट"],
            headings,
            [1, "शरीर रचना विज्ञान", 30],
            [2, "शरीर क्रिया विज्ञान", 30],
            ["योग", None, 60],
            ["पृष्ठ 1"],
            headings,
            [3, "जीव रसायन", 20],
            ["कुल योग :", None, 80],
        )
    )


def gujarati_headings() -> bytes:
    return saved(
        sheet(
            ["ક્રમ", "વિષયનું નામ", "વિષયનું નામ (અંગ્રેજી)", "બેઠકો"],
            ["૧", "શરીરરચનાશાસ્ત્ર", "Anatomy", "૨૫"],
            ["૨", "શરીરક્રિયાવિજ્ઞાન", "Physiology", 25],
            ["સરવાળો", None, None, 50],
        )
    )


def pictures_only() -> bytes:
    """A scan of a printed list, pasted into a sheet."""
    return rewritten(saved(Workbook()), "xl/worksheets/sheet1.xml", lambda text: text)


def rewritten(body: bytes, part: str, change: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            raw = before.read(name)
            after.writestr(name, change(raw.decode()).encode() if name == part else raw)
    return made.getvalue()


def texts() -> dict[str, bytes]:
    return {
        "windows-1252.csv": lines(
            "Code;Intitulé du cours;Tarif",
            "C-1;Chirurgie générale – bloc opératoire;100 €",
            "C-2;Urgences pédiatriques;Gratuit",
            "C-3;Médecine légale et “éthique”;80 €",
        ).encode("cp1252"),
        "utf-16-without-mark.txt": lines(
            "Code\tTitle\tGuide",
            "N-1\tNeonatal resuscitation\tDr. Zoë D’Souza",
            "N-2\tBreast feeding counselling\tDr. S. Rane",
        ).encode("utf-16-le"),
        "unicode-text.xls": lines(
            "Code\tTitle\tSeats",
            "D-1\tDermatoscopy\t10",
            'D-2\t"Leprosy: field work\nat Songadh"\t6',
            "Total\t\t16",
        ).encode("utf-16"),
        "quotes-over-lines.csv": lines(
            '"Code";"Title";"About"',
            '"P-1";"Psychiatry; the first interview";"Two afternoons.',
            "",
            'Bring a ""white coat""."',
            '"P-2";"Addiction medicine";""',
        ).encode("utf-8-sig"),
        "web-table.xls": web_table().encode("cp1252"),
        "excel-2003.xls": spreadsheetml().encode(),
        "legacy-font.csv": lines(
            "Code,Subject,Subject in Gujarati,Remarks",
            "A-1,Anatomy,XZLZZRGF XF:+,Compulsory",
            "A-2,Medicine,D[0L;LG lJEFU,Compulsory",
            "A-3,Hygiene,U]HZFT VFZMuI,Elective",
        ).encode(),
        "footer-and-short-lines.csv": lines(
            "Exported on 02/01/2027 10:15 by admin",
            "",
            "CODE,NAME,SEATS",
            "B-1,Blood bank posting,4",
            "B-2,Haematology,6",
            "GRAND TOTAL,,10",
        ).encode(),
    }


def lines(*texts: str) -> str:
    return "\r\n".join(texts) + "\r\n"


def web_table() -> str:
    return """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<style>td { mso-number-format: "\\@" }</style></head>
<body><table><tr><td>Printed by ERP 4.2</td></tr></table>
<table border=1>
<tr><th colspan=5>Postings of interns – batch of 2022</th></tr>
<tr><th rowspan=2>Code</th><th rowspan=2>Posting</th><th colspan=2>Interns</th><th rowspan=2>Ward</th></tr>
<tr><th>Men</th><th>Women</th></tr>
<tr><td>0101</td><td>Ob &amp; Gy<br>labour room</td><td>6</td><td>8</td><td rowspan=2>C&nbsp;3</td></tr>
<tr><td>0102</td><td>Neonatology – “NICU”</td><td>4</td><td>4</td></tr>
<tr><td>Total</td><td></td><td>10</td><td>12</td><td></td></tr>
</table></body></html>
"""


def spreadsheetml() -> str:
    def row(*cells: Any, index: int = 0) -> str:
        made = "".join(
            f'<Cell><Data ss:Type="{_type(cell)}">{escape(_stated(cell))}</Data></Cell>'
            if cell is not None
            else "<Cell/>"
            for cell in cells
        )
        return f'<Row ss:Index="{index}">{made}</Row>' if index else f"<Row>{made}</Row>"

    rows = [
        '<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">Register of certificate courses</Data></Cell></Row>',
        row("Code", "Course", "Starts", "Fee", index=3),
        row("00125", "Hospital waste management", dt.date(2027, 1, 4), 1200),
        row(126, "Counselling skills", dt.date(2027, 2, 1), 900.5),
        '<Row><Cell><Data ss:Type="Number">127</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Error">#VALUE!</Data></Cell></Row>',
    ]
    return f"""<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="Register"><Table>{"".join(rows)}</Table></Worksheet>
<Worksheet ss:Name="Codes"><Table>{row("Code", "Course", "Starts", "Fee")}{row("X", "Hidden", None, 1)}</Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>
"""


def _type(cell: Any) -> str:
    return "DateTime" if isinstance(cell, dt.date) else "Number" if isinstance(cell, (int, float)) else "String"


def _stated(cell: Any) -> str:
    return f"{cell}T00:00:00.000" if isinstance(cell, dt.date) else str(cell)


def ods() -> bytes:
    def typed(kind: str, value: str, shown: Any) -> str:
        return f'<table:table-cell office:value-type="{kind}" {value}><text:p>{shown}</text:p></table:table-cell>'

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, dt.date):
            return typed("date", f'office:date-value="{value}"', value)
        if isinstance(value, (int, float)):
            return typed("float", f'office:value="{value}"', value)
        return typed("string", "", escape(value))

    rows: Rows = [
        ["Community courses of the rural health centre"],
        [None],
        ["Course", "Short title", "Places", "Begins"],
        ["RH-1", "Home visits", 10, dt.date(2027, 1, 11)],
        ["RH-2", "School health", 12.0, dt.date(2027, 2, 8)],
        ["RH-3", "Water and sanitation", None, None],
    ]
    made = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Courses">{made}'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return body.getvalue()


def old_binary() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("Electives")
    page.write_merge(0, 0, 0, 4, "Smt. Rukmini Devi Medical College, Valsad: list of electives")
    page.write_merge(2, 3, 0, 0, "Code")
    page.write_merge(2, 3, 1, 1, "Subject")
    page.write_merge(2, 2, 2, 3, "Intake")
    page.write(3, 2, "Own")
    page.write(3, 3, "Other colleges")
    page.write_merge(2, 3, 4, 4, "From date")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for number, (code, subject, own, other, date) in enumerate(
        [
            (201, "Sports medicine", 6, 2, dt.date(2027, 3, 2)),
            (202, "Sleep medicine", 4, 1, dt.date(2027, 3, 16)),
            ("203-B", "Travel medicine", 3, 3, dt.date(2027, 4, 1)),
        ],
        4,
    ):
        for column, value in enumerate((code, subject, own, other)):
            page.write(number, column, value)
        page.write(number, 4, date, day)
    page.write(8, 1, "TOTAL")
    page.write(8, 2, 13)
    page.write(8, 3, 6)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def locked(book: bytes) -> bytes:
    """The same file of files with its stream under the name that a workbook locked with a password has."""
    before, after = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    at = book.index(before + b"\0\0")
    entry = bytearray(book[at : at + 128])
    entry[: len(after)] = after
    entry[64:66] = (len(after) + 2).to_bytes(2, "little")
    return book[:at] + bytes(entry) + book[at + 128 :]


if __name__ == "__main__":
    main()
