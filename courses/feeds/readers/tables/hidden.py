"""Which columns and rows of a sheet of an .xlsx does nobody see who opens it?"""

import re
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError

from courses.feeds.readers.tables.errors import part_of
from courses.feeds.readers.tables.zipped import blocks_of

_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_STATED = re.compile(rb"""\b(min|max|hidden)\s*=\s*["'](\w{1,5})["']""")
_ROWS = b"sheetData"
_HIDDEN = b"hidden="
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\shidden\s*=\s*["'](?:1|true)["'])[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_MOST = 16_384


def hidden_columns(path: str, sheet: str) -> set[int]:
    """Counted from 0; none where the sheet's part cannot be found. They are stated before its rows."""
    found: set[int] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            for block in blocks_of(archive, archive.getinfo(part_of(archive, sheet))):
                for column in _COLUMN.findall(block.partition(_ROWS)[0]):
                    found |= _columns(dict(_STATED.findall(column)))
                if _ROWS in block:
                    break
    except (KeyError, zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException):
        return set()
    return found


def hidden_rows(path: str, sheet: str) -> set[int]:
    """Counted from 0: hidden by hand or by a filter. None where the sheet's part cannot be found."""
    found: set[int] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            for block in blocks_of(archive, archive.getinfo(part_of(archive, sheet))):
                if _HIDDEN in block:
                    found.update(int(number) - 1 for number in _ROW.findall(block))
    except (KeyError, zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException):
        return set()
    return found


def _columns(stated: dict[bytes, bytes]) -> set[int]:
    first, last = stated.get(b"min", b""), stated.get(b"max", b"")
    if stated.get(b"hidden") not in (b"1", b"true") or not (first.isdigit() and last.isdigit()):
        return set()
    return set(range(int(first) - 1, min(int(last), _MOST)))
