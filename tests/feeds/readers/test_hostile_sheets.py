"""No sheet, however it is made, costs more than its own reading."""

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from courses.feeds.exchange import Answer, NotReadable, ReaderSettings, Request
from courses.feeds.fetch import FetchFailed
from courses.feeds.fetch.sniff import is_a_feed
from courses.feeds.profile import parse_profile
from courses.feeds.readers import xlsx
from courses.feeds.readers.tables.opening import open_table
from courses.feeds.reading import Job, ReadingFailed
from courses.feeds.reading import read as read_apart
from tests.feeds.readers.samples import ADDRESS, as_xlsx
from tests.feeds.stating import CONSORTIUM, PROFILE, read

SHEETS = Path(__file__).resolve().parents[2] / "samples/sheets"
MAIN = "xl/worksheets/sheet1.xml"


def workbook(**parts: bytes) -> bytes:
    """The least workbook, with parts exchanged or added ("/" is written "__")."""
    (plain,) = as_xlsx([("1", "Anatomy")]).values()
    body = io.BytesIO()
    exchanged = {name.replace("__", "/"): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in exchanged:
                after.writestr(name, before.read(name))
        for name, content in exchanged.items():
            after.writestr(name, content)
    return body.getvalue()


def cells(*stated: str) -> bytes:
    rows = "".join(stated)
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>"
    ).encode()


def spreadsheetml(rows: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
        f"{rows}</Table></Worksheet></Workbook>"
    ).encode()


def refusal(tmp_path: Path, body: bytes) -> NotReadable:
    path = tmp_path / "sheet"
    path.write_bytes(body)
    with pytest.raises(NotReadable) as caught:
        list(open_table(str(path)).rows())
    assert caught.value.message.endswith(".")
    return caught.value


NAMES = '<Row><Cell><Data ss:Type="String">id</Data></Cell><Cell><Data ss:Type="String">title</Data></Cell></Row>'
FAR = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("body", "reason", "told"),
    [
        (workbook(xl__sharedStrings=b"0" * 60_000_000), "too_large", "unpacks"),
        (workbook(**{f"xl__media__{number}": b"" for number in range(2_001)}), "too_large", "parts"),
        (workbook(**{MAIN: cells(FAR)}), "too_large", "1048576 rows of 16384 columns"),
        (workbook()[:-40], "truncated", "end is missing"),
        (workbook()[:300], "truncated", "end is missing"),
        (workbook(**{MAIN: b"<worksheet"}), "unreadable", "broken"),
        (workbook(**{MAIN: b""}), "unreadable", "broken"),
        (spreadsheetml(NAMES, LAUGHS), "unreadable", "document type"),
        (spreadsheetml(NAMES + '<Row ss:Index="99999999999"/>'), "unreadable", "99999999999"),
        (spreadsheetml(NAMES + '<Row><Cell ss:Index="-4"/></Row>'), "unreadable", "-4"),
        (spreadsheetml(NAMES)[:-30], "truncated", "middle of a sheet"),
        (spreadsheetml(NAMES + "<Row>&nothing;</Row>"), "unreadable", "XML"),
        (b"<html><body><p>Nothing here</p></body></html>", "not_a_feed", "without a table"),
        (b"<table><tr><td>id<td>title<tr><td>1<td>A", "truncated", "middle of its table"),
        (b"%PDF-1.4 and so on", "not_a_feed", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "not_a_feed", "picture"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "unreadable", "Excel 4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "truncated", "end is missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable", "broken"),
        (b'<?xml version="1.0"?><courses/>', "not_a_feed", "format xml"),
        (b'{"courses": []}', "not_a_feed", "format json"),
        (bytes(range(256)) * 20, "not_a_feed", "neither a workbook nor text"),
        (b"", "empty", "empty"),
        (b"\0\0\0\0", "empty", "empty"),
    ],
)
def test_what_cannot_be_a_table_says_why(tmp_path: Path, body: bytes, reason: str, told: str) -> None:
    failure = refusal(tmp_path, body)
    assert (failure.reason, told in failure.message) == (reason, True), failure.message


@pytest.mark.parametrize("name", ["xl/workbook.xml", "content.xml", "word/document.xml"])
def test_a_part_that_is_another_than_it_says_breaks_the_archive(tmp_path: Path, name: str) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(name, "no XML at all")
    assert refusal(tmp_path, body.getvalue()).reason in ("unreadable", "not_a_feed")


