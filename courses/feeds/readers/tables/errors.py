"""Which cells of an .xlsx hold an error such as #REF!, or a formula alone, where a value should be?"""

import re
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from courses.feeds.readers.tables.sheets import Broken
from courses.feeds.readers.tables.zipped import blocks_of

MOST = 20
_MARKS = (b't="e"', b"<f")
_CELL = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(
    rb'<c\s(?![^>]*\bt="str")[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*'
    rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
"""One whose value the program that wrote it did not work out; an empty text is a value."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def cells_without_value(path: str, sheet: str) -> Broken:
    """The first of them; none where the sheet's part cannot be found."""
    errors: dict[str, None] = {}
    formulas: dict[str, None] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for block in blocks_of(archive, archive.getinfo(part_of(archive, sheet))):
                if any(mark in block for mark in _MARKS):
                    errors |= dict.fromkeys(cell.decode() for cell in _CELL.findall(block))
                    formulas |= dict.fromkeys(cell.decode() for cell in _FORMULA.findall(block))
                if len(errors) > MOST and len(formulas) > MOST:
                    break
    except (KeyError, zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException):
        return Broken()
    return Broken([*errors][:MOST], [*formulas][:MOST])


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The path of a sheet in the archive; raises KeyError."""
    book = fromstring(archive.read("xl/workbook.xml"))
    number = {one.get("name"): one.get(_ID) for one in book.iter(f"{_MAIN}sheet")}[sheet]
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {one.get("Id"): one.get("Target", "") for one in relations}[number]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
