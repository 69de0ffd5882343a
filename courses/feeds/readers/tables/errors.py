"""Which cells of an .xlsx hold an error such as #REF! where a value should be?"""

import re
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from courses.feeds.readers.tables.zipped import blocks_of

MOST = 20
_MARK = b't="e"'
_CELL = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}\d{1,7})"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def cells_with_errors(path: str, sheet: str) -> list[str]:
    """The first of them, such as "E4"; none where the sheet's part cannot be found."""
    found: dict[str, None] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for block in blocks_of(archive, archive.getinfo(_part_of(archive, sheet))):
                if _MARK in block:
                    found |= dict.fromkeys(cell.decode() for cell in _CELL.findall(block))
                if len(found) > MOST:
                    break
    except (KeyError, zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException):
        return []
    return [*found][:MOST]


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The path of a sheet in the archive; raises KeyError."""
    book = fromstring(archive.read("xl/workbook.xml"))
    number = {one.get("name"): one.get(_ID) for one in book.iter(f"{_MAIN}sheet")}[sheet]
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {one.get("Id"): one.get("Target", "") for one in relations}[number]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