@pytest.mark.parametrize("name", ["old-binary.xls", "libreoffice.ods", "excel-2003.xls", "web-table.xls"])
def test_wherever_a_sheet_is_cut_it_gives_all_its_rows_or_none(tmp_path: Path, name: str) -> None:
    whole = (SHEETS / name).read_bytes()
    path = tmp_path / "sheet"
    path.write_bytes(whole)
    rows = [*open_table(str(path)).rows()]
    step = max(len(whole) // 120, 1)
    for end in range(9, len(whole), step):
        path.write_bytes(whole[:end])
        with suppress(NotReadable):
            assert [*open_table(str(path)).rows()] == rows


@pytest.mark.parametrize(
    "name",
    ["old-binary.xls", "libreoffice.ods", "departments.xlsx", "excel-2003.xls", "web-table.xls", "unicode-text.xls"],
)
def test_a_damaged_sheet_gives_rows_or_words_and_never_a_fault(tmp_path: Path, name: str) -> None:
    whole = (SHEETS / name).read_bytes()
    path = tmp_path / "sheet"
    chance = random.Random(name)  # noqa: S311 -- the same damage each time
    for _ in range(80):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 2, 5, 20])):
            damaged[chance.randrange(len(damaged))] = chance.choice([0, 255, chance.randrange(256)])
        path.write_bytes(damaged)
        with suppress(NotReadable):
            list(open_table(str(path)).rows())


def test_a_workbook_whose_cells_are_repeated_without_end_costs_its_own_process_only(tmp_path: Path) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="100000">'
        '<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    assert refused_apart(tmp_path, body.getvalue()) in ("too_large", "timeout")


def test_text_that_unpacks_beyond_the_memory_costs_its_own_process_only(tmp_path: Path) -> None:
    names = '<row><c t="str"><v>id</v></c><c t="str"><v>title</v></c></row>'
    rows = names + "".join(f"<row><c><v>{number}</v></c><c><v>1</v></c></row>" for number in range(400_000))
    assert refused_apart(tmp_path, workbook(**{MAIN: cells(rows)}), memory_bytes=100_000_000) == "too_large"


def refused_apart(folder: Path, body: bytes, **limits: int) -> str:
    answer = folder / "answer"
    answer.write_bytes(body)
    settings = ReaderSettings("here", True, parse_profile(PROFILE))
    exchanges = ((Request("here"), Answer(200, {}, str(answer))),)
    with pytest.raises(ReadingFailed) as caught:
        read_apart(Job("xlsx", settings, exchanges, CONSORTIUM, str(folder), seconds=30, **limits))
    return caught.value.reason


def test_scripts_and_tables_in_cells_are_text_at_most() -> None:
    page = (
        b"<html><table><tr><th>id<th>title</tr><tr><td>1<td><script>alert(1)</script><b>Ana</b>tomy"
        b"<table><tr><td>inner</table></td></tr></table></html>"
    )
    (title,) = read("xlsx", page).record.title.values()
    assert "Anatomy" in title
    assert "<" not in title


def test_a_span_of_millions_of_columns_is_cut() -> None:
    page = b'<table><tr><th>id<th>title<tr><td>1<td colspan="99999999999">A<tr><td rowspan="999999999">2<td>B</table>'
    assert [one.record.id for one in read("xlsx", page).checked] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        (b"<html><body><table><tr><td>id</td></tr></table></body></html>", True),
        (b"<html><title>Sign in</title><table><tr><td><input type='password'></td></tr></table></html>", False),
        (b"<html><title>Sign in</title><form>Your mobile number</form></html>", False),
        (b"PK\x03\x04", True),
        (b"\xd0\xcf\x11\xe0", True),
        (b"%PDF", False),
        (b"\x89PNG", False),
    ],
)
def test_an_address_may_answer_a_workbook_or_a_table_but_no_other_page(
    tmp_path: Path, body: bytes, is_one: bool
) -> None:
    path = tmp_path / "answer"
    path.write_bytes(body)
    if is_one:
        is_a_feed(path, ADDRESS, xlsx.ACCEPTS)
    with pytest.raises(FetchFailed) as caught:
        is_a_feed(path, ADDRESS, () if is_one else xlsx.ACCEPTS)
    assert caught.value.reason == "not_a_feed"


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "1e9", ""])
def test_the_number_of_a_hidden_column_may_be_anything(tmp_path: Path, number: str):
    columns = f'<cols><col min="{number}" max="{number}" hidden="1"/></cols><sheetData>'.encode()
    path = tmp_path / "sheet.xlsx"
    names = (f'<c r="{at}" t="inlineStr"><is><t>{name}</t></is></c>' for at, name in (("A1", "id"), ("B1", "title")))
    rows = f'<row r="1">{"".join(names)}</row>'
    path.write_bytes(workbook(**{MAIN.replace("/", "__"): cells(rows).replace(b"<sheetData>", columns)}))
    table = open_table(str(path), parse_profile(PROFILE).file, parse_profile(PROFILE).rows)
    assert (table.columns, table.hidden) == (["id", "title"], [])
